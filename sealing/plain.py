"""A plain folder behind the vault's door. It goes as soon as the archive publishes what recorders seal to."""

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from protocol.recording import StoredSegment
from sealing.files import keep_names, write_whole
from sealing.vault import MANIFEST

_SESSION = re.compile(r"[0-9a-f]{32}")
_SEGMENT = re.compile(r"([1-9][0-9]*)\.mkv")


class PlainSegment:
    """A segment in a file, as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._size = 0
        self._hash = hashlib.sha256()
        self.stretch = 0

    @property
    def size(self) -> int:
        return self._size

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

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
        self._hash.update(data)

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
        keep_names(folder)
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

    def forget(self, session: str) -> None:
        """There is no key."""

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
