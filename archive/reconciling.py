"""Register and store, held against each other: at every start, and once a day.

What lies in the store and is not registered is entered, so that it is deleted in its time too, as after a restore; what
was deleted before is deleted again at once. What is registered and gone is written down.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from archive import entering, sweeping
from archive.stock import RECORDINGS, Stock, folder_of
from ledger.archive_facts import Cause, RecordingMissing


class StoreEmpty(OSError):
    """Nothing at all lies in the store, though much should: it is another one, or not mounted."""

    def __init__(self) -> None:
        super().__init__("The store is empty, though recordings are registered. Is it the right one, and mounted?")


def reconcile(stock: Stock, now: datetime, abandoned_after: timedelta) -> None:
    """Makes the register say what is in the store. Raises `OSError` when the store or a database cannot be read."""
    lying = Counter(name.split("/")[1] for name in stock.store.names(RECORDINGS) if name.count("/") > 1)
    registered = stock.register.objects()
    if registered and not lying:
        raise StoreEmpty
    for session in sorted(lying.keys() | registered.keys()):
        if lying[session] != registered.get(session):
            with stock.going_on(session):
                _settle(stock, session, lying[session], now, abandoned_after)


def take_in(stock: Stock, session: str, now: datetime) -> None:
    """Enters a recording; one that is due, or was deleted before, is deleted at once. Raises `OSError`."""
    with stock.locked(session):
        came_back = entering.was_deleted(stock, session)
        entered = entering.enter(stock, session, now)
        if entered is None:
            return
        stock.log.state("entered", session)
        if came_back or entered.is_due(now):
            sweeping.delete(stock, entered, Cause.CAME_BACK if came_back else Cause.DUE, now)


def _settle(stock: Stock, session: str, lying: int, now: datetime, abandoned_after: timedelta) -> None:
    if lying:
        if stock.register.of(session) or entering.is_finished(stock, session, now, abandoned_after):
            take_in(stock, session, now)
        return
    with stock.locked(session):
        known = stock.register.of(session)  # if it is being deleted at this moment, it is not any more
        if known and not stock.store.names(folder_of(session)):
            stock.book.append(RecordingMissing(at=now, session=session, delete_at=known.delete_at))
            stock.register.put(replace(known, objects=0))
