"""A customer's computer before and after: files, processes, autostart, and who holds the clipboard."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil
from Xlib import display


@dataclass(frozen=True)
class Snapshot:
    """What was there at one moment."""

    files: frozenset[str]
    processes: frozenset[str]
    shared_memory: frozenset[str]
    clipboard: frozenset[str]

    def since(self, before: "Snapshot") -> list[str]:
        """What is there now and was not there before, or is gone."""
        return sorted(
            difference
            for name in ("files", "processes", "shared_memory", "clipboard")
            for difference in getattr(self, name) ^ getattr(before, name)
        )


@dataclass(frozen=True)
class CustomersMachine:
    """A home, a folder for temporary things, a display. Processes belong to it by the home that they were given."""

    home: Path
    temporary: Path
    display: str

    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "DISPLAY": self.display,
            "LANG": "C.UTF-8",
        }

    def snapshot(self) -> Snapshot:
        return Snapshot(
            files=frozenset(
                os.path.join(folder, name)  # noqa: PTH118  # os.walk, unlike rglob, bears what goes away meanwhile
                for root in (self.home, self.temporary)
                for folder, folders, files in os.walk(root)
                for name in (*folders, *files)
            ),
            processes=frozenset(f"{each.pid}" for each in self.processes()),
            shared_memory=frozenset(name for name in os.listdir("/dev/shm") if name.startswith("mss")),  # noqa: PTH208, S108  # names only, and nothing is put there
            clipboard=frozenset(self._selections()),
        )

    def processes(self) -> list[psutil.Process]:
        """All that were started from something of this machine, the brooms too."""
        return [process for process in psutil.process_iter() if self._is_mine(process)]

    def _is_mine(self, process: psutil.Process) -> bool:
        try:
            environ, command = process.environ(), process.cmdline()
        except psutil.Error:
            return False
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        places = (str(self.home), str(self.temporary))
        return environ.get("HOME") == places[0] or any(
            place in text for place in places for text in (*command, environ.get("FOLDER", ""))
        )

    def _selections(self) -> list[str]:
        connection = display.Display(self.display)
        owners = [
            f"{name}={connection.get_selection_owner(connection.intern_atom(name))}"
            for name in ("CLIPBOARD", "PRIMARY", "SECONDARY")
        ]
        connection.close()
        return owners
