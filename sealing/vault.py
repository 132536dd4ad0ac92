"""The door between the recorder and the disk. What goes through it is sealed; what lies behind it cannot be read here.

<session>/recording.json    the manifest
<session>/key-<k>.json      a stretch's wrapped key, there before the first byte that it seals
<session>/<n>.sealed        a segment
"""

import errno
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from protocol import recording
from protocol.recording import ManifestUnreadable, StoredSegment
from sealing import keys, segment, wrapping
from sealing.files import keep_names, write_whole
from sealing.keyring import Keyring
from sealing.keys import Shares
from sealing.segment import PREAMBLE_SIZE, Place, Seal

MANIFEST = "recording.json"
_SESSION = re.compile(r"[0-9a-f]{32}")
_SEGMENT = re.compile(r"([1-9][0-9]*)\.sealed")
_KEY_FILE = re.compile(r"key-([1-9][0-9]*)\.json")


class SegmentWriter(Protocol):
    """One segment being written. Every method may raise `OSError`; one that failed to write takes no more."""

    @property
    def size(self) -> int:
        """Bytes on the disk so far."""

    @property
    def digest(self) -> str:
        """Their SHA-256, in hexadecimal."""

    @property
    def stretch(self) -> int:
        """Which key file opens it."""

    def write(self, data: bytes) -> None:
        """Appends all of `data`, or, when that fails, nothing."""

    def flush(self) -> None:
        """When this returns, what was written survives a power cut."""

    def close(self) -> None:
        """The segment is complete. One without a byte leaves no trace."""


class Vault(Protocol):
    """Where recordings are put. Every method may raise `OSError`; none is quick: call them from a thread."""

    def open_segment(self, session: str, number: int) -> SegmentWriter:
        """A new segment. `FileExistsError` when there is one with that number; `CannotSeal`."""

    def write_manifest(self, session: str, manifest: bytes) -> None:
        """Replaces the session's manifest, whole or not at all."""

    def read_manifest(self, session: str) -> bytes | None:
        """The session's manifest, if there is one."""

    def segments(self, session: str) -> list[StoredSegment]:
        """What lies there of this session, by number."""

    def sessions(self) -> list[str]:
        """Every session of which something lies there."""

    def forget(self, session: str) -> None:
        """The session is over, or goes on elsewhere: its key is not needed any more."""


class SealedSegment:
    """A segment in a file. Nothing of it is on the disk before it is sealed."""

    def __init__(self, path: Path, place: Place, data_key: bytearray) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._place = place
        self._seal = Seal(data_key, place)
        self._size = 0
        self._hash = hashlib.sha256()
        self._failed = False

    @property
    def size(self) -> int:
        return self._size

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    @property
    def stretch(self) -> int:
        return self._place.stretch

    def write(self, data: bytes) -> None:
        if self._failed:
            # The failed record has used its place in the chain: another in that place would share its keystream.
            raise OSError(errno.EIO, "the segment ended when a write failed")
        self._append(self._seal.seal(data) if self._size else self._seal.preamble + self._seal.seal(data))

    def flush(self) -> None:
        os.fdatasync(self._file)

    def close(self) -> None:
        if self._file < 0:
            return
        try:
            if self._size and not self._failed:
                self._append(self._seal.end())
            os.fdatasync(self._file)
        finally:
            self._seal.forget()
            file, self._file = self._file, -1
            os.close(file)
            if not self._size:
                self._path.unlink(missing_ok=True)

    def _append(self, sealed: bytes) -> None:
        left = memoryview(sealed)
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            self._failed = True
            os.ftruncate(self._file, self._size)  # half a record is of no use to anybody
            raise
        self._size += len(sealed)
        self._hash.update(sealed)


@dataclass
class _Stretch:
    number: int
    day: date
    data_key: bytearray


class SealedVault:
    """A folder with a folder for each session. `seal_to` gives the keyring for a UTC day, or raises `CannotSeal`."""

    def __init__(self, folder: Path, seal_to: Callable[[date], Keyring], now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._seal_to = seal_to
        self._now = now
        self._stretches: dict[str, _Stretch] = {}

    def open_segment(self, session: str, number: int) -> SealedSegment:
        folder = self._of(session)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stretch = self._stretch(session, folder)
        opened = SealedSegment(folder / f"{number}.sealed", Place(session, stretch.number, number), stretch.data_key)
        keep_names(folder)
        return opened

    def write_manifest(self, session: str, manifest: bytes) -> None:
        folder = self._of(session)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / MANIFEST, manifest)

    def read_manifest(self, session: str) -> bytes | None:
        try:
            return (self._of(session) / MANIFEST).read_bytes()
        except FileNotFoundError:
            return None

    def segments(self, session: str) -> list[StoredSegment]:
        return stored_segments(self._of(session))

    def sessions(self) -> list[str]:
        return sessions_in(self._folder)

    def forget(self, session: str) -> None:
        if stretch := self._stretches.pop(session, None):
            keys.wipe(stretch.data_key)

    def _stretch(self, session: str, folder: Path) -> _Stretch:
        """The stretch that goes on, or a new one, whose key file is safe when this returns."""
        today = self._now().astimezone(UTC).date()
        stretch = self._stretches.get(session)
        if stretch is None or stretch.day != today:
            ring = self._seal_to(today)
            self.forget(session)
            stretch = self._stretches[session] = _begun(session, self._last_stretch(session) + 1, today, ring, folder)
        return stretch

    def _last_stretch(self, session: str) -> int:
        """Also those that were taken from here into the store meanwhile: the manifest names them."""
        names = (path.name for path in self._of(session).iterdir())
        found = [int(name[1]) for name in map(_KEY_FILE.fullmatch, names) if name]
        found += [stored.stretch for stored in self.segments(session)]
        try:
            manifest = recording.read(self.read_manifest(session) or b"")
            found += [known.stretch for known in manifest.segments]
        except ManifestUnreadable:
            pass
        return max(found, default=0)

    def _of(self, session: str) -> Path:
        if not _SESSION.fullmatch(session):
            raise ValueError("a session id has 32 hexadecimal digits")
        return self._folder / session


def _begun(session: str, number: int, day: date, ring: Keyring, folder: Path) -> _Stretch:
    epoch = ring.epoch(day)
    assert epoch, "the keyring was checked for this day"
    shares = Shares()
    try:
        file = wrapping.wrap(
            shares, session, number, epoch=epoch.name, public=epoch.public, recipients=ring.recipients()
        )
        write_whole(folder / wrapping.file_name(number), wrapping.encode(file))
        return _Stretch(number, day, shares.data_key())
    finally:
        shares.wipe()


def stored_segments(folder: Path) -> list[StoredSegment]:
    """The segments that lie in a session's folder, by number."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if name := _SEGMENT.fullmatch(path.name):
            status = path.stat()
            modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
            found.append(StoredSegment(int(name[1]), status.st_size, modified_at, _stretch_of(path)))
    return sorted(found, key=lambda stored: stored.number)


def sessions_in(folder: Path) -> list[str]:
    """The sessions of which something lies in a folder of recordings."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if _SESSION.fullmatch(path.name))


def _stretch_of(path: Path) -> int:
    with path.open("rb") as file:
        place = segment.place_of(file.read(PREAMBLE_SIZE))
    return place.stretch if place else 0
