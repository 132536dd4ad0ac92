"""The database: opened, migrated, read and written. Whatever it fails of becomes `DatabaseUnavailable`."""

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from protocol.problems import DatabaseUnavailable
from signaling.problems import CannotStart
from signaling.store import tables
from signaling.store.sqlite import Sqlite

FREE_WITHIN = 5.0
"""Seconds to wait for a free connection to PostgreSQL."""
ASKED_AFTER = 1.0
"""Seconds after which a connection to PostgreSQL that nobody used is asked whether it is still there."""
_USED_AT = "used at"
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x66657264
"""PostgreSQL's advisory lock for migrations: any number that nobody else uses in this database."""


class Database:
    """One database, by its SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url)
            self._inside: Sqlite | _Server = Sqlite(self._url) if self.is_sqlite else _Server(self._url)
        except (ArgumentError, ImportError) as error:
            raise CannotStart("The setting `database` is not a usable SQLAlchemy URL.") from error

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    async def migrate(self) -> None:
        """Brings the tables up to date. A second process that starts at the same time waits.

        Raises `CannotStart`: what is wrong with the database is then the operator's to mend.
        """
        try:
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
            async with self._inside.reading() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of it or nothing, on disk when the block is left."""
        with _failures():
            async with self._inside.writing() as connection:
                yield connection

    async def check(self) -> None:
        """Raises `DatabaseUnavailable` unless our tables can be read."""
        async with self.reading() as connection:
            await connection.execute(select(tables.sessions.c.id).limit(1))

    async def close(self) -> None:
        await self._inside.close()


class _Server:
    """A PostgreSQL, through a few connections."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, pool_size=10, max_overflow=0, pool_timeout=FREE_WITHIN, hide_parameters=True
        )
        event.listen(self._engine.sync_engine, "checkout", self._taken)
        event.listen(self._engine.sync_engine, "checkin", _given_back)

    def _taken(self, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        """Asks a connection that has rested for a sign of life: three messages, as many as a whole claim takes.

        Raises `DisconnectionError`, upon which the pool connects anew.
        """
        if time.monotonic() - record.info.get(_USED_AT, time.monotonic()) < ASKED_AFTER:
            return
        dialect = self._engine.dialect
        try:
            dialect.do_ping(connection)
        except (dialect.loaded_dbapi.Error, OSError) as error:
            raise DisconnectionError from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        await self._engine.dispose()


def _given_back(_: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = time.monotonic()


class _failures:  # noqa: N801  # reads as a statement: with _failures()
    """Turns what a driver raises into `DatabaseUnavailable`. A broken constraint stays: it is an answer."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, IntegrityError):
            return
        # sqlite3's: of our own BEGIN and COMMIT. OSError and TimeoutError: asyncpg's connecting is not wrapped.
        if isinstance(error, DBAPIError | sqlite3.Error | PoolTimeout | OSError | TimeoutError):
            raise DatabaseUnavailable from error


def _upgrade(connection: Connection) -> None:
    if _version(connection) == _newest():
        return
    # Only where there is something to do: it takes 12 MB and a third of a second.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    """Of the tables that are there."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _newest() -> str:
    """Of the tables that this program knows: each migration's file begins with `v` and its number."""
    return max(file.stem[1:5] for file in (_MIGRATIONS / "versions").glob("v[0-9]*.py"))
