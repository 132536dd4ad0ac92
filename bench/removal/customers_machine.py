"""A customer's computer before and after: files and with them autostart, processes, ports, who holds the clipboard."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.removal import seen


@dataclass(frozen=True)
class Snapshot:
    """What was there at one moment."""

    things: seen.Seen

    def since(self, before: "Snapshot") -> list[str]:
        """What is there now and was not there before, or is gone, or was changed."""
        return seen.changes(before.things, self.things)


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
        processes = self.processes()
        return Snapshot(
            seen.files((self.home, self.temporary))
            | {(f"process {each.pid}", "") for each in processes}
            | seen.ports(processes)
            | seen.shared_memory()
            | seen.selections(self.display)
            | seen.keyboard(self.display)
        )

    def processes(self) -> list[psutil.Process]:
        """All that were started from something of this machine, the brooms too."""
        return [process for process in psutil.process_iter() if self._is_mine(process)]

    def _is_mine(self, process: psutil.Process) -> bool:
        try:
            environ, command, status = process.environ(), process.cmdline(), process.status()
        except psutil.Error:
            return False
        if status == psutil.STATUS_ZOMBIE:
            return False
        places = (str(self.home), str(self.temporary))
        return environ.get("HOME") == places[0] or any(
            place in text for place in places for text in (*command, environ.get("FOLDER", ""))
        )
