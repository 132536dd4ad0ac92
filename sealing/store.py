"""Where sealed recordings are kept: one narrow door, and a plain folder behind it.

A name is a path of plain words, `recordings/<session>/1.sealed`. What lies under it is put whole, and checked by its
SHA-256 before the store says that it is there.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_PARTIAL = ".partial"
_CHUNK = 1024 * 1024
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP})


class Store(Protocol):
    """A place for sealed objects. Every method is blocking and may raise `OSError`; a bad name is a `ValueError`."""

    def put(self, name: str, source: bytes | Path) -> None:
        """Stores `source` whole or not at all, and checks it. What lay under the name before is replaced.

        The file `source` stays; nobody may write to it any more.
        """

    def get(self, name: str) -> bytes:
        """What lies under the name. Raises `FileNotFoundError`."""

    def names(self, prefix: str) -> list[str]:
        """All names in the folder `prefix` and the folders in it, sorted; `""` is the whole store."""

    def delete(self, name: str) -> None:
        """Removes it; a name that is not there is fine."""


class StoreFault(OSError):
    """The store could not do it. The text says whose fault it is and what to do, and holds no secret."""


class StoredWrong(StoreFault):
    """What lies in the store is not what was put there."""


def checked_name(name: str) -> str:
    """The name, if it is one. Raises `ValueError`."""
    if not _NAME.fullmatch(name):
        raise ValueError("a name in the store is a path of plain words")
    return name


def checked_prefix(prefix: str) -> str:
    """The folder's name without a slash at its end, if it is one, or `""`. Raises `ValueError`."""
    folder = prefix.removesuffix("/")
    return checked_name(folder) if folder else ""


def digest_of(source: bytes | Path) -> str:
    """SHA-256, as hexadecimal digits."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def opened(address: str, folder: Path, environ: Mapping[str, str] = os.environ) -> Store:
    """The store that the setting `store` means: "" is `folder`. Raises `StoreFault` when it is no store."""
    if not address:
        return FolderStore(folder)
    try:
        from sealing.s3 import bucket_at  # noqa: PLC0415  # its library is for those who keep recordings in S3
    except ImportError:
        raise StoreFault("For a store in S3, install ferndiagnose[s3].") from None
    return bucket_at(address, environ)


class FolderStore:
    """A folder on this machine. What it contains may be read by whom the folder itself may be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, source: bytes | Path) -> None:
        """On the same file system a file is linked, not copied: its bytes are checked by being the same ones."""
        path = self._folder / checked_name(name)
        self._make(path.parent)
        partial = _partial(path)
        partial.unlink(missing_ok=True)  # of a program that was killed: one name has one writer
        try:
            if not (isinstance(source, Path) and _linked(source, partial)):
                _copy(source, partial)
            self._adopt(partial, 0o666)
            _sync(partial)
            partial.replace(path)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
        _sync(path.parent)

    def get(self, name: str) -> bytes:
        return (self._folder / checked_name(name)).read_bytes()

    def names(self, prefix: str) -> list[str]:
        below = checked_prefix(prefix)
        start = str(self._folder / below) if below else str(self._folder)
        found = []
        for at, _, files in os.walk(start, onerror=_unless_absent):  # paths as objects would take five times as long
            here = "/".join(part for part in (below, *at[len(start) :].split("/")) if part)
            found += [f"{here}/{file}" if here else file for file in files]
        # What is no name was never put: what is being written, and what file systems leave (`.nfs…`).
        return sorted(name for name in found if _NAME.fullmatch(name))

    def delete(self, name: str) -> None:
        path = self._folder / checked_name(name)
        for each in (path, _partial(path)):
            each.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync(path.parent)
            self._leave(path.parent)

    def _leave(self, folder: Path) -> None:
        """The folder of a recording goes with its last object. Those at the top stay: others are just using them."""
        left = list(folder.iterdir())
        if folder.parent in (self._folder, self._folder.parent) or any(path.suffix != _PARTIAL for path in left):
            return
        with contextlib.suppress(OSError):
            for half in left:
                half.unlink()
            folder.rmdir()

    def _make(self, folder: Path) -> None:
        """The store's own folder may have been made by the operator, for a recorder and an archive of two users."""
        if folder.is_dir():
            return
        if folder == self._folder:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        self._make(folder.parent)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self._adopt(folder, 0o2777)
        _sync(folder.parent)

    def _adopt(self, path: Path, modes: int) -> None:
        """Who may use the store's folder may use what lies in it."""
        root, own = self._folder.stat(), path.stat()
        if own.st_gid != root.st_gid:
            os.chown(path, -1, root.st_gid)
        path.chmod(root.st_mode & modes)


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}{_PARTIAL}")


def _linked(source: Path, target: Path) -> bool:
    """Whether both are now one file; not across file systems, and not on some that know no links."""
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return False
    return True


def _copy(source: bytes | Path, target: Path) -> None:
    file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(file, "wb") as written:
        if isinstance(source, bytes):
            written.write(source)
        else:
            with source.open("rb") as read:
                shutil.copyfileobj(read, written, _CHUNK)
    if digest_of(target) != digest_of(source):
        raise StoredWrong(
            f"The disk under {target.parent} does not give back what was written to it. Replace the disk."
        )


def _unless_absent(error: OSError) -> None:
    """A folder that cannot be read is not an empty one."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _sync(path: Path) -> None:
    """What a file holds is safe when it is, and its name when its folder is."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
