from dataclasses import replace

from signaling.store.database import Database
from signaling.store.enrolments import Enrolment, EnrolmentTable, is_lapsed
from signaling.store.sessions import SessionTable
from tests.fakes.signed_in import OTHER_SESSION, SESSION, signed_in

NOW = 1000.0
CUSTOMER = b"c" * 32
YES = Enrolment(CUSTOMER, True, "2026-11", "0" * 64, "de", "agent", None, NOW)


async def test_the_newest_of_a_customer_counts_and_all_stay(database: Database) -> None:
    table = EnrolmentTable(database)
    assert await table.newest(CUSTOMER) is None
    for change in (YES, replace(YES, granted=False), replace(YES, at=NOW + 1)):
        await table.add(change)
        assert await table.newest(CUSTOMER) == change
    assert await table.newest(b"d" * 32) is None


async def test_a_session_lapses_with_its_customers_enrolment_and_one_of_nobody_never(database: Database) -> None:
    table, sessions = EnrolmentTable(database), SessionTable(database)
    sign_in = await signed_in(database)
    await sessions.add(SESSION, sign_in, NOW, NOW + 600, CUSTOMER)
    await sessions.add(OTHER_SESSION, sign_in, NOW, NOW + 600)
    assert await table.lapsed() == [SESSION], "who was never enrolled is not"
    await table.add(YES)
    assert await table.lapsed() == []
    await table.add(replace(YES, granted=False))
    assert await table.lapsed() == [SESSION]
    async with database.reading() as connection:
        assert await is_lapsed(connection, SESSION)
        assert not await is_lapsed(connection, OTHER_SESSION)


async def test_a_link_is_used_once_and_only_for_its_own_customer(database: Database) -> None:
    table = EnrolmentTable(database)
    await table.add_link(b"l" * 32, CUSTOMER, NOW)
    assert await table.of_link(b"l" * 32, NOW - 1) == CUSTOMER
    assert await table.of_link(b"l" * 32, NOW) is None
    assert not await table.use_link(b"l" * 32, NOW - 1, replace(YES, customer=b"d" * 32))
    assert await table.use_link(b"l" * 32, NOW - 1, YES)
    assert not await table.use_link(b"l" * 32, NOW - 1, YES)
    await table.forget_links(NOW)
    assert await table.of_link(b"l" * 32, NOW - 1) is None
