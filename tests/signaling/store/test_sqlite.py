import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from signaling.store import sqlite
from signaling.store.sqlite import Sqlite
from tests.fakes.waiting import WITHIN

ADD = text("INSERT INTO things VALUES (:name)")
ALL = text("SELECT name FROM things ORDER BY name")


class Kept:
    """A file of things, and the ends of its transactions."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.commits = 0
        self.before_commit: Callable[[], None] = lambda: None
        really = sqlite._try_to_commit

        def counted(raw: sqlite3.Connection) -> sqlite3.Error | None:
            self.commits += 1
            self.before_commit()
            return really(raw)

        monkeypatch.setattr(sqlite, "_try_to_commit", counted)
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY)")
        connection.close()
        self.sqlite = Sqlite(make_url(f"sqlite:///{path}"))

    async def adds(self, name: str) -> None:
        async with self.sqlite.writing() as connection:
            await asyncio.sleep(0)
            await connection.execute(ADD, {"name": name})

    async def has(self) -> list[str]:
        async with self.sqlite.reading() as connection:
            return list(await connection.scalars(ALL))


@pytest.fixture
async def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kept]:
    kept = Kept(tmp_path / "things.sqlite", monkeypatch)
    assert await kept.has() == []
    yield kept
    await kept.sqlite.close()


async def test_what_was_written_is_there_for_everybody_when_the_block_is_left(kept: Kept) -> None:
    await kept.adds("a")
    assert await kept.has() == ["a"]
    other = sqlite3.connect(kept.path)
    assert other.execute("SELECT count(*) FROM things").fetchone() == (1,)
    other.close()


async def test_those_who_write_at_once_wait_for_the_disk_together(kept: Kept) -> None:
    names = [str(number) for number in range(10)]
    async with asyncio.timeout(WITHIN):
        await asyncio.gather(*(kept.adds(name) for name in names))
    assert await kept.has() == names
    assert kept.commits <= 2


async def test_of_those_who_write_at_once_each_fails_for_itself(kept: Kept) -> None:
    written = await asyncio.gather(*(kept.adds(name) for name in ("a", "b", "a", "c")), return_exceptions=True)
    assert [isinstance(one, Exception) for one in written] == [False, False, True, False]
    assert await kept.has() == ["a", "b", "c"]


async def test_a_block_that_is_cancelled_leaves_nothing_and_those_beside_it_are_written(kept: Kept) -> None:
    async def never_ends() -> None:
        async with kept.sqlite.writing() as connection:
            await connection.execute(ADD, {"name": "never"})
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        before = tasks.create_task(kept.adds("before"))
        never = tasks.create_task(never_ends())
        after = tasks.create_task(kept.adds("after"))
        for _ in range(20):
            await asyncio.sleep(0)
        never.cancel()
    assert before.done()
    assert after.done()
    assert await kept.has() == ["after", "before"]


async def test_who_is_cancelled_while_the_file_is_opened_leaves_it_open_for_the_next(kept: Kept) -> None:
    fresh = Sqlite(make_url(f"sqlite:///{kept.path}"))
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(fresh._connections())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
    async with fresh.reading() as connection:
        assert list(await connection.scalars(ALL)) == []
    await fresh.close()


@pytest.mark.parametrize("turns", range(12))
async def test_whenever_those_who_write_are_cancelled_nothing_stays_open(kept: Kept, turns: int) -> None:
    async with asyncio.TaskGroup() as tasks:
        writing = [tasks.create_task(kept.adds(str(number))) for number in range(3)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for one in writing:
            one.cancel()
    other = sqlite3.connect(kept.path, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    other.close()
    await kept.adds("later")
    assert "later" in await kept.has()


async def test_when_the_disk_takes_nothing_everybody_is_told_and_nothing_is_kept(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: sqlite3.Connection) -> sqlite3.Error:
        raw.execute("ROLLBACK")
        return sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as failing:
        failing.setattr(sqlite, "_try_to_commit", fail)
        written = await asyncio.gather(kept.adds("a"), kept.adds("b"), return_exceptions=True)
    assert [type(one) for one in written] == [sqlite3.OperationalError] * 2
    assert await kept.has() == []
    await kept.adds("a")
    assert await kept.has() == ["a"]


async def test_what_sqlite_takes_back_by_itself_is_told_to_those_who_wrote_before(kept: Kept) -> None:
    async def takes_all_back() -> None:
        async with kept.sqlite.writing() as connection:
            await connection.execute(text("ROLLBACK"))  # as SQLite itself does on a full disk
            raise sqlite3.OperationalError("database or disk is full")

    written = await asyncio.gather(kept.adds("a"), takes_all_back(), kept.adds("b"), return_exceptions=True)
    assert [isinstance(one, Exception) for one in written] == [True, True, False]
    assert await kept.has() == ["b"]


async def test_another_programs_lock_is_waited_for_and_holds_nobody_else_up(kept: Kept) -> None:
    other = sqlite3.connect(kept.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(kept.adds("a"))
        for _ in range(100):
            await asyncio.sleep(0)
            assert not writing.done()
        assert await kept.has() == []
        other.execute("COMMIT")
    other.close()
    assert await kept.has() == ["a"]


async def test_while_the_disk_is_waited_for_others_read(kept: Kept) -> None:
    loop, reached, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def wait() -> None:
        loop.call_soon_threadsafe(reached.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(WITHIN)

    kept.before_commit = wait
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        tasks.create_task(kept.adds("a"))
        await reached.wait()
        assert await kept.has() == []
        go_on.set()
    assert await kept.has() == ["a"]
