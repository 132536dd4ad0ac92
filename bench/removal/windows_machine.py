"""A customer's Windows, in wine: the user's files, the temporary folder, the registry, processes."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psutil

from bench.desktop import Desktop
from bench.removal.plans import Victim
from bench.removal.started import NO_TLS
from release.windows import __main__ as windows
from release.windows.wine import Wine

THROUGH_PIPES: Final = 'wine "$@" </dev/null 2>&1 | cat >/dev/null; exit "${PIPESTATUS[0]}"'
"""Python in wine bears no other standard streams."""
PROGRAM, BROOM, LAUNCHER = "pythonw.exe", "cmd.exe", "fernhilfe-"


class WindowsMachine:
    """A wine prefix. It is the one of the builds, and left as it was."""

    fails_with: tuple[str, ...] = NO_TLS

    def __init__(self, file: Path, place: Path, desktop: Desktop, wine: Wine | None = None) -> None:
        self.wine = wine or windows.prepared(Path(os.environ.get("FERNDIAGNOSE_WINDOWS_CACHE", windows.CACHE)))
        self.desktop = desktop
        self._file, self.downloads = file, place
        self.downloads.mkdir(parents=True, exist_ok=True)
        self._started: list[subprocess.Popen[bytes]] = []
        self.wine.end()
        self._registry = self.registry()
        self._before = self.there()

    def start(self, flags: Sequence[str]) -> None:
        """As in `Machine`."""
        here = self.downloads / f"{LAUNCHER}{len(self._started)}.exe"
        shutil.copy(self._file, here)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = ["bash", "-c", THROUGH_PIPES, "client", str(here), *flags]
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        self._started.append(subprocess.Popen(command, env=environ, **quiet))  # type: ignore[call-overload]  # a dict's types

    def has_begun(self) -> bool:
        """As in `Machine`."""
        return any((self.wine.drive / "users").glob("*/Temp/ferndiagnose-*/*")) or not self.left()

    def close(self) -> None:
        """As in `Machine`: without force it is the window that is told."""
        subprocess.run(
            ["wine", "taskkill", "/im", PROGRAM],
            env=self.wine.environment({"DISPLAY": self.desktop.name}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    def victims(self, victim: Victim) -> list[psutil.Process]:
        """As in `Machine`."""
        names: dict[Victim, tuple[str, ...]] = {
            Victim.PROGRAM: (PROGRAM,),
            Victim.LAUNCHER: (LAUNCHER,),
            Victim.BROOM: (BROOM,),
            Victim.LAUNCHER_AND_BROOM: (LAUNCHER, BROOM),
            Victim.EVERYBODY: (PROGRAM, LAUNCHER, BROOM),
        }
        return [each for each in psutil.process_iter() if self._runs(each, names[victim])]

    def _runs(self, process: psutil.Process, names: Sequence[str]) -> bool:
        try:
            mine = process.environ().get("WINEPREFIX") == str(self.wine.prefix) and ".exe" in process.cmdline()[0]
            return mine and any(name in part for name in names for part in process.cmdline()[:1])
        except (psutil.Error, IndexError):
            return False

    def there(self) -> frozenset[str]:
        """The user's files, downloads and temporary folders, and processes."""
        places = [self.downloads, *(self.wine.drive / "users").glob("*")]
        found = (
            os.path.join(at, name)  # noqa: PTH118  # os.walk, unlike rglob, bears what goes away meanwhile
            for place in places
            for at, folders, files in os.walk(place)
            for name in (*folders, *files)
        )
        return frozenset([*found, *(str(each.pid) for each in self.victims(Victim.EVERYBODY))])

    def left(self) -> list[str]:
        """As in `Machine`."""
        return sorted(self.there() ^ self._before)

    def registry(self) -> str:
        """All keys of the user and the machine, without when they were written; wine writes them when it ends."""
        lines = (
            line
            for name in ("user.reg", "system.reg")
            for line in (self.wine.prefix / name).read_text(errors="replace").splitlines()
            if not line.startswith(("#time", "WINE REGISTRY"))
        )
        return "\n".join(re.sub(r"^(\[.*\]) \d+$", r"\1", line) for line in lines)

    def registry_changes(self) -> list[str]:
        """What is in the registry now and was not, or the other way round."""
        self.wine.end()
        return sorted(set(self.registry().splitlines()) ^ set(self._registry.splitlines()))

    def put_back(self) -> None:
        """As in `Machine`."""
        self.wine.end()
        for path in [*self.downloads.iterdir(), *(self.wine.drive / "users").glob("*/Temp/*")]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for each in self._started:
            each.wait(20)
