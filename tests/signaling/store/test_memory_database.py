"""The store's tests once more, against the database in memory with which everything above the store is tested."""

from collections.abc import AsyncIterator

import pytest

from signaling.store.database import Database
from tests.fakes.memory_database import MemoryDatabase
from tests.signaling.store.test_agents import *  # noqa: F403  # the same tests
from tests.signaling.store.test_database import (
    test_a_write_that_fails_in_the_middle_leaves_nothing_behind,  # noqa: F401  # the same test
    test_what_was_written_does_not_stand_in_the_text_of_a_failure,  # noqa: F401  # the same test
)
from tests.signaling.store.test_keys import *  # noqa: F403  # the same tests
from tests.signaling.store.test_sessions import *  # noqa: F403  # the same tests


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = MemoryDatabase()
    yield database
    await database.close()
