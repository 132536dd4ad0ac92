"""The store's tests once more, against a real PostgreSQL; and what happens when that one dies."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from protocol.problems import DatabaseUnavailable
from signaling.store.database import Database
from tests.fakes import postgresql
from tests.signaling.store.test_agents import *  # noqa: F403  # the same tests
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
