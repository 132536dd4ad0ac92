"""A folder as another place for checkpoints: a mounted share of another machine, for one."""

import os
from pathlib import Path


class FolderPlace:
    """Files under the names of checkpoints. What lies there is never written again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, source: bytes) -> None:
        """Stores it, whole or not at all. Raises `OSError`."""
        path = self._folder / name
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with draft.open("wb") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def get(self, name: str) -> bytes:
        """What lies under the name. Raises `OSError`."""
        return (self._folder / name).read_bytes()

    def names(self, prefix: str) -> list[str]:
        """All names in that folder, in order. Raises `OSError` where even the place itself is not there."""
        if not self._folder.is_dir():
            raise FileNotFoundError(f"{self._folder} is not there")
        found = (path for path in (self._folder / prefix).rglob("*.json") if not path.name.startswith("."))
        return sorted(path.relative_to(self._folder).as_posix() for path in found)
