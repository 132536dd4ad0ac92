from dataclasses import replace

import pytest
from sqlalchemy import select

from protocol.gate import Hold
from protocol.grants import Level
from protocol.session import EndReason, State
from signaling.meeting import AccessAllowed, Consented, Meeting
from signaling.store.database import Database
from signaling.store.keys import KeyTable
from signaling.store.tables import consents, sessions
from tests.fakes.descriptions import FINGERPRINT
from tests.fakes.signed_in import OTHER_SESSION, SESSION, with_session

NOW = 1000.0
CUSTOMER = b"c" * 32
CONSENT = Consented("2026-11", "00" * 32, "de")
RUNNING = Meeting(SESSION, State.RUNNING, recorder=FINGERPRINT)


async def test_a_session_is_read_back_as_it_was_kept(database: Database) -> None:
    table = await with_session(database)
    paused = replace(RUNNING, state=State.PAUSED, hold=Hold.NOT_RECORDED)
    await table.save(paused, NOW)
    (kept,) = await table.live()
    assert kept.meeting == paused
    assert kept.agent == "Agent-Abab"


async def test_an_ended_session_is_not_live_and_its_reason_is_kept(database: Database) -> None:
    table = await with_session(database)
    ended = replace(RUNNING, state=State.ENDED, reason=EndReason.CUSTOMER)
    await table.save(ended, NOW + 5)
    assert await table.live() == []
    (kept,) = await table.ended_of_recorder(FINGERPRINT, NOW)
    assert kept.meeting == ended
    assert await table.ended_of_agent(kept.sign_in, NOW) == [kept]
    assert await table.ended_of_agent(kept.sign_in, NOW + 5) == []


@pytest.mark.promise("P18")
async def test_a_session_that_was_allowed_and_had_no_recorder_is_every_recorders_to_note(database: Database) -> None:
    table = await with_session(database)
    await with_session(database, OTHER_SESSION)
    await table.save(Meeting(SESSION, State.CONSENTED), NOW, CONSENT)
    await table.save(Meeting(SESSION, State.ALLOWED), NOW, AccessAllowed(Level.FULL, None))
    for session in (SESSION, OTHER_SESSION):
        await table.save(Meeting(session, State.ENDED, reason=EndReason.CUSTOMER), NOW + 5)
    (kept,) = await table.ended_of_recorder(FINGERPRINT, NOW)
    assert kept.meeting.session == SESSION
    assert await table.ended_of_recorder(FINGERPRINT, NOW + 5) == []


async def test_keys_and_tickets_end_with_the_session(database: Database) -> None:
    table, keys = await with_session(database), KeyTable(database)
    await keys.add_key(b"k" * 32, SESSION, NOW)
    await table.save(Meeting(SESSION, State.ENDED, reason=EndReason.AGENT), NOW)
    assert not await keys.is_live(b"k" * 32, NOW)


async def test_the_customer_finds_the_session_with_its_own_token_only(database: Database) -> None:
    table = await with_session(database)
    await with_session(database, OTHER_SESSION)
    await table.save(Meeting(SESSION, State.CLAIMED), NOW, customer=CUSTOMER)
    kept = await table.of_customer(SESSION, CUSTOMER)
    assert kept is not None
    assert kept.meeting.state is State.CLAIMED
    assert await table.of_customer(OTHER_SESSION, CUSTOMER) is None
    assert await table.of_customer(SESSION, b"x" * 32) is None


@pytest.mark.promise("P07")
@pytest.mark.promise("P21")
async def test_a_consent_keeps_version_hash_language_level_and_both_times(database: Database) -> None:
    table = await with_session(database)
    await table.save(Meeting(SESSION, State.CONSENTED), NOW + 1, CONSENT)
    await table.save(Meeting(SESSION, State.ALLOWED), NOW + 2, AccessAllowed(Level.VIEW, None))
    async with database.reading() as connection:
        rows = (await connection.execute(select(consents))).all()
    assert [tuple(row) for row in rows] == [(SESSION, "2026-11", "00" * 32, "de", NOW + 1, "view", NOW + 2)]


async def test_sessions_to_which_nobody_came_in_time_are_overdue(database: Database) -> None:
    table = await with_session(database)
    assert await table.overdue(NOW + 599) == []
    assert await table.overdue(NOW + 600) == [SESSION]
    await table.save(Meeting(SESSION, State.CLAIMED), NOW)
    assert await table.overdue(NOW + 600) == []


async def test_what_ended_long_ago_is_forgotten_with_its_consent_and_nothing_else(database: Database) -> None:
    table, keys = await with_session(database), KeyTable(database)
    await with_session(database, OTHER_SESSION)
    for session, ended in ((SESSION, NOW), (OTHER_SESSION, NOW + 1)):
        await table.save(Meeting(session, State.CONSENTED), NOW, CONSENT)
        await table.save(Meeting(session, State.ENDED, reason=EndReason.AGENT), ended)
    third = "ef" * 16
    await with_session(database, third)
    await keys.add_key(b"k" * 32, third, NOW)
    await table.forget(NOW)
    async with database.reading() as connection:
        left = set(await connection.scalars(select(sessions.c.id)))
        consented = list(await connection.scalars(select(consents.c.session_id)))
    assert left == {OTHER_SESSION, third}
    assert consented == [OTHER_SESSION]
