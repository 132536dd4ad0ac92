"""One start of the file on a Linux machine or in wine, and what can be done to it."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil

from bench.desktop import Desktop
from bench.removal.customers_machine import CustomersMachine
from bench.removal.plans import Victim

NO_DISPLAY = ("--display", ":987")
NO_TLS = ("--server", "http://no.tls.example")
TITLE = "^Ferndiagnose$"


class Machine(Protocol):
    """A customer's computer."""

    desktop: Desktop
    fails_with: tuple[str, ...]
    """Flags with which the client ends by itself, at once."""

    def start(self, flags: Sequence[str]) -> None:
        """Downloads the file and starts it."""

    def has_begun(self) -> bool:
        """Whether the client has a folder, or has had one and is gone."""

    def close(self) -> None:
        """As a customer does, at the window."""

    def victims(self, victim: Victim) -> list[psutil.Process]:
        """Those of its processes that are there by now."""

    def left(self) -> list[str]:
        """What is there that was not there before the first start, or is gone."""

    def put_back(self) -> None:
        """Kills and removes what is left."""


class LinuxMachine:
    """A home, and a folder for temporary things."""

    fails_with: tuple[str, ...] = NO_DISPLAY

    def __init__(self, file: Path, place: Path, desktop: Desktop) -> None:
        self.desktop = desktop
        self._file, self._place = file, place
        self.machine = CustomersMachine(place / "home", place / "temporary", desktop.name)
        for folder in (self._downloads, self.machine.temporary, self.machine.home / ".config" / "autostart"):
            folder.mkdir(parents=True)
        self._before = self.machine.snapshot()
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def _downloads(self) -> Path:
        return self.machine.home / "Downloads"

    def start(self, flags: Sequence[str]) -> None:
        """As in `Machine`."""
        here = self._downloads / f"{self._file.name}-{len(self._started)}"
        shutil.copy(self._file, here)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environ = self.machine.environment()
        self._started.append(subprocess.Popen([here, *flags], env=environ, **quiet))  # type: ignore[call-overload]  # a dict's types

    def has_begun(self) -> bool:
        """As in `Machine`."""
        return any(self.machine.temporary.glob("ferndiagnose-*/*")) or not self.left()

    def close(self) -> None:
        """As in `Machine`."""
        for program in self.victims(Victim.PROGRAM):
            with suppress(psutil.Error):
                program.terminate()

    def victims(self, victim: Victim) -> list[psutil.Process]:
        """As in `Machine`."""
        found = self.machine.processes()
        launchers = {each.pid for each in self._started}
        is_one: dict[Victim, Callable[[psutil.Process], bool]] = {
            Victim.PROGRAM: lambda process: _path(process).endswith("/ferndiagnose"),
            Victim.LAUNCHER: lambda process: process.pid in launchers,
            Victim.BROOM: lambda process: process.pid not in launchers and str(self._downloads) in _path(process),
            Victim.LAUNCHER_AND_BROOM: lambda process: str(self._downloads) in _path(process),
            Victim.EVERYBODY: lambda _: True,
        }
        return [process for process in found if is_one[victim](process)]

    def left(self) -> list[str]:
        """As in `Machine`."""
        for each in self._started:
            each.poll()
        return self.machine.snapshot().since(self._before)

    def put_back(self) -> None:
        """As in `Machine`."""
        for process in self.machine.processes():
            process.kill()
        for each in self._started:
            each.wait(10)
        for folder in (self._downloads, self.machine.temporary):
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _path(process: psutil.Process) -> str:
    try:
        return process.exe()
    except psutil.Error:
        return ""
