"""A customer's Windows, in wine: all files of its disk, the registry, processes, ports, the clipboard."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psutil

from bench.desktop import Desktop, wait_for
from bench.removal import seen
from bench.removal.plans import Victim
from bench.removal.registry import exported
from bench.removal.started import NO_TLS, holds, says_whose
from release.windows import __main__ as windows
from release.windows import interpreter
from release.windows.wine import windows_path

THROUGH_PIPES: Final = 'wine "$@" </dev/null 2>&1 | cat >/dev/null; exit "${PIPESTATUS[0]}"'
"""Python in wine bears no other standard streams."""
PROGRAM, BROOM, LAUNCHER = "pythonw.exe", "cmd.exe", "fernhilfe-"
_WINES_OWN: Final = ("services.exe", "explorer.exe", "winedevice.exe", "plugplay.exe", "svchost.exe", "rpcss.exe")
"""What wine itself starts, and ends when it likes."""
_SERVER: Final = "wineserver"
_RUN: Final = (r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run", "/v", "planted")
_FIRST: Final = "import ssl, tkinter; ssl.enum_certificates('ROOT'); tkinter.Tk().destroy()"
_PATIENCE: Final = 60.0


class WindowsMachine:
    """A wine prefix. It is the one of the builds, and left as it was."""

    fails_with: tuple[str, ...] = NO_TLS
    lasts: tuple[str, ...] = ("ping", "-n", "600", "127.0.0.1")
    listens: tuple[str, ...] = ()

    def __init__(self, file: Path, place: Path, desktop: Desktop) -> None:
        cache = Path(os.environ.get("FERNDIAGNOSE_WINDOWS_CACHE", windows.CACHE))
        self.wine = windows.prepared(cache)
        self.desktop = desktop
        self._file, self._place, self.downloads = file, place, place / "downloads"
        self.downloads.mkdir(parents=True, exist_ok=True)
        self.own_file = self.downloads / "letter.txt"
        self.own_file.write_text("the customer's own\n", encoding="utf-8")
        self._started: list[subprocess.Popen[bytes]] = []
        self.autostart.mkdir(parents=True, exist_ok=True)
        self.wine.end()
        self.put_back()  # of a measurement that was cut off
        self._wakes_up(interpreter.fetch(cache).python)
        holds(desktop, "CLIPBOARD", "PRIMARY")
        self._registry = self._exported()
        self._before = self.there()

    @property
    def autostart(self) -> Path:
        """As in `Machine`."""
        menu = Path("AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup")
        (profile,) = (path for path in (self.wine.drive / "users").iterdir() if path.name != "Public")
        return profile / menu

    def start(self, flags: Sequence[str]) -> None:
        """As in `Machine`."""
        here = self.downloads / f"{LAUNCHER}{len(self._started)}.exe"
        shutil.copy(self._file, here)
        self._started.append(self.runs([str(here), *flags]))

    def runs(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """As in `Machine`."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        return subprocess.Popen(["bash", "-c", THROUGH_PIPES, "client", *command], env=environ, **quiet)  # type: ignore[call-overload,no-any-return]  # a dict's types

    def path(self, here: Path) -> str:
        """As in `Machine`."""
        return windows_path(here)

    def has_begun(self) -> bool:
        """As in `Machine`."""
        return any(map(says_whose, (self.wine.drive / "users").glob("*/Temp"))) or not self.left()

    def close(self) -> None:
        """As in `Machine`: without force it is the window that is told."""
        self._does("taskkill", "/im", PROGRAM)

    def victims(self, victim: Victim) -> list[psutil.Process]:
        """As in `Machine`."""
        names: dict[Victim, tuple[str, ...]] = {
            Victim.PROGRAM: (PROGRAM,),
            Victim.LAUNCHER: (LAUNCHER,),
            Victim.BROOM: (BROOM,),
            Victim.LAUNCHER_AND_BROOM: (LAUNCHER, BROOM),
            Victim.EVERYBODY: (".exe",),
        }
        return [each for each, runs in self._processes() if any(name in runs for name in names[victim])]

    def _processes(self) -> list[tuple[psutil.Process, str]]:
        """Those of this Windows but wine's own, with what each runs."""
        return [each for each in self._all() if not any(name in each[1] for name in (*_WINES_OWN, _SERVER))]

    def _all(self) -> list[tuple[psutil.Process, str]]:
        found = []
        for each in psutil.process_iter():
            try:
                if each.environ().get("WINEPREFIX") == str(self.wine.prefix) and each.status() != psutil.STATUS_ZOMBIE:
                    runs = (each.cmdline() or [""])[0]
                    found += [(each, runs)] if ".exe" in runs or _SERVER in runs else []
            except psutil.Error:
                continue
        return found

    def there(self) -> seen.Seen:
        """Everything but the registry. The sockets of programs are the server's in wine."""
        return (
            seen.files((self.downloads, self.wine.drive))
            | {(f"process {each.pid} {runs.strip()}", "") for each, runs in self._processes()}
            | seen.ports(each for each, _ in self._all())
            | seen.shared_memory()
            | seen.selections(self.desktop.name)
            | seen.keyboard(self.desktop.name)
        )

    def left(self) -> list[str]:
        """As in `Machine`."""
        return seen.changes(self._before, self.there())

    def registry_changes(self) -> list[str]:
        """As in `Machine`."""
        return sorted(self._exported() ^ self._registry)

    def registers(self, *, run: bool) -> bool:
        """As in `Machine`."""
        self._does(*(("reg", "add", *_RUN, "/d", "planted.exe") if run else ("reg", "delete", *_RUN)), "/f")
        return True

    def put_back(self) -> None:
        """As in `Machine`."""
        for process in self.victims(Victim.EVERYBODY):
            process.kill()
        for path in {*self.downloads.iterdir(), *(self.wine.drive / "users").glob("*/Temp/*")} - {self.own_file}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def end(self) -> None:
        """Ends this Windows."""
        self.wine.end()
        for each in self._started:
            each.wait(20)

    def _wakes_up(self, python: Path) -> None:
        """What wine does for the first program with a window, or the first that looks at certificates."""
        subprocess.run(["wineserver", "-p"], env=self.wine.environment(), check=True, timeout=_PATIENCE)
        self._started.append(self.runs([windows_path(python), "-c", _FIRST]))  # wine's services hold its pipe
        wait_for(self._processes, "a program in Windows", _PATIENCE)
        wait_for(lambda: not self._processes(), "a Windows in which nothing runs", _PATIENCE)

    def _exported(self) -> frozenset[str]:
        return exported(self._does, self._place / "all.reg")

    def _does(self, *command: str) -> None:
        """Runs something of Windows to its end."""
        self.runs(command).wait(_PATIENCE)
