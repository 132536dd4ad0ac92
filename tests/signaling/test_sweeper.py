import asyncio

import pytest

from logs import Dialogue
from protocol import link
from protocol.problems import DatabaseUnavailable, TokenRefused
from protocol.session import EndReason
from signaling import sweeper as module
from signaling.accounts import IDLE
from signaling.sweeper import TIDY_EVERY, Sweeper
from tests.fakes.clock import FakeClock
from tests.fakes.signaling_parts import Play


@pytest.fixture
def sweeper(play: Play, clock: FakeClock) -> Sweeper:
    parts = play.parts
    return Sweeper(
        switchboard=parts.switchboard, accounts=parts.accounts, keys=parts.keys, clock=clock, log=Dialogue("test")
    )


async def test_it_ends_what_nobody_came_to(play: Play, sweeper: Sweeper, clock: FakeClock) -> None:
    agent = await play.signed_in()
    await play.opened(agent)
    clock.advance(600)
    await sweeper.sweep()
    assert agent.line.last(link.SessionChanged).reason is EndReason.KEY_EXPIRED


async def test_an_agent_who_is_connected_stays_signed_in(play: Play, sweeper: Sweeper, clock: FakeClock) -> None:
    agent = await play.signed_in()
    for _ in range(3):
        clock.advance(IDLE - 1)
        await sweeper.sweep()
    await agent.leave()
    await play.parts.accounts.resume(play.token)
    clock.advance(IDLE)
    await sweeper.sweep()
    with pytest.raises(TokenRefused):
        await play.parts.accounts.resume(play.token)


async def test_it_tidies_rarely(
    play: Play, sweeper: Sweeper, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidied = list[float]()

    async def note(now: float) -> None:
        tidied.append(now)

    monkeypatch.setattr(play.parts.keys, "forget_dead", note)
    for _ in range(int(TIDY_EVERY) + 1):
        await sweeper.sweep()
        clock.advance(1.0)
    assert len(tidied) == 2


async def test_it_goes_on_when_the_database_is_away(
    play: Play, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = list[None]()
    enough = asyncio.Event()

    async def fail() -> None:
        looks.append(None)
        if len(looks) == 3:
            enough.set()
        raise DatabaseUnavailable

    monkeypatch.setattr(module, "EVERY", 0.0)
    monkeypatch.setattr(play.parts.switchboard, "time_passed", fail)
    async with asyncio.TaskGroup() as tasks:
        sweeping = tasks.create_task(sweeper.run())
        await enough.wait()
        sweeping.cancel()
