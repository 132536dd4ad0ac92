"""A small ledger with its checkpoints, and a place that keeps copies of them."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.archive_facts import EpochMade
from ledger.book import Book
from tests.fakes.memory_rows import MemoryRows

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def made(number: int, word: str = "day") -> EpochMade:
    return EpochMade(at=NOON + timedelta(minutes=number), epoch=f"{word} {number}", public_key="0" * 64)


def filled(*sizes: int, rows: MemoryRows | None = None, word: str = "day") -> tuple[MemoryRows, Book]:
    """A ledger with a checkpoint at each of these sizes."""
    rows = rows or MemoryRows()
    book = Book(rows, KEY)
    for size in sizes:
        book.append(*(made(number, word) for number in range(book.size, size)))
        book.checkpoint(NOON + timedelta(minutes=size))
    return rows, book
