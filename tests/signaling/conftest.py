import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.signaling_parts import Play, parts


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with our tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("fresh") / "fresh.sqlite"

    async def make() -> None:
        database = Database(f"sqlite:///{path}")
        await database.migrate()
        await database.close()

    asyncio.run(make())
    return path


@pytest.fixture
def database_file(fresh_sqlite: Path, tmp_path: Path) -> Path:
    """Where the test's own database lies."""
    return Path(shutil.copy(fresh_sqlite, tmp_path / "ferndiagnose.sqlite"))


@pytest.fixture
async def database_on_disk(database_file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{database_file}")
    yield database
    await database.close()


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    """For whatever is not about the database itself."""
    database = MemoryDatabase()
    yield database
    await database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def play(database: Database, clock: FakeClock) -> AsyncIterator[Play]:
    play = Play(await parts(database, clock))
    yield play
    play.close()
