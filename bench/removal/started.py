"""One start of the file on a Linux machine or in wine, and what can be done to it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil

from bench.desktop import Desktop, wait_for
from bench.removal import seen
from bench.removal.customers_machine import CustomersMachine
from bench.removal.plans import Victim
from customer_client.removal.download import MARK

NO_DISPLAY = ("--display", ":987")
NO_TLS = ("--server", "http://no.tls.example")
TITLE = "^Ferndiagnose$"
LISTENS = (sys.executable, "-c", "import socket, time; s = socket.create_server(('127.0.0.1', 0)); time.sleep(600)")


class Machine(Protocol):
    """A customer's computer."""

    desktop: Desktop
    fails_with: tuple[str, ...]
    """Flags with which the client ends by itself, at once."""
    own_file: Path
    """One that the customer had before."""
    lasts: tuple[str, ...]
    """A command that goes on."""
    listens: tuple[str, ...]
    """One that opens a port, if there is one."""

    def start(self, flags: Sequence[str]) -> None:
        """Downloads the file and starts it."""

    def path(self, here: Path) -> str:
        """What a file of ours is called there."""

    def has_begun(self) -> bool:
        """Whether the client has a folder and has said whose it is, or is gone."""

    def close(self) -> None:
        """As a customer does, at the window; before there is one, as a system that is shut down does."""

    def victims(self, victim: Victim) -> list[psutil.Process]:
        """Those of its processes that are there by now."""

    def left(self) -> list[str]:
        """What is there that was not there before the first start, or is gone."""

    def registry_changes(self) -> list[str]:
        """What is in the registry now and was not, or the other way round. It takes a second; Linux has none."""

    def runs(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """Starts something else on it."""

    def registers(self, *, run: bool) -> bool:
        """Puts what is run at each sign-in into the registry, or takes it out. Whether there is a registry."""

    @property
    def autostart(self) -> Path:
        """What lies here is started when the user signs in."""

    def put_back(self) -> None:
        """Kills and removes what is left."""

    def end(self) -> None:
        """Switches it off."""


def holds(desktop: Desktop, *selections: str) -> "subprocess.Popen[bytes]":
    """The customer has copied something. What takes the clipboard away is seen then."""
    before = seen.selections(desktop.name)
    holder = desktop.run("clipboard", [sys.executable, "-m", "bench.removal.clipboard", desktop.name, *selections])
    wait_for(lambda: len(seen.selections(desktop.name) - before) == len(selections), "a clipboard")
    return holder


class LinuxMachine:
    """A home, and a folder for temporary things."""

    fails_with: tuple[str, ...] = NO_DISPLAY
    lasts: tuple[str, ...] = ("sleep", "600")
    listens: tuple[str, ...] = LISTENS

    def __init__(self, file: Path, place: Path, desktop: Desktop) -> None:
        self.desktop = desktop
        self._file, self._place = file, place
        self.machine = CustomersMachine(place / "home", place / "temporary", desktop.name)
        for folder in (self._downloads, self.machine.temporary, self.autostart):
            folder.mkdir(parents=True)
        self.own_file = self._downloads / "letter.txt"
        for own in (self.own_file, self.machine.home / ".profile", self.autostart / "own.desktop"):
            own.write_text("the customer's own\n", encoding="utf-8")
        holds(desktop, "CLIPBOARD", "PRIMARY")
        self._before = self.machine.snapshot()
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def _downloads(self) -> Path:
        return self.machine.home / "Downloads"

    @property
    def autostart(self) -> Path:
        """As in `Machine`."""
        return self.machine.home / ".config" / "autostart"

    def start(self, flags: Sequence[str]) -> None:
        """As in `Machine`."""
        here = self._downloads / f"{self._file.name}-{len(self._started)}"
        shutil.copy(self._file, here)
        self._started.append(self.runs([str(here), *flags]))

    def runs(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """As in `Machine`."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self.machine.environment(), **quiet)  # type: ignore[call-overload,no-any-return]  # a dict's types

    def path(self, here: Path) -> str:
        """As in `Machine`."""
        return str(here)

    def has_begun(self) -> bool:
        """As in `Machine`."""
        return says_whose(self.machine.temporary) or not self.left()

    def close(self) -> None:
        """As in `Machine`."""
        if window := self.desktop.xdotool("search", "--onlyvisible", "--name", TITLE).partition("\n")[0]:
            self.desktop.xdotool("windowactivate", "--sync", window, "key", "alt+F4")
            return
        for program in self.victims(Victim.PROGRAM):
            with suppress(psutil.Error):
                program.terminate()

    def victims(self, victim: Victim) -> list[psutil.Process]:
        """As in `Machine`."""
        found = self.machine.processes()
        launchers = {each.pid for each in self._started}
        is_one: dict[Victim, Callable[[psutil.Process], bool]] = {
            Victim.PROGRAM: lambda process: "/temporary/ferndiagnose-" in _path(process),  # also when that is gone
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

    def registry_changes(self) -> list[str]:
        """As in `Machine`."""
        return []

    def registers(self, *, run: bool) -> bool:  # noqa: ARG002  # there is nothing to put it into
        """As in `Machine`."""
        return False

    def put_back(self) -> None:
        """As in `Machine`."""
        for process in self.machine.processes():
            process.kill()
        for path in {*self._downloads.iterdir(), *self.machine.temporary.iterdir()} - {self.own_file}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def end(self) -> None:
        """As in `Machine`."""
        for each in self._started:
            each.wait(10)


def says_whose(temporary: Path) -> bool:
    """Whether there is a mark, written: until then the launcher has done nothing that anybody has to clean up."""
    for mark in temporary.glob(f"ferndiagnose-*/{MARK}"):
        with suppress(OSError):
            if mark.stat().st_size:
                return True
    return False


def _path(process: psutil.Process) -> str:
    try:
        return process.exe()
    except psutil.Error:
        return ""
