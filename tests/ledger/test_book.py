from collections.abc import Sequence
from datetime import timedelta

import pytest

from ledger import tree
from ledger.archive_facts import Cause, EpochMade, RecordingDeleted
from ledger.book import Book
from ledger.checkpoint import Checkpoint
from ledger.facts import LedgerBegun, LedgerRestored
from ledger.rows import LedgerUnavailable, Row
from ledger.verify import verify
from tests.fakes.ledgers import KEY, NOON, filled, made
from tests.fakes.memory_rows import MemoryRows

SESSION = "a" * 32
CERTIFICATE = RecordingDeleted(at=NOON, session=SESSION, cause=Cause.DUE, due_at=NOON, objects=3)


def test_entries_are_numbered_and_found_again() -> None:
    rows, book = filled(2)
    (written,) = book.append(CERTIFICATE)
    assert (written.number, written.entry) == (2, CERTIFICATE)
    assert Book(rows, KEY).of_session(SESSION) == [written]
    assert [one.number for one in book.of_kinds(EpochMade)] == [0, 1]


def test_a_checkpoint_is_made_when_there_is_something_new() -> None:
    _, book = filled(3)
    assert book.checkpoint(NOON) == []
    book.append(made(3))
    (one,) = book.checkpoint(NOON)
    assert one.size == 4
    assert one.root == tree.root(one.hashes)


def test_a_book_that_is_opened_again_goes_on_where_it_was() -> None:
    rows, book = filled(130, 150)
    again = Book(rows, KEY)
    for one in (book, again):
        assert one.size == 150
        assert one.checkpoint(NOON) == []
    again.append(made(150))
    (one,) = again.checkpoint(NOON)
    assert one.root == tree.root([tree.leaf_hash(row.entry) for row in rows.rows])


def test_many_entries_at_once_are_signed_block_by_block() -> None:
    rows, book = filled(0)
    book.append(*(made(number) for number in range(300)))
    signed = book.checkpoint(NOON)
    assert [(one.first, one.size) for one in signed] == [(0, 128), (128, 256), (256, 300)]
    leaves = [tree.leaf_hash(row.entry) for row in rows.rows]
    assert [one.root for one in signed] == [tree.root(leaves[: one.size]) for one in signed]


def test_an_entry_is_proven_to_be_in_the_newest_checkpoint() -> None:
    rows, book = filled(9)
    proof = book.inclusion_proof(4)
    assert proof
    signed, path = proof
    assert tree.includes(signed.root, signed.size, 4, tree.leaf_hash(rows.rows[4].entry), path)
    book.append(CERTIFICATE)
    assert book.inclusion_proof(9) is None


def test_a_new_ledger_begins_and_says_so_once() -> None:
    rows = MemoryRows()
    Book(rows, KEY).begin(NOON, None)
    Book(rows, KEY).begin(NOON, None)
    assert [one.entry for one in Book(rows, KEY).of_kinds(LedgerBegun)] == [LedgerBegun(at=NOON)]


def test_a_ledger_that_was_restored_says_so_once_and_goes_on() -> None:
    rows, book = filled(5)
    old = list(rows.rows), list(rows.documents)
    book.append(*(made(number) for number in range(5, 9)))
    (known,) = book.checkpoint(NOON)
    rows.rows, rows.documents = old
    for _ in range(2):
        Book(rows, KEY).begin(NOON + timedelta(days=1), known)
    (restored,) = Book(rows, KEY).of_kinds(LedgerRestored)
    assert restored.number == 5
    assert restored.entry == LedgerRestored(at=NOON + timedelta(days=1), known=9, root=known.root.hex())


def test_a_ledger_whose_tail_was_cut_says_so_from_its_own_checkpoints() -> None:
    rows, _ = filled(5)
    del rows.rows[3:]
    Book(rows, KEY).begin(NOON, None)
    (restored,) = Book(rows, KEY).of_kinds(LedgerRestored)
    assert restored.number == 3


def test_a_ledger_that_nothing_happened_to_does_not_claim_it() -> None:
    rows, book = filled(5)
    (known,) = book.append(made(5)) and book.checkpoint(NOON)
    Book(rows, KEY).begin(NOON, known)
    assert Book(rows, KEY).of_kinds(LedgerRestored) == []


def test_what_could_not_be_written_is_not_counted() -> None:
    rows, book = filled(5)
    rows.is_gone = True
    with pytest.raises(LedgerUnavailable):
        book.append(made(5))
    with pytest.raises(LedgerUnavailable):
        book.of_session(SESSION)
    rows.is_gone = False
    assert book.append(made(5))[0].number == 5


def test_a_checkpoint_that_could_not_be_kept_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, book = filled(5)
    book.append(made(5))

    def full(*_: bytes) -> None:
        raise LedgerUnavailable("full")

    with monkeypatch.context() as failing:
        failing.setattr(rows, "keep", full)
        with pytest.raises(LedgerUnavailable):
            book.checkpoint(NOON)
    (one,) = book.checkpoint(NOON)
    assert one.root == tree.root([tree.leaf_hash(row.entry) for row in rows.rows])


def test_two_books_of_one_ledger_take_turns() -> None:
    rows = MemoryRows()
    one, other = Book(rows, KEY), Book(rows, KEY)
    one.append(made(0))
    other.append(made(1))
    one.append(made(2))
    one.checkpoint(NOON)
    other.append(made(3))
    other.checkpoint(NOON)
    assert [row.number for row in rows.rows] == [0, 1, 2, 3]
    assert verify(rows.read(), list(rows.checkpoints()), {}, KEY.public_key(), NOON) == []


def test_who_is_quicker_gets_the_number_and_the_other_the_next() -> None:
    class Raced(MemoryRows):
        """Rows of which another process takes the next number, once, at the last moment."""

        raced = False

        def append(self, rows: Sequence[Row]) -> None:
            if not self.raced:
                self.raced = True
                Book(self, KEY).append(made(7))
            super().append(rows)

    rows = Raced()
    (numbered,) = Book(rows, KEY).append(made(8))
    assert numbered.number == 1


def test_another_history_of_the_same_length_is_seen_and_one_restoration_excuses_no_other() -> None:
    def newest(word: str) -> Checkpoint:
        _, book = filled(3, word=word)
        return next(book.checkpoints())

    _, book = filled(5)
    for _ in range(2):
        book.begin(NOON, newest("night"))
    assert len(book.of_kinds(LedgerRestored)) == 1
    book.begin(NOON, newest("noon"))
    assert len(book.of_kinds(LedgerRestored)) == 2
