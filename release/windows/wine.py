"""Wine, with a prefix of its own, and what it lacks for our libraries."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE = Path(__file__).parent
DESKTOP: Final = "1280x720"
_REGISTRY: Final = (
    (r"HKCU\Software\Wine\Explorer", "Desktop", "Default"),
    (r"HKCU\Software\Wine\Explorer\Desktops", "Default", DESKTOP),
    (r"HKCU\Software\Wine", "Version", "win10"),
)
"""All programs on one desktop, in one window: as on Windows, they cover each other and take the keyboard. And a Windows
that is not too old."""
READY_WITHIN: Final = 180.0


@dataclass(frozen=True)
class Wine:
    """A prefix: a Windows of its own in a folder."""

    prefix: Path

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """For programs in it. No browser engines are asked for, and a crash opens no debugger that nobody closes.

        Shortcuts do not appear in the menus of the system round it.
        """
        return {
            **os.environ,
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winedbg.exe,winemenubuilder.exe=d",
            **(extra or {}),
        }

    def make(self) -> None:
        """Sets the prefix up. Raises `CalledProcessError`."""
        self.prefix.mkdir(parents=True, exist_ok=True)
        self.run("wineboot", "-i", program=())
        shim = self.drive / "windows" / "system32" / "bcryptprimitives.dll"
        compiler = ["x86_64-w64-mingw32-gcc", "-O2", "-s", "-shared", "-o", str(shim)]
        subprocess.run([*compiler, str(HERE / "bcryptprimitives.c"), "-ladvapi32"], check=True)
        for key, name, value in _REGISTRY:
            self.run("reg", "add", key, "/v", name, "/d", value, "/f")
        subprocess.run(["wineserver", "-w"], env=self.environment(), check=True, timeout=READY_WITHIN)

    def stay_inside(self) -> None:
        """Makes the user's folders its own: wine leads Desktop and the like to those of whoever runs it."""
        for folder in (self.drive / "users").glob("*/*"):
            if folder.is_symlink():
                folder.unlink()
                folder.mkdir()

    def run(self, *command: str, program: tuple[str, ...] = ("wine",), limit: float = READY_WITHIN) -> str:
        """Runs it to its end; what it said. Raises `CalledProcessError`. Pipes: Python in wine bears no files there."""
        done = subprocess.run(
            [*program, *command],
            env=self.environment({"PYTHONUTF8": "1"}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit,
            check=False,
        )
        said = done.stdout.decode(errors="replace")
        if done.returncode:
            sys.stderr.write(said)
            raise subprocess.CalledProcessError(done.returncode, command, said)
        return said

    def end(self) -> None:
        """Ends all programs in it."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False, timeout=READY_WITHIN)


def windows_path(path: Path) -> str:
    """What a file of this system is called in wine."""
    return "Z:" + str(path.absolute()).replace("/", "\\")
