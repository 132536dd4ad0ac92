import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from protocol.problems import DatabaseUnavailable
from signaling.problems import CannotStart
from signaling.store import sqlite as module
from signaling.store.database import Database


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


async def _reason_not_to_start(url: str) -> str:
    with pytest.raises(CannotStart) as refusal:  # noqa: PT012  # either step may find out
        database = Database(url)
        try:
            await database.migrate()
        finally:
            await database.close()
    return str(refusal.value)


async def test_two_servers_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    databases = [Database(_url(tmp_path / "x.sqlite")) for _ in range(2)]
    async with asyncio.TaskGroup() as tasks:
        for database in databases:
            tasks.create_task(database.migrate())
    for database in databases:
        await database.check()
        await database.close()


async def test_a_write_that_fails_in_the_middle_leaves_nothing_behind(database: Database) -> None:
    row = "INSERT INTO agents (name, display_name, password_hash, made_at) VALUES ('a', 'b', 'c', 1)"
    with pytest.raises(LookupError):  # noqa: PT012  # the failure comes in the middle of the block
        async with database.writing() as connection:
            await connection.execute(text(row))
            raise LookupError
    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM agents")) == 0


async def test_a_database_without_our_tables_is_unavailable(tmp_path: Path) -> None:
    database = Database(_url(tmp_path / "empty.sqlite"))
    with pytest.raises(DatabaseUnavailable):
        await database.check()
    await database.close()


async def test_a_database_that_another_program_has_locked_is_unavailable(
    database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    database = Database(_url(database_file))
    other = sqlite3.connect(database_file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseUnavailable):
        async with database.writing():
            pass
    assert "is locked. Is another program using it?" in await _reason_not_to_start(_url(database_file))
    other.close()
    async with database.writing():
        pass
    await database.close()


async def test_a_damaged_file_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"not a database" * 500)
    assert "is damaged. Restore it from a backup." in await _reason_not_to_start(_url(tmp_path / "x.sqlite"))


async def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "Check that its folder exists" in await _reason_not_to_start(_url(tmp_path / "no" / "x.sqlite"))


@pytest.mark.parametrize("url", ["nonsense", "nosuchdatabase://x/y"])
async def test_a_url_that_is_none_is_told(url: str) -> None:
    assert "`database` is not a usable SQLAlchemy URL" in await _reason_not_to_start(url)


async def test_a_postgresql_that_is_not_there_is_told() -> None:
    reason = await _reason_not_to_start("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    assert reason.startswith("The database cannot be used (ConnectionRefusedError).")


async def test_what_was_written_does_not_stand_in_the_text_of_a_failure(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable) as failure:
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "canary"})
    assert "canary" not in repr(failure.value.__cause__)
