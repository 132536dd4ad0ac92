"""The narrow door to where the ledger's rows lie, and SQLite behind it: rows are put at the end, and never changed.

Another database, PostgreSQL for one, needs these few statements and no more.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ledger import entries

_READ_AT_ONCE = 1000
_LAST = 2**63 - 1
_TABLES = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, session TEXT NOT NULL, entry BLOB NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entries_of_session ON entries (session, number) WHERE session <> '';
CREATE INDEX IF NOT EXISTS entries_of_kind ON entries (kind, number);
CREATE TABLE IF NOT EXISTS checkpoints (number INTEGER PRIMARY KEY, document BLOB NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries stay'); END;
CREATE TRIGGER IF NOT EXISTS entries_keep BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries stay'); END;
CREATE TRIGGER IF NOT EXISTS checkpoints_stay BEFORE UPDATE ON checkpoints
    BEGIN SELECT RAISE(ABORT, 'checkpoints stay'); END;
CREATE TRIGGER IF NOT EXISTS checkpoints_keep BEFORE DELETE ON checkpoints
    BEGIN SELECT RAISE(ABORT, 'checkpoints stay'); END;
"""


class LedgerUnavailable(OSError):
    """The ledger's database cannot be read or written. What needs an entry must not be done now."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it lies there. `kind` and `session` repeat what the entry says, to find it by."""

    number: int
    entry: bytes
    signature: bytes
    kind: str
    session: str


def row(number: int, entry: bytes, signature: bytes) -> Row:
    """The row of an entry."""
    return Row(number, entry, signature, *entries.about(entry))


class Rows(Protocol):
    """Where rows and signed checkpoints lie. Blocking; every method may raise `LedgerUnavailable`."""

    def append(self, rows: Sequence[Row]) -> None:
        """All of them, or none; when it returns they survive a power cut. A number that is taken is a failure."""

    def read(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        """From number `first` to before `end`, in order."""

    def of_session(self, session: str) -> list[Row]:
        """All rows about one session, in order."""

    def of_kinds(self, *kinds: str) -> list[Row]:
        """All rows of these kinds, in order."""

    def count(self) -> int:
        """The number that the next row gets."""

    def keep(self, *documents: bytes) -> None:
        """More checkpoints: all of them, or none."""

    def checkpoints(self) -> Iterator[bytes]:
        """All checkpoints, those that were kept last first."""


class SqliteRows:
    """A file. `read_only` for whoever only verifies: nothing is made, nothing is changed."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._lock = threading.RLock()
        with _failing_closed():
            address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
            self._database = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            if not read_only:
                path.chmod(0o600)
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = FULL")
                self._database.executescript(_TABLES)

    def close(self) -> None:
        self._database.close()

    def append(self, rows: Sequence[Row]) -> None:
        with self._writing() as database:
            database.executemany(
                "INSERT INTO entries (number, entry, signature, kind, session) VALUES (?, ?, ?, ?, ?)",
                [(row.number, row.entry, row.signature, row.kind, row.session) for row in rows],
            )

    def read(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        last = _LAST if end is None else end - 1
        while page := self._rows(
            "SELECT number, entry, signature, kind, session FROM entries "
            "WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?", first, last, _READ_AT_ONCE,
        ):  # fmt: skip
            yield from page
            first = page[-1].number + 1

    def of_session(self, session: str) -> list[Row]:
        # Said twice, because SQLite takes an index with a condition only where the question repeats it.
        return self._rows(
            "SELECT number, entry, signature, kind, session FROM entries "
            "WHERE session = ? AND session <> '' ORDER BY number", session,
        )  # fmt: skip

    def of_kinds(self, *kinds: str) -> list[Row]:
        return self._rows(
            "SELECT number, entry, signature, kind, session FROM entries "
            "WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY number", json.dumps(kinds),
        )  # fmt: skip

    def count(self) -> int:
        return int(self._fetched("SELECT coalesce(max(number) + 1, 0) FROM entries")[0][0])

    def keep(self, *documents: bytes) -> None:
        with self._writing() as database:
            database.executemany("INSERT INTO checkpoints (document) VALUES (?)", [(one,) for one in documents])

    def checkpoints(self) -> Iterator[bytes]:
        last = _LAST
        while page := self._fetched(
            "SELECT number, document FROM checkpoints WHERE number < ? ORDER BY number DESC LIMIT ?",
            last,
            _READ_AT_ONCE,
        ):
            yield from (document for _, document in page)
            last = page[-1][0]

    def _rows(self, asked: str, *values: object) -> list[Row]:
        return [Row(*found) for found in self._fetched(asked, *values)]

    def _fetched(self, asked: str, *values: object) -> list[Any]:
        with self._lock, _failing_closed():
            return self._database.execute(asked, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _failing_closed():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                self._database.execute("ROLLBACK")
                raise


@contextmanager
def _failing_closed() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerUnavailable(f"The ledger's database failed: {error}.") from None
