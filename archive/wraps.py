"""The archive's shares of a recording's keys: under which key each lies, so that all of them die in time.

A share is moved from one key to another in memory. The archive sees its own share on the way and no other: it learns
nothing.
"""

from datetime import datetime
from hashlib import sha256

from archive.stock import Stock, folder_of
from ledger.archive_facts import EpochMade, Flaw, Wrong
from sealing import keys, wrapping
from sealing.wrapping import EpochKey, KeyFile, KeyFileUnreadable, WrapRefused


def read(stock: Stock, session: str, stretches: dict[int, str]) -> tuple[dict[int, KeyFile], list[Flaw]]:
    """A recording's key files by stretch, and those that are none. Raises `OSError`."""
    files: dict[int, KeyFile] = {}
    flaws = []
    for stretch, name in sorted(stretches.items()):
        file = _key_file(stock.store.get(f"{folder_of(session)}/{name}"), session, stretch)
        if file:
            files[stretch] = file
        else:
            flaws.append(Flaw(Wrong.NO_KEY, name))
    return files, flaws


def move(stock: Stock, files: dict[int, KeyFile], epoch: str, now: datetime) -> list[Flaw]:
    """Puts the archive's shares under that epoch's key and no other. What cannot be moved. Raises `OSError`."""
    flaws = []
    for stretch, file in sorted(files.items()):
        if wrong := _move(stock, file, epoch, now):
            flaws.append(Flaw(wrong, wrapping.file_name(stretch)))
    return flaws


def key_of(stock: Stock, epoch: str, now: datetime) -> EpochKey:
    """The key of an epoch; a new one, with its entry in the ledger, when there was none yet. Raises `OSError`."""
    with stock.keys:
        key = stock.cabinet.key(epoch)
        if key is None:
            key = stock.cabinet.make(epoch)
            stock.book.append(EpochMade(at=now, epoch=epoch, public_key=sha256(key.public).hexdigest()))
        return key


def _move(stock: Stock, file: KeyFile, epoch: str, now: datetime) -> Wrong | None:
    key = stock.cabinet.key(file.epoch)
    if key is None:
        return Wrong.EPOCH_GONE
    try:
        if file.epoch == epoch:
            keys.wipe(wrapping.unwrap_archive_share(file, key))
            return None
        moved = wrapping.rewrapped(file, key, epoch, key_of(stock, epoch, now).public)
    except WrapRefused:
        return Wrong.NO_KEY
    stock.store.put(f"{folder_of(file.session)}/{wrapping.file_name(file.stretch)}", wrapping.encode(moved))
    return None


def _key_file(data: bytes, session: str, stretch: int) -> KeyFile | None:
    try:
        file = wrapping.read(data)
    except KeyFileUnreadable:
        return None
    return file if (file.session, file.stretch) == (session, stretch) else None
