from typing import cast

import pytest

from ledger.server_facts import KeyClaimed, SessionEnded
from logs import Dialogue
from protocol.problems import DatabaseUnavailable
from protocol.session import State
from signaling.books import Books
from signaling.meeting import Meeting, Outcome
from signaling.store.sessions import SessionTable
from tests.fakes.clock import FakeClock
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.signaling_parts import played_scribe

SESSION = "0123456789abcdef0123456789abcdef"
RUNNING, ENDED = Meeting(SESSION, State.RUNNING), Meeting(SESSION, State.ENDED)


class Table:
    """A session table that can be away."""

    def __init__(self) -> None:
        self.saved: list[Meeting] = []
        self.is_gone = False

    async def save(self, meeting: Meeting, *_: object) -> None:
        if self.is_gone:
            raise DatabaseUnavailable
        self.saved.append(meeting)


class Kept:
    """Books, and what they are written into."""

    def __init__(self) -> None:
        clock, self.table, self.rows = FakeClock(), Table(), MemoryRows()
        self.scribe = played_scribe(clock, self.rows)
        self.books = Books(cast("SessionTable", self.table), self.scribe, clock, Dialogue("test"))
        self.claimed = KeyClaimed(at=self.scribe.now(), session=SESSION)
        self.ended = SessionEnded(at=self.scribe.now(), session=SESSION, reason="customer")

    def kinds(self) -> list[str]:
        return [row.kind for row in self.rows.rows]


async def test_what_the_ledger_cannot_take_does_not_happen_but_for_an_end_which_is_noted_later() -> None:
    kept = Kept()
    kept.rows.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await kept.books.note([kept.claimed])
    assert await kept.books.note([kept.ended]) == []
    await kept.books.catch_up()
    assert kept.kinds() == []
    kept.rows.is_gone = False
    for _ in range(2):
        await kept.books.catch_up()
    assert kept.kinds() == ["session-ended"], "once"


async def test_what_the_table_cannot_take_does_not_happen_but_for_an_end_which_counts_at_once() -> None:
    kept = Kept()
    kept.table.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await kept.books.write(Outcome(RUNNING), None)
    assert kept.books.newest(RUNNING) is RUNNING
    await kept.books.write(Outcome(ENDED), None)
    assert kept.books.newest(RUNNING) is ENDED
    with pytest.raises(DatabaseUnavailable):
        await kept.books.catch_up()
    kept.table.is_gone = False
    for _ in range(2):
        await kept.books.catch_up()
    assert kept.table.saved == [ENDED], "once"
