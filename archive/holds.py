"""A hold keeps a recording beyond its 90 days, for a legal reason: under a key of its own, which dies with the hold.

The epoch's key is destroyed on its day all the same, and with it whatever else was recorded on that day. A hold lies
beside its recording, signed, so that it is not forgotten when the register is restored from a backup. It stands as long
as its key exists.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace as with_changes
from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from msgspec import Meta, Struct
from msgspec.structs import replace

from archive import inspection, wraps
from archive.register import Registered
from archive.stock import Stock, folder_of
from ledger.archive_facts import HoldEnd, HoldEnded, HoldSet
from protocol.link import SessionId
from sealing import keys, wrapping
from sealing.wrapping import EpochKey, KeyFile, WrapRefused

_LABEL = b"ferndiagnose hold 1\0"


class NotHeld(Exception):
    """There is nothing that could be held, or no hold that could be ended."""

    def __init__(self) -> None:
        super().__init__("The archive has no such recording, or it is not held.")


class ShareGone(Exception):
    """The archive's share of this key does not exist any more: the recording's time is over, or it was damaged."""

    def __init__(self) -> None:
        super().__init__("The archive's key for this recording does not exist any more. Nobody can open it.")


class Hold(Struct, frozen=True, forbid_unknown_fields=True):
    """`hold-<id>.json` beside a recording: the archive's shares under the hold's own key, and until when."""

    session: SessionId
    hold: str
    until: Annotated[datetime, Meta(tz=True)]
    keys: tuple[KeyFile, ...]
    signature: bytes = b""


_decoder = msgspec.json.Decoder(Hold)


def set_hold(
    stock: Stock, session: str, until: datetime, *, reason: str, reference: str, officers: Iterable[str], now: datetime
) -> Registered:
    """Keeps it until then; a hold that it had is replaced. Raises `NotHeld`, `ShareGone`, `OSError`."""
    with stock.locked(session):
        known = stock.register.of(session)
        if known is None or known.is_due(now) or until <= now:
            raise NotHeld
        number = secrets.token_hex(8)
        key = stock.cabinet.make(_key_name(number))
        try:
            hold = _signed(stock, Hold(session, number, until, tuple(_moved(stock, session, number, key))))
            stock.store.put(_name(session, number), msgspec.json.encode(hold))
            stock.book.append(
                HoldSet(
                    at=now, session=session, hold=number, until=until, reason=reason, reference=reference,
                    officers=tuple(officers),
                )
            )  # fmt: skip
        except BaseException:
            stock.cabinet.destroy(_key_name(number))
            raise
        held = with_changes(known, hold=number, held_until=until, objects=known.objects + (not known.hold))
        stock.register.put(held)
        if known.hold:
            _destroy(stock, known, HoldEnd.REPLACED, now, ())
        return held


def end_hold(stock: Stock, session: str, end: HoldEnd, now: datetime, officers: Iterable[str] = ()) -> Registered:
    """Ends it, and destroys its key: what is due goes with the next sweep. Raises `NotHeld`, `OSError`."""
    with stock.locked(session):
        known = stock.register.of(session)
        if known is None or not known.hold:
            raise NotHeld
        _destroy(stock, known, end, now, officers)
        free = with_changes(known, hold="", held_until=None, objects=known.objects - 1)
        stock.register.put(free)
        return free


def of(stock: Stock, session: str, files: Mapping[str, str]) -> Hold | None:
    """The hold that lies beside a recording and stands. Raises `OSError`."""
    there = set(stock.cabinet.names())
    standing = [hold for number in files if _key_name(number) in there and (hold := _read(stock, session, number))]
    return max(standing, key=lambda hold: hold.until, default=None)


def archive_share(stock: Stock, session: str, stretch: int) -> bytearray:
    """The archive's share of a stretch's key: from the epoch's key, or from a hold's. Raises `ShareGone`, `OSError`."""
    with stock.locked(session):
        parts = inspection.parts(stock.store.names(folder_of(session)))
        files, _ = wraps.read(stock, session, {stretch: parts.keys[stretch]} if stretch in parts.keys else {})
        hold = of(stock, session, parts.holds)
        candidates = [*files.values(), *(file for file in (hold.keys if hold else ()) if file.stretch == stretch)]
        for file in candidates:
            key = stock.cabinet.key(file.epoch)
            try:
                if key:
                    return wrapping.unwrap_archive_share(file, key)
            except WrapRefused:
                continue
        raise ShareGone


def _moved(stock: Stock, session: str, number: str, key: EpochKey) -> Iterable[KeyFile]:
    """Each stretch's key file, with the archive's share under the hold's key."""
    parts = inspection.parts(stock.store.names(folder_of(session)))
    files, _ = wraps.read(stock, session, parts.keys)
    for stretch, file in sorted(files.items()):
        share = archive_share(stock, session, stretch)
        try:
            name = _key_name(number)
            wrapped = wrapping.wrap_archive_share(share, session, stretch, name, key.public)
        finally:
            keys.wipe(share)
        yield replace(file, epoch=name, archive=wrapped)


def _destroy(stock: Stock, known: Registered, end: HoldEnd, now: datetime, officers: Iterable[str]) -> None:
    stock.cabinet.destroy(_key_name(known.hold))
    stock.book.append(HoldEnded(at=now, session=known.session, hold=known.hold, end=end, officers=tuple(officers)))
    stock.store.delete(_name(known.session, known.hold))


def _read(stock: Stock, session: str, number: str) -> Hold | None:
    try:
        hold = _decoder.decode(stock.store.get(_name(session, number)))
        stock.identity.public_key().verify(hold.signature, _signed_bytes(hold))
    except (FileNotFoundError, msgspec.DecodeError, UnicodeError, RecursionError, InvalidSignature):
        return None
    return hold if (hold.session, hold.hold) == (session, number) else None


def _signed(stock: Stock, hold: Hold) -> Hold:
    return replace(hold, signature=stock.identity.sign(_signed_bytes(hold)))


def _signed_bytes(hold: Hold) -> bytes:
    return _LABEL + msgspec.json.encode(replace(hold, signature=b""))


def _key_name(number: str) -> str:
    return f"hold-{number}"


def _name(session: str, number: str) -> str:
    return f"{folder_of(session)}/hold-{number}.json"
