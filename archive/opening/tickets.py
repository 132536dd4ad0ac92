"""The tickets of requests that wait for their officers: one one-time age identity each, destroyed when it was used.

A request whose ticket is gone opens nothing any more, whatever releases are brought: the shares in them are encrypted
to an identity that no longer exists.
"""

import re
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.cabinet import TAG, TAG_TEXT, destroy_file
from sealing import age
from sealing.files import write_whole
from sealing.request import Moment, Number

_FILE = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{4})\.ticket")


class _Kept(Struct, frozen=True):
    identity: str
    expires_at: Moment


class Tickets:
    """A folder of them. Every method may raise `OSError`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / TAG).exists():
            write_whole(folder / TAG, TAG_TEXT)

    def make(self, number: Number, expires_at: datetime) -> str:
        """A new ticket; the recipient to which officers encrypt their shares anew."""
        identity, recipient = age.new_identity()
        write_whole(self._path(number), msgspec.json.encode(_Kept(identity, expires_at)))
        return recipient

    def identity(self, number: Number) -> str | None:
        """The identity, unless it was used or never made here."""
        kept = _read(self._path(number))
        return kept.identity if kept else None

    def use_up(self, number: Number) -> None:
        """It is used; nobody uses it again."""
        path = self._path(number)
        if path.exists():
            destroy_file(path)

    def sweep(self, now: datetime) -> None:
        """Destroys what has expired, and what cannot be read."""
        for path in self._folder.iterdir():
            if _FILE.fullmatch(path.name):
                kept = _read(path)
                if kept is None or kept.expires_at <= now:
                    destroy_file(path)

    def _path(self, number: Number) -> Path:
        path = self._folder / f"{number}.ticket"
        if not _FILE.fullmatch(path.name):
            raise ValueError("a ticket has its request's number")
        return path


def _read(path: Path) -> _Kept | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
