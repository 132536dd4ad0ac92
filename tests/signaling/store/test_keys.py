import asyncio

import pytest

from protocol import session_key
from signaling.store.database import Database
from signaling.store.keys import TICKET_LIFETIME, KeyTable
from tests.fakes.signed_in import OTHER_SESSION, SESSION, with_session

NOW = 1000.0
KEY, OTHER_KEY, TICKET = b"k" * 32, b"o" * 32, b"t" * 32


async def _with_key(database: Database) -> KeyTable:
    await with_session(database)
    table = KeyTable(database)
    assert await table.add_key(KEY, SESSION, NOW)
    return table


@pytest.mark.promise("P14")
async def test_a_key_leads_to_its_session_once(database: Database) -> None:
    table = await _with_key(database)
    assert await table.is_live(KEY, NOW)
    assert await table.claim(KEY, NOW) == SESSION
    assert await table.claim(KEY, NOW) is None
    assert not await table.is_live(KEY, NOW)


@pytest.mark.promise("P14")
async def test_a_key_that_nobody_used_expires(database: Database) -> None:
    table = await _with_key(database)
    assert not await table.is_live(KEY, NOW + session_key.LIFETIME)
    assert await table.claim(KEY, NOW + session_key.LIFETIME) is None
    assert await table.claim(KEY, NOW + session_key.LIFETIME - 0.001) == SESSION


async def test_an_unknown_key_leads_nowhere(database: Database) -> None:
    table = await _with_key(database)
    assert await table.claim(OTHER_KEY, NOW) is None


@pytest.mark.promise("P14")
async def test_of_a_hundred_claims_at_once_one_wins(database: Database) -> None:
    table = await _with_key(database)
    async with asyncio.TaskGroup() as tasks:
        claims = [tasks.create_task(table.claim(KEY, NOW)) for _ in range(100)]
    assert sorted(str(claim.result()) for claim in claims) == sorted([SESSION, *["None"] * 99])


async def test_two_live_keys_are_never_the_same(database: Database) -> None:
    table = await _with_key(database)
    await with_session(database, OTHER_SESSION)
    assert not await table.add_key(KEY, OTHER_SESSION, NOW)
    assert await table.claim(KEY, NOW) == SESSION


async def test_the_digits_of_a_dead_key_may_be_drawn_again(database: Database) -> None:
    table = await _with_key(database)
    await with_session(database, OTHER_SESSION)
    await table.claim(KEY, NOW)
    assert await table.add_key(KEY, OTHER_SESSION, NOW + 1)
    assert await table.claim(KEY, NOW + 1) == OTHER_SESSION


async def test_a_ticket_takes_the_place_of_a_key_and_gives_the_customer_more_time(database: Database) -> None:
    table = await _with_key(database)
    await table.claim_for_ticket(KEY, TICKET, NOW + 500)
    assert not await table.is_live(KEY, NOW + 500)
    assert not await table.claim_for_ticket(KEY, b"u" * 32, NOW + 500)
    assert await table.ticket_session(TICKET, NOW + 500) == SESSION
    sessions = await with_session(database, OTHER_SESSION)
    assert await sessions.overdue(NOW + 601) == [OTHER_SESSION]


async def test_a_ticket_leads_to_its_session_once(database: Database) -> None:
    table = await _with_key(database)
    await table.claim_for_ticket(KEY, TICKET, NOW)
    assert await table.use_ticket(TICKET, NOW) == SESSION
    assert await table.use_ticket(TICKET, NOW) is None
    assert await table.ticket_session(TICKET, NOW) is None


@pytest.mark.promise("P14")
async def test_who_lost_the_ticket_types_the_key_once_and_the_ticket_is_gone(database: Database) -> None:
    table = await _with_key(database)
    await table.claim_for_ticket(KEY, TICKET, NOW)
    await table.forget_dead(NOW + 1)
    assert await table.claim(KEY, NOW + 1) == SESSION
    assert await table.claim(KEY, NOW + 1) is None
    assert await table.use_ticket(TICKET, NOW + 1) is None


@pytest.mark.promise("P14")
async def test_a_key_whose_ticket_was_used_is_dead_as_one_that_is_too_old(database: Database) -> None:
    table = await _with_key(database)
    await table.claim_for_ticket(KEY, TICKET, NOW)
    assert await table.claim(KEY, NOW + session_key.LIFETIME) is None
    assert await table.use_ticket(TICKET, NOW + 1) == SESSION
    assert await table.claim(KEY, NOW + 1) is None


@pytest.mark.promise("P14")
async def test_key_and_ticket_at_once_lead_one_of_them_in(database: Database) -> None:
    table = await _with_key(database)
    await table.claim_for_ticket(KEY, TICKET, NOW)
    async with asyncio.TaskGroup() as tasks:
        by_key = [tasks.create_task(table.claim(KEY, NOW)) for _ in range(10)]
        by_ticket = [tasks.create_task(table.use_ticket(TICKET, NOW)) for _ in range(10)]
    assert [task.result() for task in (*by_key, *by_ticket)].count(SESSION) == 1


async def test_the_digits_of_a_key_in_place_of_a_ticket_are_not_drawn_again(database: Database) -> None:
    table = await _with_key(database)
    await with_session(database, OTHER_SESSION)
    await table.claim_for_ticket(KEY, TICKET, NOW)
    assert not await table.add_key(KEY, OTHER_SESSION, NOW + 1)
    await table.use_ticket(TICKET, NOW + 2)
    assert await table.add_key(KEY, OTHER_SESSION, NOW + 3)


async def test_a_ticket_that_nobody_used_expires(database: Database) -> None:
    table = await _with_key(database)
    await table.claim_for_ticket(KEY, TICKET, NOW)
    assert await table.use_ticket(TICKET, NOW + TICKET_LIFETIME) is None


async def test_a_dead_key_gives_no_ticket(database: Database) -> None:
    table = await _with_key(database)
    await table.claim(KEY, NOW)
    assert not await table.claim_for_ticket(KEY, TICKET, NOW)
    assert await table.ticket_session(TICKET, NOW) is None


async def test_the_dead_are_forgotten_and_the_living_kept(database: Database) -> None:
    table = await _with_key(database)
    await table.add_key(OTHER_KEY, SESSION, NOW)
    await table.claim_for_ticket(OTHER_KEY, TICKET, NOW)
    await table.forget_dead(NOW)
    assert await table.is_live(KEY, NOW)
    assert await table.ticket_session(TICKET, NOW) == SESSION
    await table.forget_dead(NOW + 99_999)
    assert not await table.is_live(KEY, NOW)
