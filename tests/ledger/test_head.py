from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from ledger import head, tree
from ledger.book import Book
from tests.fakes.ledgers import KEY, NOON, filled, made
from tests.fakes.memory_rows import MemoryRows


def test_a_head_is_the_root_of_all_entries_also_of_those_without_a_checkpoint() -> None:
    rows, book = filled(5)
    book.append(made(5))
    now = book.head(NOON)
    assert (now.size, now.root) == (6, tree.root([tree.leaf_hash(row.entry) for row in rows.rows]))
    assert head.is_signed(now, KEY.public_key())
    assert head.moment(now) == NOON


def test_a_head_counts_what_another_process_has_written() -> None:
    rows, book = filled(3)
    book.head(NOON)
    Book(rows, KEY).append(made(3))
    assert book.head(NOON).size == 4


def test_asking_for_heads_changes_no_checkpoint() -> None:
    (rows, asked), (others, unasked) = filled(4), filled(4)
    asked.head(NOON)
    for book in (asked, unasked):
        book.append(made(4))
        book.checkpoint(NOON)
    assert rows.documents == others.documents


def test_a_changed_head_is_not_signed() -> None:
    rows = MemoryRows()
    book = Book(rows, KEY)
    book.append(made(0))
    whole = book.head(datetime(2026, 11, 23, tzinfo=UTC))
    stranger = Ed25519PrivateKey.from_private_bytes(b"x" * 32).public_key()
    assert not head.is_signed(whole, stranger)
    for other in (replace(whole, size=2), replace(whole, root=bytes(32)), replace(whole, at=whole.at + 1)):
        assert not head.is_signed(other, KEY.public_key())
