"""The door between the recorder and the disk, and a plain folder behind it."""

import contextlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from protocol.recording import StoredSegment

MANIFEST = "recording.json"
_SESSION = re.compile(r"[0-9a-f]{32}")
_SEGMENT = re.compile(r"([1-9][0-9]*)\.mkv")


class SegmentWriter(Protocol):
    """One segment being written. Every method may raise `OSError`."""

    @property
    def size(self) -> int:
        """Bytes written so far."""

    def write(self, data: bytes) -> None:
        """Appends all of `data`, or, when that fails, nothing."""

    def flush(self) -> None:
        """When this returns, what was written survives a power cut."""

    def close(self) -> None:
        """The segment is complete. One without a byte leaves no trace."""


class Vault(Protocol):
    """Where recordings are put. Every method may raise `OSError`; none is quick: call them from a thread."""

    def open_segment(self, session: str, number: int) -> SegmentWriter:
        """A new segment. `FileExistsError` when there is one with that number."""

    def write_manifest(self, session: str, manifest: bytes) -> None:
        """Replaces the session's manifest, whole or not at all."""

    def read_manifest(self, session: str) -> bytes | None:
        """The session's manifest, if there is one."""

    def segments(self, session: str) -> list[StoredSegment]:
        """What lies there of this session, by number."""

    def sessions(self) -> list[str]:
        """Every session of which something lies there."""


class PlainSegment:
    """A segment in a file, as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._size = 0

    @property
    def size(self) -> int:
        return self._size

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            os.ftruncate(self._file, self._size)  # half a cluster is noise to a player
            os.lseek(self._file, self._size, os.SEEK_SET)
            raise
        self._size += len(data)

    def flush(self) -> None:
        os.fdatasync(self._file)

    def close(self) -> None:
        file, self._file = self._file, -1
        if file < 0:
            return
        try:
            os.fdatasync(file)
        finally:
            os.close(file)
            if not self._size:
                self._path.unlink(missing_ok=True)


class FolderVault:
    """A folder for each session: `<session>/<number>.mkv` and `<session>/recording.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open_segment(self, session: str, number: int) -> PlainSegment:
        folder = self._of(session)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        segment = PlainSegment(folder / f"{number}.mkv")
        _keep_names(folder)
        return segment

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
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if _SESSION.fullmatch(path.name))

    def _of(self, session: str) -> Path:
        if not _SESSION.fullmatch(session):
            raise ValueError("a session id has 32 hexadecimal digits")
        return self._folder / session


def stored_segments(folder: Path) -> list[StoredSegment]:
    """The segments that lie in a session's folder, by number."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if name := _SEGMENT.fullmatch(path.name):
            status = path.stat()
            modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
            found.append(StoredSegment(int(name[1]), status.st_size, modified_at))
    return sorted(found, key=lambda segment: segment.number)


def write_whole(path: Path, data: bytes) -> None:
    """Replaces the file at `path`: after a crash it holds either the old bytes or the new."""
    beside = path.with_name(f".{path.name}.{token_hex(8)}")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    """A new file's name is safe only when its folder is."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
