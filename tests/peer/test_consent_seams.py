"""When a peer is asked whether it still wants what we send."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from aioice import ice, stun

from peer import consent_seams
from peer.aiortc_seams import Seam, SeamBroken, selfcheck
from peer.connection_state import PATIENCE
from peer.consent_seams import AGAIN, EVERY, SILENT_FOR, due
from tests.fakes.systems import needs_sources
from tests.fakes.waiting import WITHIN


def test_a_peer_that_is_heard_is_asked_as_rarely_as_the_rfc_allows() -> None:
    assert due(heard_at=104.5, granted_at=100.0, asked_at=100.0, spread=1.0) == 100.0 + EVERY


def test_a_peer_that_is_silent_is_asked_soon() -> None:
    assert due(heard_at=101.0, granted_at=100.0, asked_at=100.0, spread=1.0) == 101.0 + SILENT_FOR


def test_a_question_without_an_answer_is_repeated_and_no_more_often() -> None:
    assert due(heard_at=101.0, granted_at=100.0, asked_at=110.0, spread=1.0) == 110.0 + AGAIN


def test_a_living_peer_is_heard_before_a_doubt_counts_against_it_although_one_question_gets_lost() -> None:
    assert SILENT_FOR * max(consent_seams.SPREAD) + AGAIN < PATIENCE.doubt


@dataclass
class Asked:
    """Where questions go to, and whether they are answered."""

    answers: bool
    count: int = 0
    remote_addr: tuple[str, int] = ("127.0.0.1", 9)
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def protocol(self) -> "Asked":
        return self

    async def request(self, request: stun.Message, *_: Any, **__: Any) -> None:
        self.count += 1
        self.seen.set()
        if not self.answers:
            raise stun.TransactionTimeout


def asking(monkeypatch: pytest.MonkeyPatch, *, answers: bool) -> tuple[ice.Connection, Asked]:
    """A connection for which everything goes a hundred times as fast."""
    for name in ("SILENT_FOR", "EVERY", "AGAIN", "EXPIRES"):
        monkeypatch.setattr(consent_seams, name, getattr(consent_seams, name) / 100)
    connection, asked = ice.Connection(ice_controlling=True), Asked(answers)
    connection.remote_username, connection.remote_password = "b", "password"
    connection._nominated[1] = asked  # type: ignore[assignment]
    monkeypatch.setattr(
        connection, "build_request", lambda *_, **__: stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    )
    return connection, asked


async def test_a_peer_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    connection, asked = asking(monkeypatch, answers=False)
    async with asyncio.timeout(WITHIN):
        await connection.query_consent()
    assert asked.count > EVERY
    assert connection._nominated == {}


async def test_a_peer_that_answers_is_asked_for_as_long_as_the_connection_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection, asked = asking(monkeypatch, answers=True)
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(connection.query_consent())
        for _ in range(3):
            asked.seen.clear()
            await asked.seen.wait()
        assert not task.done()
        task.cancel()


@needs_sources
def test_a_library_that_asks_otherwise_is_refused() -> None:
    with pytest.raises(SeamBroken):
        selfcheck(seams=(*consent_seams.SEAMS, Seam(ice.Connection, "a line that was there once", "a test")))
