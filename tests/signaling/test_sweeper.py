import asyncio

import pytest
from sqlalchemy import func, select

from logs import Dialogue
from protocol import link
from protocol.problems import DatabaseUnavailable, SessionUnknown, TokenRefused
from protocol.session import EndReason
from signaling import sweeper as module
from signaling.key_desk import WRONG_KEYS
from signaling.sign_ins import IDLE
from signaling.store.database import Database
from signaling.store.tables import sessions
from signaling.sweeper import TIDY_EVERY, Sweeper
from tests.fakes.clock import FakeClock
from tests.fakes.signaling_parts import NAME, REQUEST, Play, parts


@pytest.fixture
def sweeper(play: Play, clock: FakeClock) -> Sweeper:
    return _sweeper(play, clock)


def _sweeper(play: Play, clock: FakeClock) -> Sweeper:
    parts = play.parts
    return Sweeper(
        switchboard=parts.switchboard,
        sign_ins=parts.sign_ins,
        keys=parts.keys,
        sessions=parts.sessions,
        security_keys=parts.security_keys,
        enrolments=parts.enrolments,
        scribe=parts.scribe,
        alarms=parts.guesses,
        clock=clock,
        log=Dialogue("test"),
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
    await play.parts.sign_ins.resume(play.token)
    clock.advance(IDLE)
    await sweeper.sweep()
    with pytest.raises(TokenRefused):
        await play.parts.sign_ins.resume(play.token)


@pytest.mark.parametrize("change", ["disable", "reset_second_factor"])
async def test_whose_account_is_changed_is_shut_out_at_the_next_look(play: Play, sweeper: Sweeper, change: str) -> None:
    agent, customer = await play.allowed()
    await sweeper.sweep()
    assert not agent.line.hung_up
    await getattr(play.parts.accounts, change)(NAME)
    await sweeper.sweep()
    assert agent.line.last(link.Refused).problem == TokenRefused.code
    assert agent.line.hung_up
    for person in (agent, customer):
        assert person.line.last(link.SessionChanged).reason is EndReason.LOCKED_OUT
    with pytest.raises(TokenRefused):
        await agent.say(REQUEST)
    with pytest.raises(TokenRefused):
        await play.new_agent().say(link.Resume(play.token))


async def test_a_disabled_account_is_shut_out_also_of_sessions_from_before_a_restart(
    play: Play, database: Database, clock: FakeClock
) -> None:
    await play.allowed()
    again = Play(await parts(database, clock))
    await again.parts.accounts.disable(NAME)
    await _sweeper(again, clock).sweep()
    again.close()
    with pytest.raises(SessionUnknown):
        again.parts.switchboard.agent_of(play.session)


async def test_it_ends_an_alarm_when_half_of_the_budget_is_there_again(
    play: Play, sweeper: Sweeper, clock: FakeClock
) -> None:
    wrong_keys, _ = play.parts.guesses
    for _ in range(int(WRONG_KEYS.capacity)):
        wrong_keys.begin(paid=False)
    await sweeper.sweep()
    assert wrong_keys.alarm
    clock.advance(WRONG_KEYS.period / 2)
    await sweeper.sweep()
    assert not wrong_keys.alarm


async def test_what_is_kept_of_a_session_goes_when_its_recording_does(
    play: Play, sweeper: Sweeper, clock: FakeClock, database: Database
) -> None:
    async def kept() -> int | None:
        async with database.reading() as connection:
            found: int | None = await connection.scalar(select(func.count()).select_from(sessions))
        return found

    agent, _ = await play.allowed()
    await agent.say(link.EndSession(play.session, EndReason.AGENT))
    clock.advance(90 * 86400.0 - 1)
    await sweeper.sweep()
    assert await kept() == 1
    clock.advance(TIDY_EVERY)
    await sweeper.sweep()
    assert await kept() == 0


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
