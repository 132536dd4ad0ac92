"""The desk in memory keeps the same rules as the real one, as far as the pages can see."""

from collections.abc import Awaitable, Callable

import pytest

from protocol.problems import SessionKeyRefused
from signaling.pages import Desk
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.desk import FakeDesk
from tests.fakes.guesses import key_desk
from tests.fakes.signed_in import SESSION, with_session

Made = tuple[Desk, str]


async def in_memory(_database: Database, _clock: FakeClock) -> Made:
    return FakeDesk("4819203"), "4819203"


async def real(database: Database, clock: FakeClock) -> Made:
    await with_session(database, now=clock())
    desk = key_desk(database, clock)
    return desk, await desk.make(SESSION)


@pytest.fixture(params=[in_memory, real])
async def made(request: pytest.FixtureRequest, database: Database, clock: FakeClock) -> Made:
    make: Callable[[Database, FakeClock], Awaitable[Made]] = request.param
    return await make(database, clock)


async def test_asking_whether_a_key_is_live_does_not_use_it_up(made: Made) -> None:
    desk, key = made
    assert await desk.is_live(key, "")
    assert await desk.is_live(key, "")


async def test_a_key_is_claimed_once(made: Made) -> None:
    desk, key = made
    await desk.claim_for_ticket(key, "")
    assert not await desk.is_live(key, "")
    with pytest.raises(SessionKeyRefused):
        await desk.claim_for_ticket(key, "")


async def test_a_ticket_stays_good_however_often_one_asks(made: Made) -> None:
    desk, key = made
    ticket = await desk.claim_for_ticket(key, "")
    assert await desk.ticket_is_good(ticket)
    assert await desk.ticket_is_good(ticket)
    assert not await desk.ticket_is_good("guessed")


async def test_an_unknown_key_is_not_live(made: Made) -> None:
    desk, key = made
    assert not await desk.is_live(f"{(int(key) + 1) % 10**7:07d}", "")
