"""From the spool on this machine into the store: in order, checked by the store, again until it has worked.

A segment goes when it is closed, after the key that opens it; then the manifest, which names both. Only what the store
has is removed here, so a recorder that is killed in between ships once more what is there already: the same bytes.
"""

import asyncio
import contextlib
import fcntl
import os
import re
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from logs import Dialogue
from protocol import recording
from protocol.recording import Manifest, ManifestUnreadable
from recorder.clock import Clock
from sealing.files import write_whole
from sealing.store import Store, StoreFault, digest_of
from sealing.vault import MANIFEST

LOOK_EVERY = 1.0
"""Seconds between two rounds while the store takes what it is given."""
PATIENCE = 30.0
"""Seconds between two rounds, at most, while it does not."""
TRIED = 3
"""Sessions that fail one after the other until a round is given up: it is the store, not they."""
REMEMBERED = timedelta(hours=2)
"""How long the manifest of an ended session stays here: one that was lost may go on, under the next numbers, and the
server tells a recorder that comes back of what has ended in the last hour."""

_THROUGH = ".shipped"
_SESSION = re.compile(r"[0-9a-f]{32}")
_KEY = re.compile(r"key-([0-9]+)\.json")
_SEGMENT = re.compile(r"([0-9]+)\.sealed")


def departures(manifest: Manifest, files: Collection[str]) -> list[str]:
    """Which of a session's files go now, in order. Of an ended recording everything goes, whoever forgot to list it."""
    keys = _by_number(_KEY, files)
    there = _by_number(_SEGMENT, files)
    if manifest.ended_at is None:
        closed = {segment.file for segment in manifest.segments if segment.ended_at is not None}
        there = [name for name in there if name in closed]
    return [*keys, *there, MANIFEST]


def _by_number(pattern: re.Pattern[str], files: Collection[str]) -> list[str]:
    found = [(int(match[1]), name) for name in files if (match := pattern.fullmatch(name))]
    return [name for _, name in sorted(found)]


def waiting(spool: Path) -> int:
    """Bytes of segments in the spool. A file that is just leaving it counts or does not."""
    return sum(_segments_in(folder) for folder in spool.iterdir() if _SESSION.fullmatch(folder.name))


def _segments_in(folder: Path) -> int:
    size = 0
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if _SEGMENT.fullmatch(entry.name):
                with contextlib.suppress(FileNotFoundError):
                    size += entry.stat(follow_symlinks=False).st_size
    return size


class Shipper:
    """What ships. One of all recorders of a machine does it for them all; the next one takes over when it dies."""

    def __init__(self, spool: Path, store: Store, clock: Clock, log: Dialogue) -> None:
        self._spool = spool
        self._store = store
        self._clock = clock
        self._log = log
        self._shipped: dict[str, dict[str, object]] = {}
        self._failures: dict[str, int] = {}
        self._resting: dict[str, tuple[int, datetime]] = {}
        self._lock: int | None = None

    def round(self) -> OSError | None:
        """Ships what can go; what went wrong, if anything did. Blocking."""
        if not self._is_ours():
            return None
        wrong, in_a_row = None, 0
        for session in self._sessions():
            try:
                self._ship(session)
            except OSError as error:
                wrong, in_a_row = error, in_a_row + 1
                self._failures[session] = self._failures.get(session, 0) + 1
                if in_a_row == TRIED:
                    break
            else:
                in_a_row = 0
                self._failures.pop(session, None)
        return wrong

    def close(self) -> None:
        """Another recorder may ship now."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _is_ours(self) -> bool:
        path = self._spool / ".shipping"
        if self._lock is not None and not (path.exists() and os.path.samestat(path.stat(), os.fstat(self._lock))):
            self.close()  # another disk lies there now
        if self._lock is None:
            file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(file)
                return False
            self._lock = file
        return True

    def _sessions(self) -> list[str]:
        """One that cannot be shipped is tried after the others."""
        found = [path.name for path in self._spool.iterdir() if _SESSION.fullmatch(path.name)]
        return sorted(found, key=lambda session: (self._failures.get(session, 0), session))

    def _ship(self, session: str) -> None:
        folder = self._spool / session
        if self._rests(session, folder):
            return
        try:
            kept = (folder / MANIFEST).read_bytes()
            manifest = recording.read(kept)
        except (FileNotFoundError, ManifestUnreadable):
            return  # whoever takes the session up writes one
        if not _is_through(folder, kept):
            for name in departures(manifest, [path.name for path in folder.iterdir()]):
                self._send(session, name, kept if name == MANIFEST else folder / name)
        if manifest.ended_at is not None:
            write_whole(folder / _THROUGH, digest_of(kept).encode())
            self._shipped.pop(session, None)
            self._leave(folder, manifest.ended_at + REMEMBERED)

    def _send(self, session: str, name: str, source: bytes | Path) -> None:
        shipped = self._shipped.setdefault(session, {})
        state = source if isinstance(source, bytes) else source.stat().st_mtime_ns
        if shipped.get(name) == state:
            return
        if not shipped:
            self._store.put(f"incoming/{session}", b"")
        self._store.put(f"recordings/{session}/{name}", source)
        shipped[name] = state
        if isinstance(source, Path) and _SEGMENT.fullmatch(name):
            source.unlink(missing_ok=True)

    def _rests(self, session: str, folder: Path) -> bool:
        """Whether this is an ended session of which nobody has said anything new."""
        written, until = self._resting.get(session, (0, None))
        if until is None or self._clock.now().utc >= until:
            return False
        with contextlib.suppress(FileNotFoundError):
            return (folder / MANIFEST).stat().st_mtime_ns == written
        return False

    def _leave(self, folder: Path, until: datetime) -> None:
        """Nothing is missing in the store. The manifest goes last: until then all of this is done once more."""
        if self._clock.now().utc < until:
            self._log.state("shipped", folder.name)
            self._resting[folder.name] = ((folder / MANIFEST).stat().st_mtime_ns, until)
            return
        self._resting.pop(folder.name, None)
        for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
            path.unlink(missing_ok=True)
        folder.rmdir()


def _is_through(folder: Path, manifest: bytes) -> bool:
    """Whether this very end was shipped before. Who ships it twice may bring back what was deleted since."""
    with contextlib.suppress(FileNotFoundError):
        return (folder / _THROUGH).read_bytes() == digest_of(manifest).encode()
    return False


class Shipping:
    """Rounds, as long as the recorder runs, in a thread of their own: a store may let one wait."""

    def __init__(self, shipper: Shipper, log: Dialogue) -> None:
        self._shipper = shipper
        self._log = log
        self._wrong = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then once more for what was closed last."""
        pause = LOOK_EVERY
        with ThreadPoolExecutor(1, thread_name_prefix="shipping") as thread:
            while not stop.is_set():
                pause = LOOK_EVERY if await self._round(thread) else min(pause * 2, PATIENCE)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stop.wait()
            if not self._wrong:
                await self._round(thread)
            self._shipper.close()

    async def _round(self, thread: ThreadPoolExecutor) -> bool:
        loop = asyncio.get_running_loop()
        try:
            wrong = await loop.run_in_executor(thread, self._shipper.round)
        except OSError as error:  # the spool itself
            wrong = error
        self._tell(wrong)
        return wrong is None

    def _tell(self, wrong: OSError | None) -> None:
        """Once, when it begins and when it ends."""
        says = "" if wrong is None else str(wrong) if isinstance(wrong, StoreFault) else "The store refuses."
        if says == self._wrong:
            return
        if wrong is not None:
            self._log.fault(wrong)
        self._log.state(says or "The store takes recordings again.")
        self._wrong = says
