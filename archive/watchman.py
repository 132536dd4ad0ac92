"""The watchman looks at the clocks, remembers what they said, and stops everything that depends on the time."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from archive import clock, clock_watch
from archive.clock import Reading
from archive.clock_watch import Jump, Memory
from ledger.archive_facts import ClockConfirmed, ClockJumped
from ledger.book import Book
from logs import Dialogue
from sealing.files import write_whole

_WRITE_EVERY = timedelta(seconds=30)
_ALARM_EVERY = 60.0
_decoder = msgspec.json.Decoder(Memory)


class Watchman:
    """Keeps `path`. Safe to use from several threads; every method may raise `OSError`."""

    def __init__(self, path: Path, book: Book, log: Dialogue, read: Callable[[], Reading] = clock.read) -> None:
        self._path, self._book, self._log, self._read = path, book, log, read
        self._lock = threading.RLock()
        self._memory = self._remembered()
        self._written: Memory | None = None
        self._restarted = True
        self._alarmed: float | None = None

    @property
    def jump(self) -> Jump | None:
        """What was seen, as long as nobody confirmed the time."""
        return self._memory.jump if self._memory else None

    def reading(self) -> Reading:
        """What the clocks say, believed or not."""
        return self._read()

    def now(self) -> datetime | None:
        """What time it is; `None` when the time cannot be believed."""
        with self._lock:
            now = self._read()
            self._memory = self._told(clock_watch.judged(self._memory, now))
            self._restarted = False
            self._keep()
            return None if self._memory.jump else now.wall

    def confirm(self) -> datetime:
        """Somebody says that the time is right now."""
        with self._lock:
            now = self._read()
            self._book.append(ClockConfirmed(at=now.wall))
            self._memory = clock_watch.confirmed(now)
            self._keep()
            self._log.state("clock confirmed")
            return now.wall

    def _told(self, memory: Memory) -> Memory:
        """An alarm at each look, and one entry in the ledger."""
        if memory.jump is None:
            return memory
        self._alarm()
        if memory.jump.told:
            return memory
        self._memory = memory  # should the ledger fail, the jump is not forgotten
        self._book.append(ClockJumped(at=memory.jump.at, seconds=memory.jump.seconds, restarted=self._restarted))
        return replace(memory, jump=replace(memory.jump, told=True))

    def _alarm(self) -> None:
        """Once a minute."""
        if self._alarmed is None or time.monotonic() - self._alarmed >= _ALARM_EVERY:
            self._alarmed = time.monotonic()
            self._log.state(
                "CLOCK JUMPED. Nothing is entered, deleted or opened until you confirm the time: `ferndiagnose archive "
                "confirm-time`"
            )

    def _remembered(self) -> Memory | None:
        """What lies on the disk. Without that, the newest entry of the ledger is the latest time that was believed."""
        try:
            return _decoder.decode(self._path.read_bytes())
        except (FileNotFoundError, msgspec.DecodeError, UnicodeError):
            last = self._book.last_written_at()
            return Memory(Reading(last.astimezone(UTC), 0.0, ""), last) if last else None

    def _keep(self) -> None:
        memory, written = self._memory, self._written
        assert memory, "there was a look"
        same = written and (written.anchor, written.jump) == (memory.anchor, memory.jump)
        if not (written and same and memory.newest - written.newest < _WRITE_EVERY):
            try:
                write_whole(self._path, msgspec.json.encode(memory))
            except OSError as error:  # a full disk must not keep from deleting; until it is written, this run remembers
                self._log.fault(error)
            else:
                self._written = memory
