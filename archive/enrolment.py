"""Who the officers are: as the ledger says, added and removed by the operator. And what recorders get to know of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from archive import epochs, wraps
from archive.control import Refused
from archive.stock import Stock
from ledger.archive_facts import OfficerAdded, OfficerRemoved
from sealing import keyring, officers
from sealing.files import write_whole
from sealing.keyring import Epoch, Keyring
from sealing.officers import Card, Group


def enrolled(stock: Stock) -> list[Card]:
    """The cards of the officers of now. Raises `OSError`."""
    cards: dict[bytes, Card] = {}
    for one in stock.book.of_kinds(OfficerAdded, OfficerRemoved):
        entry = one.entry
        if isinstance(entry, OfficerAdded):
            cards[entry.signing] = Card(entry.name, Group(entry.group), entry.recipient, entry.signing, entry.signature)
        elif isinstance(entry, OfficerRemoved):
            cards.pop(entry.signing, None)
    return list(cards.values())


def add(stock: Stock, cards: Iterable[Card], now: datetime) -> None:
    """More officers; all of them, or none. Raises `Refused` for no card, and for who is one already, `OSError`."""
    with stock.keys:
        known, new = enrolled(stock), []
        for card in cards:
            try:
                officers.check_card(card)
                officers.check_enrolment(card, known)
            except ValueError as wrong:
                raise Refused(str(wrong)) from None
            known.append(card)
            new.append(
                OfficerAdded(
                    at=now, name=card.name, group=card.group, recipient=card.recipient, signing=card.signing,
                    signature=card.signature,
                )
            )  # fmt: skip
        stock.book.append(*new)


def remove(stock: Stock, name: str, now: datetime) -> None:
    """One officer less. What was sealed before can still be opened with that key. Raises `Refused`, `OSError`."""
    with stock.keys:
        found = [card for card in enrolled(stock) if card.name == name]
        if not found:
            raise Refused(f"There is no officer {name!r}. Give the name exactly as it stands on the card.")
        stock.book.append(OfficerRemoved(at=now, name=name, signing=found[0].signing))


def missing(cards: Iterable[Card]) -> list[str]:
    """Without whom nothing can be recorded, as sentences for the operator."""
    there = {card.group for card in cards}
    return [f"There is no {group} officer: `ferndiagnose officer add CARD`." for group in Group if group not in there]


def publish(stock: Stock, path: Path, now: datetime) -> Keyring:
    """Makes the keys of the next days and writes the keyring for recorders. Raises `OSError`."""
    with stock.keys:
        days = [Epoch(day, wraps.key_of(stock, day.isoformat(), now).public) for day in epochs.needed(now)]
        ring = Keyring(tuple(days), tuple(enrolled(stock)), now)
        write_whole(path, keyring.publish(ring, stock.identity))
        path.chmod(0o644)  # recorders are other users
        return ring
