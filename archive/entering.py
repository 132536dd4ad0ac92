"""A recording is entered: checked, its keys put under that of the day on which its session ended, and registered.

Done again it changes nothing, so that it may be cut short anywhere. What is wrong with a recording stands in the
ledger; it keeps nothing from being entered, and so from being deleted in time.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from archive import epochs, holds, inspection, wraps
from archive.inspection import Parts, Weighed
from archive.register import Registered
from archive.stock import INCOMING, MANIFEST, Stock, folder_of, marker_of
from ledger.archive_facts import FLAWS_LISTED, Flaw, RecordingDeleted, RecordingEntered
from protocol import recording
from protocol.recording import Manifest, ManifestUnreadable
from sealing import segment
from sealing.wrapping import KeyFile

_SESSION = re.compile(r"[0-9a-f]{32}")


def incoming(stock: Stock) -> list[str]:
    """The sessions of which something new lies in the store. Raises `OSError`."""
    sessions = (name.rpartition("/")[2] for name in stock.store.names(INCOMING))
    return [session for session in sessions if _SESSION.fullmatch(session)]


def is_finished(stock: Stock, session: str, now: datetime, abandoned_after: timedelta) -> bool:
    """Whether its recorder ended it, or brought nothing for so long that it never will. Raises `OSError`."""
    manifest = manifest_of(stock, session)
    if manifest and manifest.ended_at is not None:
        return True
    names = stock.store.names(folder_of(session))
    state = sha256("\n".join((repr(manifest), *names)).encode()).hexdigest()
    return now - stock.register.unchanged_since(session, state, now) >= abandoned_after


def enter(stock: Stock, session: str, now: datetime) -> Registered | None:
    """Enters it; `None` when nothing of it is there. Raises `OSError`."""
    with stock.locked(session):
        parts = inspection.parts(stock.store.names(folder_of(session)))
        if not parts.count:
            _stop_waiting(stock, session)
            return None
        found = _weighed(stock, session, parts)
        files, flaws = wraps.read(stock, session, parts.keys)
        manifest, more = _closed(manifest_of(stock, session), session, found, files, now)
        flaws += [*more, *inspection.keyless(manifest, parts.keys)]
        assert manifest.ended_at, "it was closed above"
        if now < epochs.delete_at(manifest.ended_at):
            flaws += wraps.move(stock, files, epochs.epoch_of(manifest.ended_at), now)
        return _register(stock, manifest, found, flaws, now)


def was_deleted(stock: Stock, session: str) -> bool:
    """Whether a certificate says that it was deleted: what lies there all the same came back, from a backup."""
    return any(isinstance(one.entry, RecordingDeleted) for one in stock.book.of_session(session))


def manifest_of(stock: Stock, session: str) -> Manifest | None:
    """The manifest, or `None` when there is none that can be read. Raises `OSError`."""
    try:
        manifest = recording.read(stock.store.get(f"{folder_of(session)}/{MANIFEST}"))
    except (FileNotFoundError, ManifestUnreadable):
        return None
    return manifest if manifest.session == session else None


def _weighed(stock: Stock, session: str, parts: Parts) -> dict[int, Weighed]:
    found = {}
    for number, name in sorted(parts.segments.items()):
        data = stock.store.get(f"{folder_of(session)}/{name}")
        place = segment.place_of(data)
        is_itself = place is not None and (place.session, place.number) == (session, number)
        found[number] = Weighed(sha256(data).hexdigest(), len(data), place.stretch if place else 0, is_itself)
    return found


def _closed(
    manifest: Manifest | None, session: str, found: Mapping[int, Weighed], files: Mapping[int, KeyFile], now: datetime
) -> tuple[Manifest, list[Flaw]]:
    """With an end and with all digests, and what is wrong with it."""
    days = [day for file in files.values() if (day := epochs.day_of(file.epoch))]
    try:
        if manifest and manifest.ended_at is not None:
            closed, flaws = inspection.ended(manifest, now)
        else:
            closed, flaws = inspection.abandoned(manifest, session, found, days, now)
    except OverflowError:  # times at the end of all calendars: as good as none
        closed, flaws = inspection.abandoned(None, session, found, days, now)
    completed, more = inspection.weighed_up(closed, found)
    return completed, [*flaws, *more]


def _register(
    stock: Stock, manifest: Manifest, found: Mapping[int, Weighed], flaws: list[Flaw], now: datetime
) -> Registered:
    assert manifest.ended_at, "it was closed"
    session, folder, data = manifest.session, folder_of(manifest.session), recording.encode(manifest)
    stock.store.put(f"{folder}/{MANIFEST}", data)
    names = stock.store.names(folder)
    hold = holds.of(stock, session, inspection.parts(names).holds)
    entered = Registered(
        session, manifest.ended_at, epochs.delete_at(manifest.ended_at), sha256(data).hexdigest(), len(names),
        hold=hold.hold if hold else "", held_until=hold.until if hold else None,
    )  # fmt: skip
    if stock.register.of(session) != entered and _last_entered(stock, session) != entered.manifest:
        stock.book.append(
            RecordingEntered(
                at=now, session=session, ended_at=entered.ended_at, delete_at=entered.delete_at,
                manifest=entered.manifest, segments=len(found), bytes=sum(one.size for one in found.values()),
                flawed=len(flaws), flaws=tuple(flaws[:FLAWS_LISTED]),
            )
        )  # fmt: skip
    stock.register.put(entered)
    _stop_waiting(stock, session)
    return entered


def _last_entered(stock: Stock, session: str) -> str:
    """The manifest that the ledger knows, if it knows this recording and not its deletion."""
    facts = [one.entry for one in stock.book.of_session(session)]
    last = next((fact for fact in reversed(facts) if isinstance(fact, RecordingEntered | RecordingDeleted)), None)
    return last.manifest if isinstance(last, RecordingEntered) else ""


def _stop_waiting(stock: Stock, session: str) -> None:
    stock.store.delete(marker_of(session))
    stock.register.forget(session)
