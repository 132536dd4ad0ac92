"""The client files that the operator has put into the downloads folder.

One for each system, recognised by the end of its name: `anything-windows.exe`, `anything-macos.dmg`, `anything-linux`.
The folder is read anew each time, so that a new build needs no restart.
"""

import hashlib
import re
from pathlib import Path

from signaling.pages.system import System

_CLIENT = re.compile(r"[A-Za-z0-9_-]+-(?P<system>[a-z]+)(?P<extensions>(\.[A-Za-z0-9]+)*)")
_ABOUT_A_FILE = {".asc", ".sig", ".sha256", ".txt"}
_ABOUT_ALL = ("SHA256SUMS", "SHA256SUMS.sig")
"""The digests of all clients, and the operator's signature over them (`release/sums.py` writes both)."""


class Downloads:
    """The folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests: dict[tuple[Path, int, int], str] = {}

    def digest(self, client: Path) -> str:
        """Its SHA-256, in hexadecimal digits; read once for each build. Raises `OSError`."""
        facts = client.stat()
        known = (client, facts.st_size, facts.st_mtime_ns)
        if known not in self._digests:
            with client.open("rb") as content:
                self._digests = {
                    **{key: value for key, value in self._digests.items() if key[0] != client},
                    known: hashlib.file_digest(content, "sha256").hexdigest(),
                }
        return self._digests[known]

    def clients(self) -> dict[System, Path]:
        """The client of each system that has one; of several, the first by name."""
        files: dict[System, Path] = {}
        for path in sorted(self._folder.iterdir()) if self._folder.is_dir() else []:
            found = _CLIENT.fullmatch(path.name)
            if found and found["system"] in list(System) and path.suffix not in _ABOUT_A_FILE and path.is_file():
                files.setdefault(System(found["system"]), path)
        return files

    def about_all(self) -> dict[str, Path]:
        """What lets an expert check a client, as far as the operator put it there."""
        return {name: path for name in _ABOUT_ALL if (path := self._folder / name).is_file()}
