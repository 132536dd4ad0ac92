"""The store's tests once more, against a real PostgreSQL; and what happens when that one dies."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from protocol.problems import DatabaseUnavailable
from signaling.store import database as databases
from signaling.store.database import Database
from signaling.store.keys import KeyTable
from tests.fakes import postgresql
from tests.fakes.signed_in import SESSION, with_session
from tests.signaling.store.test_agents import *  # noqa: F403  # the same tests
from tests.signaling.store.test_factors import *  # noqa: F403  # the same tests
from tests.signaling.store.test_keys import *  # noqa: F403  # the same tests
from tests.signaling.store.test_migrations import *  # noqa: F403  # the same tests
from tests.signaling.store.test_security_keys import *  # noqa: F403  # the same tests
from tests.signaling.store.test_sessions import *  # noqa: F403  # the same tests

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgresql.Cluster]:
    with postgresql.running() as cluster:
        yield cluster


@pytest.fixture
async def database(cluster: postgresql.Cluster) -> AsyncIterator[Database]:
    database = Database(cluster.url)
    async with database.writing() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await database.migrate()
    yield database
    await database.close()


async def test_a_postgresql_that_dies_is_unavailable_and_one_that_is_back_has_kept_everything(
    cluster: postgresql.Cluster, database: Database
) -> None:
    await database.check()
    cluster.kill()
    with pytest.raises(DatabaseUnavailable):
        await database.check()
    cluster.start()
    await database.check()


async def test_after_a_rest_nobody_notices_that_postgresql_was_started_anew(
    cluster: postgresql.Cluster, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "ASKED_AFTER", 0.0)
    await database.check()
    cluster.kill()
    cluster.start()
    await database.check()


async def test_a_hundred_who_claim_a_key_at_the_table_itself_have_one_winner(database: Database) -> None:
    await with_session(database, now=1000.0)
    table = KeyTable(database)
    for number in range(5):
        digest = bytes([number]) * 32
        assert await table.add_key(digest, SESSION, 1000.0)
        claims = await asyncio.gather(*(table.claim(digest, 1001.0) for _ in range(100)))
        assert claims.count(SESSION) == 1
        assert claims.count(None) == 99
