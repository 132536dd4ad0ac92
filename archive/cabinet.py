"""The cabinet: the private keys of epochs and holds, one file each, and their destruction.

A key that is not in here does not exist any more. Kept backup tools leave the folder out (https://bford.info/cachedir/);
what a copy of it would mean stands in docs/operating.md.
"""

import os
import re
import secrets
from pathlib import Path

from sealing.files import write_whole
from sealing.wrapping import EPOCH_SECRET_SIZE, EpochKey

_FILE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}|hold-[0-9a-f]{1,32})\.key")
TAG = "CACHEDIR.TAG"
TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n# Keys that must be gone when their time has come: no backup.\n"
)


class Cabinet:
    """A folder of keys. Every method may raise `OSError`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / TAG).exists():
            write_whole(folder / TAG, TAG_TEXT)
        for path in folder.iterdir():
            if path.name != TAG and not _FILE.fullmatch(path.name):
                destroy_file(path)  # half of a key: its making was cut short

    def names(self) -> list[str]:
        """Of which epochs and holds the key exists, in order."""
        found = (_FILE.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted(name[1] for name in found if name)

    def key(self, name: str) -> EpochKey | None:
        """The key, if it exists and can be used."""
        path = self._path(name)
        try:
            return EpochKey.from_secret(path.read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def make(self, name: str) -> EpochKey:
        """A new key. `FileExistsError` when there is one."""
        path = self._path(name)
        if path.exists():
            raise FileExistsError(f"There is a key of {name} already.")
        key = EpochKey.generate()
        write_whole(path, key.secret)
        return key

    def destroy(self, name: str) -> None:
        """Overwrites the key, and removes it. One that does not exist is fine."""
        path = self._path(name)
        if path.exists():
            destroy_file(path)

    def _path(self, name: str) -> Path:
        path = self._folder / f"{name}.key"
        if not _FILE.fullmatch(path.name) or "/" in name:
            raise ValueError("a key is named after a day or a hold")
        return path


def destroy_file(path: Path) -> None:
    """Where the disk writes in place, nothing of it is left; for other disks see docs/operating.md."""
    with path.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(max(EPOCH_SECRET_SIZE, path.stat().st_size)))
        os.fsync(file.fileno())
    path.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
