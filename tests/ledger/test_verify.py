"""Whoever changes a ledger is found out: without the archive's key always, with it by what stands elsewhere."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import checkpoint, verify
from ledger.book import Book
from ledger.rows import Row, row
from ledger.server_facts import AccountChanged, Change, EnrolmentChanged, SignedIn, SignInRefused
from ledger.verify import Finding, Wrong
from tests.fakes.ledgers import KEY, NOON, filled, made
from tests.fakes.memory_rows import MemoryRows

NOW = NOON + timedelta(hours=12)
SIZES = (4, 9, 18, 20)


@dataclass
class Ledger:
    """What lies in the database and in one other place."""

    rows: list[Row]
    here: list[bytes]
    elsewhere: list[bytes]
    findings: list[Finding] = field(default_factory=list)

    def verified(self, now: datetime = NOW) -> list[Finding]:
        return verify.verify(self.rows, self.here, {"elsewhere": self.elsewhere}, KEY.public_key(), now)

    def found(self) -> set[Wrong]:
        return {finding.wrong for finding in self.verified()}


@cache
def original() -> tuple[tuple[Row, ...], tuple[bytes, ...]]:
    rows, _ = filled(*SIZES)
    return tuple(rows.rows), tuple(rows.documents)


@pytest.fixture
def ledger() -> Ledger:
    rows, documents = original()
    return Ledger(list(rows), list(documents), list(documents))


@pytest.fixture(autouse=True)
def blocks_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "BLOCK", 8)


@pytest.fixture(autouse=True)
def signatures_are_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand ledgers differ in one row each, and are all of one archive."""
    is_signed, read = checkpoint.is_signed, checkpoint.read
    once = cache(lambda number, entry, signature: is_signed(number, entry, signature, KEY.public_key()))
    read_once = cache(lambda document: read(document, KEY.public_key()))
    monkeypatch.setattr(checkpoint, "is_signed", lambda *signed: once(*signed[:3]))
    monkeypatch.setattr(checkpoint, "read", lambda document, _: read_once(document))


def edit(ledger: Ledger, chance: random.Random) -> int:
    at = chance.randrange(len(ledger.rows))
    old = ledger.rows[at]
    part = chance.choice(["entry", "signature", "kind", "session"])
    value = getattr(old, part)
    if isinstance(value, str):
        changed: bytes | str = value + "x"
    else:
        where = chance.randrange(len(value))
        changed = value[:where] + bytes([value[where] ^ (1 << chance.randrange(8))]) + value[where + 1 :]
    ledger.rows[at] = replace(old, **{part: changed})
    return at


def rewrite(ledger: Ledger, chance: random.Random) -> int:
    """A whole new entry, with the signature of the old one."""
    at = chance.randrange(len(ledger.rows))
    ledger.rows[at] = replace(ledger.rows[at], entry=made(at, "another").epoch.encode())
    return at


def swap(ledger: Ledger, chance: random.Random) -> int:
    one, other = sorted(chance.sample(range(len(ledger.rows)), 2))
    first, second = ledger.rows[one], ledger.rows[other]
    ledger.rows[one], ledger.rows[other] = replace(second, number=one), replace(first, number=other)
    return one


def remove(ledger: Ledger, chance: random.Random) -> int:
    at = chance.randrange(len(ledger.rows) - 1)
    del ledger.rows[at]
    return at


def remove_and_close_the_gap(ledger: Ledger, chance: random.Random) -> int:
    at = chance.randrange(len(ledger.rows) - 1)
    del ledger.rows[at]
    ledger.rows = [replace(row, number=number) for number, row in enumerate(ledger.rows)]
    return at


def insert(ledger: Ledger, chance: random.Random) -> int:
    at = chance.randrange(1, len(ledger.rows))
    ledger.rows.insert(at, chance.choice(ledger.rows[:at]))
    ledger.rows = [replace(row, number=number) for number, row in enumerate(ledger.rows)]
    return at


def add_a_forged_one(ledger: Ledger, _: random.Random) -> int:
    size = len(ledger.rows)
    forged = checkpoint.sign_entry(size, b"{}", Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    ledger.rows.append(row(size, b"{}", forged))
    return size


def cut(ledger: Ledger, chance: random.Random) -> int:
    at = chance.randrange(len(ledger.rows))
    del ledger.rows[at:]
    return at


def roll_back(ledger: Ledger, chance: random.Random) -> int:
    kept = chance.randrange(len(SIZES) - 1)
    del ledger.rows[SIZES[kept] :]
    ledger.here = [one for one in ledger.here if checkpoint.read(one, KEY.public_key()).size <= SIZES[kept]]
    return SIZES[kept]


EDITS: list[tuple[Callable[[Ledger, random.Random], int], set[Wrong]]] = [
    (edit, {Wrong.EDITED}),
    (rewrite, {Wrong.EDITED}),
    (swap, {Wrong.EDITED}),
    (remove, {Wrong.MISSING}),
    (remove_and_close_the_gap, {Wrong.EDITED, Wrong.CUT}),
    (insert, {Wrong.EDITED}),
    (add_a_forged_one, {Wrong.EDITED}),
    (cut, {Wrong.CUT}),
    (roll_back, {Wrong.ROLLED_BACK}),
]


def test_a_ledger_that_nothing_was_done_to_has_nothing_wrong(ledger: Ledger) -> None:
    assert ledger.verified() == []


def test_a_thousand_changes_are_all_named(ledger: Ledger) -> None:
    chance = random.Random(20261123)
    whole = list(ledger.rows), list(ledger.here)
    for number in range(1000):
        ledger.rows, ledger.here = list(whole[0]), list(whole[1])
        change, expected = EDITS[number % len(EDITS)]
        at = change(ledger, chance)
        findings = ledger.verified()
        named = {finding.wrong for finding in findings}
        assert expected <= named, (number, change.__name__)
        assert min(finding.number for finding in findings) == at, (number, change.__name__)


def test_each_byte_of_what_says_who_signed_in_or_was_changed_is_guarded() -> None:
    rows = MemoryRows()
    book = Book(rows, KEY)
    book.append(
        AccountChanged(at=NOON, account=7, change=Change.ROLE_CHANGED, role="agent"),
        SignedIn(at=NOON, account=7, means="code"),
        SignInRefused(at=NOON, why="sign-in-refused", account=7),
        EnrolmentChanged(
            at=NOON, granted=True, channel="agent", text_version="1", text_sha256="0" * 64, language="de", account=7
        ),
    )
    book.checkpoint(NOON)
    whole, documents = list(rows.rows), list(rows.documents)
    assert verify.verify(whole, documents, {}, KEY.public_key(), NOW) == []
    for number, one in enumerate(whole):
        for where in range(0, len(one.entry), 5):
            edited = one.entry[:where] + bytes([one.entry[where] ^ 1]) + one.entry[where + 1 :]
            changed = [*whole[:number], replace(one, entry=edited), *whole[number + 1 :]]
            findings = verify.verify(changed, documents, {}, KEY.public_key(), NOW)
            assert (findings[0].number, findings[0].wrong) == (number, Wrong.EDITED), edited


@pytest.mark.parametrize("from_entry", [0, 7, 8, 19])
def test_who_has_the_archives_key_is_found_out_by_what_stands_elsewhere(ledger: Ledger, from_entry: int) -> None:
    rows, _ = filled(from_entry)
    filled(from_entry, 20, rows=rows, word="forged")
    ledger.rows, ledger.here = rows.rows, rows.documents
    findings = ledger.verified()
    assert {Wrong.TWO_LEDGERS} == {finding.wrong for finding in findings}
    assert findings[0].number == from_entry


def test_who_has_the_key_and_makes_it_shorter_is_found_out(ledger: Ledger) -> None:
    rows, _ = filled(10)
    ledger.rows, ledger.here = rows.rows, rows.documents
    assert ledger.found() == {Wrong.ROLLED_BACK}


def restored(size: int) -> tuple[MemoryRows, Book]:
    """A database of that size that noticed that it had been one of 20 entries."""
    rows, book = filled(size)
    known = checkpoint.read(original()[1][-1], KEY.public_key())
    book.begin(NOON + timedelta(hours=6), known)
    return rows, book


def test_a_ledger_that_was_restored_and_says_so_is_named_as_that(ledger: Ledger) -> None:
    rows, book = restored(10)
    book.append(*(made(number, "after") for number in range(11, 28)))
    book.checkpoint(NOON + timedelta(hours=7))
    ledger.rows, ledger.here = rows.rows, rows.documents
    ledger.elsewhere += rows.documents
    assert [(one.number, one.wrong) for one in ledger.verified()] == [(10, Wrong.RESTORED)]


def test_what_is_done_to_a_restored_ledger_is_still_found(ledger: Ledger) -> None:
    rows, book = restored(10)
    book.append(*(made(number, "after") for number in range(11, 28)))
    book.checkpoint(NOON + timedelta(hours=7))
    ledger.rows, ledger.here = rows.rows, rows.documents
    ledger.elsewhere += rows.documents
    ledger.rows[12] = original()[0][12]  # the entry that was lost is put back; its signature holds
    assert Wrong.EDITED in ledger.found()


def test_checkpoints_that_the_database_lost_are_missed(ledger: Ledger) -> None:
    del ledger.here[1:]
    assert ledger.found() == {Wrong.CHECKPOINT_MISSING}


def test_a_checkpoint_that_is_not_the_archives_is_named(ledger: Ledger) -> None:
    ledger.elsewhere.append(b"{}")
    (finding,) = ledger.verified()
    assert finding.wrong is Wrong.CHECKPOINT_FORGED
    assert "elsewhere" in finding.detail


def test_entries_that_never_got_into_a_checkpoint_are_named_after_a_while() -> None:
    rows, book = filled(5)
    book.append(made(5))
    fresh = Ledger(rows.rows, rows.documents, rows.documents)
    assert fresh.verified(NOON + timedelta(minutes=6)) == []
    assert [(one.number, one.wrong) for one in fresh.verified(NOW)] == [(5, Wrong.CHECKPOINT_MISSING)]


def test_without_hashes_a_root_still_tells() -> None:
    """Of a block whose last checkpoint was lost everywhere, only a later root remains."""
    rows, _ = filled(20)
    last = rows.documents[-1:]
    other, forger = filled(3)
    forger.append(made(3, "forged"), *(made(number) for number in range(4, 20)))
    assert len(other.rows) == len(rows.rows)
    found = Ledger(other.rows, last, last).verified()
    assert [one.wrong for one in found] == [Wrong.EDITED]
