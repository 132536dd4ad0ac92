"""SQLite, asked on the spot: statements run in the event loop, and only what waits for the disk has a thread.

A statement takes some ten microseconds. Handing it to a thread and back takes ten times as long, and on a busy machine
a hundred times. Those who write at once share one transaction, each within a savepoint of its own: one sync of the disk
for all of them. Whoever wrote is told when it is on the disk.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process that has locked the file."""
_LOOK_AGAIN_AFTER = 0.005

Answer = TypeVar("Answer")


class OnTheSpot:
    """An `AsyncConnection`, as far as our statements use one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        return await _patiently(lambda: self._connection.execute(statement, parameters))

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(self, statement: Executable) -> Any:
        return (await self.execute(statement)).scalars()

    async def run_sync(self, change: Callable[[Connection], Answer]) -> Answer:
        return change(self._connection)


class Sqlite:
    """One file, with a connection to read and one to write, both opened by the first who needs one."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="sqlite"),
            poolclass=NullPool,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT},
            hide_parameters=True,
        )
        event.listen(self._engine, "connect", prepare)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._opening = asyncio.Lock()
        self._opened: list[Connection] = []
        self._turn = asyncio.Lock()
        self._wrote: list[asyncio.Future[sqlite3.Error | None]] = []
        """Those who wrote in the transaction that is open: to be told that it is on the disk, or why not."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with."""
        reader, _ = await self._connections()
        yield cast("AsyncConnection", OnTheSpot(reader))

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """All of it or nothing, on disk when the block is left."""
        _, writer = await self._connections()
        raw = _raw(writer)
        told: asyncio.Future[sqlite3.Error | None] = asyncio.get_running_loop().create_future()
        try:
            async with self._turn:
                if not raw.in_transaction:
                    await _patiently(lambda: raw.execute("BEGIN IMMEDIATE"))
                with self._savepoint(raw):
                    yield cast("AsyncConnection", OnTheSpot(writer))
                self._wrote.append(told)
        finally:
            # Behind whoever waits by now, so that they can write in the same transaction.
            await self._commit(raw)
        if error := await told:
            raise error

    async def close(self) -> None:
        """When whoever writes has done so."""
        async with self._turn:
            for connection in self._opened:
                connection.close()
            self._disk.shutdown(wait=False)

    async def _connections(self) -> list[Connection]:
        async with self._opening:
            if not self._opened:
                await _to_its_end(asyncio.get_running_loop().run_in_executor(self._disk, self._open))
        return self._opened

    def _open(self) -> None:
        connections: list[Connection] = []
        try:
            for _ in range(2):
                connections.append(connection := _connected(self._engine))
                connection.begin()  # as SQLAlchemy sees it, for ever: what really begins and ends is ours to say
                _raw(connection).execute("PRAGMA busy_timeout = 0")  # it would hold the event loop up: see `_patiently`
        except BaseException:
            for connection in connections:
                connection.close()
            raise
        self._opened = connections

    @contextmanager
    def _savepoint(self, raw: sqlite3.Connection) -> Iterator[None]:
        raw.execute("SAVEPOINT one")
        try:
            yield
        except BaseException as error:
            if raw.in_transaction:
                raw.execute("ROLLBACK TO one")
                raw.execute("RELEASE one")
            else:  # on a full disk SQLite takes everything back by itself
                self._tell(_cause(error))
            raise
        raw.execute("RELEASE one")

    async def _commit(self, raw: sqlite3.Connection) -> None:
        try:
            async with self._turn:
                if raw.in_transaction:
                    await self._commit_now(raw)
        except asyncio.CancelledError:
            if not self._turn.locked() and raw.in_transaction:  # else whoever has the turn will come here too
                raw.execute("COMMIT")
                self._tell(None)
            raise

    async def _commit_now(self, raw: sqlite3.Connection) -> None:
        committing = asyncio.get_running_loop().run_in_executor(self._disk, _try_to_commit, raw)
        committing.add_done_callback(lambda done: self._tell(done.result()))
        await _to_its_end(committing)

    def _tell(self, error: sqlite3.Error | None) -> None:
        wrote, self._wrote = self._wrote, []
        for one in wrote:
            if not one.done():
                one.set_result(error)


def _connected(engine: Engine) -> Connection:
    """In a thread. SQLite itself does not wait where two programs make a new file a write-ahead one."""
    until = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            return engine.connect()
        except OperationalError as error:
            if not _is_locked(error) or time.monotonic() >= until:
                raise
        time.sleep(_LOOK_AGAIN_AFTER)


def prepare(connection: Any, _: object) -> None:  # Any: SQLAlchemy's word for a driver's connection
    """Our own BEGIN, durable write-ahead log, foreign keys.

    https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    """
    connection.isolation_level = None
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a consent that was acknowledged survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()  # nobody else does
        raise


def _try_to_commit(raw: sqlite3.Connection) -> sqlite3.Error | None:
    try:
        raw.execute("COMMIT")
    except sqlite3.Error as error:
        with suppress(sqlite3.Error):
            raw.execute("ROLLBACK")
        return error
    return None


async def _to_its_end(done: "asyncio.Future[Any]") -> None:
    """Returns when it is done; whoever is cancelled meanwhile is so afterwards."""
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise


async def _patiently(ask: Callable[[], Answer]) -> Answer:
    """The answer, once no other process has locked the file."""
    loop = asyncio.get_running_loop()
    until = loop.time() + BUSY_TIMEOUT
    while True:
        try:
            return ask()
        except (sqlite3.OperationalError, OperationalError) as error:
            if not _is_locked(error) or loop.time() >= until:
                raise
        await asyncio.sleep(_LOOK_AGAIN_AFTER)


def _is_locked(error: BaseException) -> bool:
    return getattr(_cause(error), "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _cause(error: BaseException) -> sqlite3.Error:
    """What the driver said."""
    said = getattr(error, "orig", error)
    return said if isinstance(said, sqlite3.Error) else sqlite3.OperationalError(type(error).__name__)


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)
