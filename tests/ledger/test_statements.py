"""Who keeps the ledger, with its key, can make up nothing that a customer's program has stated."""

import random
from collections.abc import Callable
from functools import cache

import pytest
from msgspec.structs import replace

from ledger import checkpoint, verify
from ledger.book import Book
from ledger.server_facts import CustomerStated
from ledger.verify import Finding, Wrong
from protocol import statement
from tests.fakes.ledgers import KEY, NOON
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.stated import STATED, session_of, signer, stated

ONE, OTHER = "a" * 32, "b" * 32
Said = list[CustomerStated]


@pytest.fixture(autouse=True)
def signatures_are_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And made once: what stands before a change is the same a thousand times, and `KEY` is the only one here."""
    monkeypatch.setattr(statement, "holds", cache(statement.holds))
    sign, is_signed = checkpoint.sign_entry, checkpoint.is_signed
    signed = cache(lambda number, entry: sign(number, entry, KEY))
    known = cache(lambda number, entry, signature: is_signed(number, entry, signature, KEY.public_key()))
    monkeypatch.setattr(checkpoint, "sign_entry", lambda number, entry, _: signed(number, entry))
    monkeypatch.setattr(checkpoint, "is_signed", lambda number, entry, signature, _: known(number, entry, signature))


@cache
def whole() -> tuple[CustomerStated, ...]:
    """Two sessions, one after the other."""
    return (*session_of(ONE, signer(7)), *session_of(OTHER, signer(8)))


def findings(said: Said) -> list[Finding]:
    """What an auditor finds in a ledger that was written anew with the server's own key, and has no copies."""
    rows = MemoryRows()
    book = Book(rows, KEY)
    book.append(*said)
    book.checkpoint(NOON)
    return verify.verify(rows.rows, rows.documents, {}, KEY.public_key(), NOON)


def made_up(said: Said, chance: random.Random) -> None:
    one = chance.choice(said)
    said[said.index(one)] = replace(one, said="given file-out agent")


def by_another_key(said: Said, chance: random.Random) -> None:
    """Of the last or the first too: it is not the session's, or the rest is not."""
    at = chance.randrange(len(said))
    one = said[at]
    said[at] = stated(one.session, one.number, chance.choice(["given restart agent", one.said]), signer(9))


def added(said: Said, chance: random.Random) -> None:
    session = chance.choice([ONE, OTHER])
    said.append(stated(session, len(STATED) + 1, "given file-out agent", signer(9)))


def from_the_other_session(said: Said, chance: random.Random) -> None:
    at = chance.randrange(len(said))
    other = OTHER if said[at].session == ONE else ONE
    said[at] = replace(said[at], session=other)


def moved(said: Said, chance: random.Random) -> None:
    at = chance.randrange(len(said))
    said[at] = replace(said[at], number=said[at].number + chance.choice([1, 2]))


def kept_back(said: Said, chance: random.Random) -> None:
    """Any but the last of a session."""
    del said[chance.choice([at for at, one in enumerate(said) if one.number < len(STATED)])]


CHANGES: list[Callable[[Said, random.Random], None]] = [
    made_up, by_another_key, added, from_the_other_session, moved, kept_back,
]  # fmt: skip


def test_what_customers_stated_has_nothing_wrong_also_when_it_was_written_twice() -> None:
    assert findings(list(whole())) == []
    assert findings([*whole()[:3], *whole()[2:]]) == []


@pytest.mark.promise("P07")
def test_a_thousand_statements_that_a_server_made_up_changed_or_kept_back_are_all_named() -> None:
    chance = random.Random(20261123)
    for number in range(1000):
        said, change = list(whole()), CHANGES[number % len(CHANGES)]
        change(said, chance)
        assert {one.wrong for one in findings(said)} == {Wrong.STATEMENT_WRONG}, (number, change.__name__)
