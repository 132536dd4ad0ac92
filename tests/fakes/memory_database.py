"""A database in memory, asked on the spot: the same tables, rules and statements as SQLite's, without disk and thread.

A test of what stands above the store asks its database a hundred times; through a thread and to the disk that is most
of the test. The store's own tests run against this one, SQLite on disk and PostgreSQL.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from signaling.store import database as module
from signaling.store import sqlite
from signaling.store.database import Database
from signaling.store.tables import metadata


@cache
def _engine() -> Engine:
    """One for all tests, so that each statement is compiled once."""
    engine = create_engine("sqlite://", poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", sqlite.prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("ferndiagnose_writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@cache
def _empty() -> sqlite3.Connection:
    """Our tables, made once and copied for each test. That the migrations make the same ones is another test."""
    with _engine().connect() as connection:
        metadata.create_all(connection)
        empty = sqlite3.connect(":memory:")
        _sqlite(connection).backup(empty)
    return empty


def _sqlite(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


class _OnTheSpot:
    """What our statements use of an `AsyncConnection`. Others have their turn before each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        await asyncio.sleep(0)
        return self._connection.execute(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(self, statement: Executable) -> Any:
        return (await self.execute(statement)).scalars()


class MemoryDatabase(Database):
    """Empty, with our tables."""

    def __init__(self, _url: str = "") -> None:
        empty = _empty()
        self._connection = _engine().connect()
        empty.backup(_sqlite(self._connection))
        self._turn = asyncio.Lock()

    async def migrate(self) -> None:
        """Nothing is left to do."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn:
            with module._failures():
                try:
                    yield self._asked(writes=False)
                finally:
                    self._connection.rollback()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn:
            with module._failures():
                asked = self._asked(writes=True)
                with self._connection.begin():
                    yield asked

    def _asked(self, *, writes: bool) -> AsyncConnection:
        self._connection.execution_options(ferndiagnose_writes=writes)
        return cast("AsyncConnection", _OnTheSpot(self._connection))

    async def close(self) -> None:
        self._connection.close()
