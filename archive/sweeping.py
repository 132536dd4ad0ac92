"""What is due is deleted, and keys whose day has come are destroyed. The ledger gets a certificate of each deletion."""

from collections.abc import Iterable
from datetime import datetime

from archive import epochs, holds, inspection
from archive.register import Registered
from archive.stock import MANIFEST, Stock, folder_of, marker_of
from ledger.archive_facts import Cause, EpochDestroyed, EpochMade, HoldEnd, RecordingDeleted, RecordingEntered


def destroy_epochs(stock: Stock, now: datetime) -> None:
    """Destroys the keys whose day has come. Raises `OSError`.

    First the keys, then their entries: an entry that was not written is written the next time.
    """
    for epoch in epochs.over(stock.cabinet.names(), now):
        stock.cabinet.destroy(epoch)
        stock.log.state(f"epoch {epoch} destroyed")
    gone = _untold(stock, now)
    if gone:
        stock.book.append(*(EpochDestroyed(at=now, epoch=epoch) for epoch in gone))


def sweep(stock: Stock, now: datetime) -> None:
    """Ends holds that are over and deletes what is due, the longest due first. Raises `OSError`."""
    for recording in stock.register.holds_over(now):
        with stock.going_on(recording.session):
            holds.end_hold(stock, recording.session, HoldEnd.EXPIRED, now)
    for recording in stock.register.due(now):
        with stock.going_on(recording.session):
            delete(stock, recording, Cause.DUE, now)


def delete(stock: Stock, recording: Registered, cause: Cause, now: datetime, released_by: Iterable[str] = ()) -> None:
    """Deletes a recording and all that opens it. Raises `OSError`; then it is to be done again.

    What opens it goes first and the manifest last: whatever is left by a deletion that was cut short is unreadable, and
    known for what it is.
    """
    session = recording.session
    with stock.locked(session):
        names = stock.store.names(folder_of(session))
        parts = inspection.parts(names)
        opens = {f"{folder_of(session)}/{name}" for name in (*parts.keys.values(), *parts.holds.values())}
        manifest = f"{folder_of(session)}/{MANIFEST}"
        if recording.hold:
            holds.end_hold(stock, session, HoldEnd.RELEASED, now, released_by)
        _delete_all(stock, sorted(names, key=lambda name: (name not in opens, name == manifest, name)))
        stock.store.delete(marker_of(session))
        if not _is_certified(stock, session):
            stock.book.append(
                RecordingDeleted(
                    at=now, session=session, cause=cause, due_at=recording.delete_at, objects=len(names),
                    manifest=recording.manifest, released_by=tuple(released_by),
                )
            )  # fmt: skip
        stock.register.remove(session)
        stock.register.forget(session)
        stock.log.state("deleted", session)


def _delete_all(stock: Stock, names: list[str]) -> None:
    """All that can be; then what was in the way is raised, and the manifest stays with what is left."""
    failed: OSError | None = None
    for name in names:
        if failed and name == names[-1]:
            break
        try:
            stock.store.delete(name)
        except OSError as error:
            failed = failed or error
    if failed:
        raise failed


def _untold(stock: Stock, now: datetime) -> list[str]:
    """The epochs whose keys were made and are gone for good, without an entry that says so."""
    made, destroyed = set(), set()
    for one in stock.book.of_kinds(EpochMade, EpochDestroyed):
        if isinstance(one.entry, EpochMade):
            made.add(one.entry.epoch)
        elif isinstance(one.entry, EpochDestroyed):
            destroyed.add(one.entry.epoch)
    return epochs.over(made - destroyed - set(stock.cabinet.names()), now)


def _is_certified(stock: Stock, session: str) -> bool:
    """Whether a deletion that was cut short had come as far as its certificate."""
    facts = [one.entry for one in stock.book.of_session(session)]
    last = [fact for fact in facts if isinstance(fact, RecordingEntered | RecordingDeleted)][-1:]
    return bool(last) and isinstance(last[0], RecordingDeleted)
