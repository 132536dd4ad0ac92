from dataclasses import replace

import pytest

from protocol.problems import DatabaseUnavailable
from signaling.notices import TextInForce
from signaling.store.database import Database
from signaling.store.enrolments import Enrolment, EnrolmentTable, is_lapsed
from signaling.store.sessions import SessionTable
from tests.fakes.signed_in import OTHER_SESSION, SESSION, signed_in

NOW = 1000.0
CUSTOMER = b"c" * 32


async def nothing() -> None:
    """What need not be noted elsewhere."""


YES = Enrolment(CUSTOMER, True, "2026-11", "0" * 64, "de", "agent", None, NOW)


async def test_the_newest_of_a_customer_counts_and_all_stay(database: Database) -> None:
    table = EnrolmentTable(database)
    assert await table.newest(CUSTOMER) is None
    for change in (YES, replace(YES, granted=False), replace(YES, at=NOW + 1)):
        await table.add(change, nothing)
        assert await table.newest(CUSTOMER) == change
    assert await table.newest(b"d" * 32) is None


async def test_a_session_lapses_with_its_customers_enrolment_and_one_of_nobody_never(database: Database) -> None:
    table, sessions = EnrolmentTable(database), SessionTable(database)
    sign_in = await signed_in(database)
    await sessions.add(SESSION, sign_in, NOW, NOW + 600, CUSTOMER)
    await sessions.add(OTHER_SESSION, sign_in, NOW, NOW + 600)
    assert await table.lapsed() == [SESSION], "who was never enrolled is not"
    await table.add(YES, nothing)
    assert await table.lapsed() == []
    await table.add(replace(YES, granted=False), nothing)
    assert await table.lapsed() == [SESSION]
    async with database.reading() as connection:
        assert await is_lapsed(connection, SESSION, None)
        assert not await is_lapsed(connection, OTHER_SESSION, None)


@pytest.mark.promise("P21")
async def test_at_the_claim_it_has_to_be_the_text_in_force_that_was_agreed_to(database: Database) -> None:
    table, sessions = EnrolmentTable(database), SessionTable(database)
    await sessions.add(SESSION, await signed_in(database), NOW, NOW + 600, CUSTOMER)
    await table.add(YES, nothing)
    async with database.reading() as connection:
        assert not await is_lapsed(connection, SESSION, TextInForce("2026-11", frozenset()))
        assert await is_lapsed(connection, SESSION, TextInForce("2027-01", frozenset({"1" * 64})))
        same_words = TextInForce("2027-01", frozenset({"1" * 64, YES.text_sha256}))
        assert not await is_lapsed(connection, SESSION, same_words), "another notice of that version was changed"
    assert await table.lapsed() == [], "what runs already goes on"


async def test_what_cannot_be_noted_elsewhere_is_not_kept_and_leaves_the_link_good(database: Database) -> None:
    table = EnrolmentTable(database)
    await table.add_link(b"l" * 32, CUSTOMER, NOW)

    async def fail() -> None:
        raise DatabaseUnavailable

    with pytest.raises(DatabaseUnavailable):
        await table.use_link(b"l" * 32, NOW - 1, YES, fail)
    with pytest.raises(DatabaseUnavailable):
        await table.add(YES, fail)
    assert await table.newest(CUSTOMER) is None
    assert await table.of_link(b"l" * 32, NOW - 1) == CUSTOMER


def test_a_row_s_mark_tells_every_change_of_it_and_nobody_s_name() -> None:
    marks = {
        replace(YES, **change).mark for change in ({}, {"granted": False}, {"customer": b"d" * 32}, {"at": NOW + 1})
    }
    assert len(marks) == 4
    assert replace(YES).mark == YES.mark


async def test_a_link_is_used_once_and_only_for_its_own_customer(database: Database) -> None:
    table = EnrolmentTable(database)
    await table.add_link(b"l" * 32, CUSTOMER, NOW)
    assert await table.of_link(b"l" * 32, NOW - 1) == CUSTOMER
    assert await table.of_link(b"l" * 32, NOW) is None
    assert not await table.use_link(b"l" * 32, NOW - 1, replace(YES, customer=b"d" * 32), nothing)
    assert await table.use_link(b"l" * 32, NOW - 1, YES, nothing)
    assert not await table.use_link(b"l" * 32, NOW - 1, YES, nothing)
    await table.forget_links(NOW)
    assert await table.of_link(b"l" * 32, NOW - 1) is None
