"""The database: opened, migrated, read and written. Whatever it fails of becomes `DatabaseUnavailable`."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from protocol.problems import DatabaseUnavailable
from signaling.problems import CannotStart
from signaling.store import tables

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process that has locked the SQLite file, or for a free connection to PostgreSQL."""
_MIGRATION_LOCK = 0x66657264
"""PostgreSQL's advisory lock for migrations: any number that nobody else uses in this database."""


class Database:
    """One database, by its SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url)
            self._engine = _engine(url, self.is_sqlite)
        except (ArgumentError, ImportError) as error:
            raise CannotStart("The setting `database` is not a usable SQLAlchemy URL.") from error
        # SQLite has one writer at a time; waiting for it here is fair and quick, while its own waiting polls.
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    async def migrate(self) -> None:
        """Brings the tables up to date. A second process that starts at the same time waits.

        Raises `CannotStart`: what is wrong with the database is then the operator's to mend.
        """
        try:
            if self.is_sqlite:
                await asyncio.to_thread(_try_to_open, self._url.database or "")
            async with self.writing() as connection:
                if not self.is_sqlite:  # SQLite's write transaction is the lock
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                await connection.run_sync(_upgrade)
        except DatabaseUnavailable as unavailable:
            raise CannotStart(self._advice(unavailable.__cause__)) from unavailable

    def _advice(self, cause: BaseException | None) -> str:
        kind = type(getattr(cause, "orig", cause)).__name__
        if not self.is_sqlite:
            return f"The database cannot be used ({kind}). Check that it runs and that `database` names it rightly."
        said = str(getattr(cause, "orig", cause))
        if "locked" in said:
            return f"The database {self._url.database} is locked. Is another program using it? Stop that one first."
        if "not a database" in said or "malformed" in said:
            return f"The database {self._url.database} is damaged. Restore it from a backup."
        return f"The database {self._url.database} cannot be opened ({kind}). Check that its folder exists and is ours."

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with."""
        with _failures():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of it or nothing, on disk when the block is left."""
        async with self._writer or nullcontext():
            with _failures():
                async with self._engine.connect() as connection:
                    await connection.execution_options(ferndiagnose_writes=True)
                    async with connection.begin():
                        yield connection

    async def check(self) -> None:
        """Raises `DatabaseUnavailable` unless our tables can be read."""
        async with self.reading() as connection:
            await connection.execute(select(tables.sessions.c.id).limit(1))

    async def close(self) -> None:
        await self._engine.dispose()


class _failures:  # noqa: N801  # reads as a statement: with _failures()
    """Turns what a driver raises into `DatabaseUnavailable`. A broken constraint stays: it is an answer."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, IntegrityError):
            return
        # OSError and TimeoutError: asyncpg's connecting is not wrapped by SQLAlchemy.
        if isinstance(error, DBAPIError | PoolTimeout | OSError | TimeoutError):
            raise DatabaseUnavailable from error


def _engine(url: str, is_sqlite: bool) -> AsyncEngine:
    if not is_sqlite:
        return create_async_engine(
            url, pool_size=10, max_overflow=0, pool_timeout=BUSY_TIMEOUT, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_async_engine(url, connect_args={"timeout": BUSY_TIMEOUT}, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _try_to_open(path: str) -> None:
    """Raises `DatabaseUnavailable` when SQLite cannot open the file.

    WORKAROUND: aiosqlite 0.22.1 leaves a thread behind when it cannot, and it speaks to a loop that may be closed
    (`Connection._connect` calls `stop` and does not await it). To be removed once it does.
    """
    try:
        sqlite3.connect(path).close()
    except sqlite3.Error as error:
        raise DatabaseUnavailable from error


def _prepare_sqlite(connection: Any, _: object) -> None:  # Any: SQLAlchemy's adapter round aiosqlite
    """Our own BEGIN, durable write-ahead log, foreign keys.

    https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    """
    connection.isolation_level = None
    with ExitStack() as unless_prepared:
        unless_prepared.callback(connection.close)  # nobody else does, and its thread would wait for ever
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # a consent that was acknowledged survives a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
        unless_prepared.pop_all()


def _begin_sqlite(connection: Connection) -> None:
    # Each read is one statement, which needs no transaction. A write takes the lock at once: a transaction that reads
    # first and then wants to write may be refused without waiting.
    if connection.get_execution_options().get("ferndiagnose_writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
