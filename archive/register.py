"""The register: which recordings the archive has, when each is due, and which are held. SQLite, on this machine.

It is a convenience, not the truth: what is lost of it is rebuilt from the store, the holds that lie there too, and the
ledger (`reconciling`).
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS recordings (
    session TEXT PRIMARY KEY, ended_at REAL NOT NULL, delete_at REAL NOT NULL, manifest TEXT NOT NULL,
    objects INTEGER NOT NULL, hold TEXT NOT NULL DEFAULT '', held_until REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recordings_due ON recordings (delete_at) WHERE hold = '';
CREATE INDEX IF NOT EXISTS recordings_held ON recordings (held_until) WHERE hold <> '';
CREATE TABLE IF NOT EXISTS watched (session TEXT PRIMARY KEY, state TEXT NOT NULL, since REAL NOT NULL)
    STRICT, WITHOUT ROWID;
"""


class RegisterUnavailable(OSError):
    """The register's database cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One recording."""

    session: str
    ended_at: datetime
    delete_at: datetime
    manifest: str
    """SHA-256 of its manifest."""
    objects: int
    """How many objects lie in the store; 0: all of it vanished, and the ledger says so."""
    hold: str = ""
    """The id of the hold that keeps it, or nothing."""
    held_until: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether nobody may read it any more."""
        return not self.hold and now >= self.delete_at


class Register:
    """One register. Blocking, safe to use from several threads; every method may raise `RegisterUnavailable`."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        with _failing_closed():
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            path.chmod(0o600)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.executescript(_TABLES)

    def close(self) -> None:
        self._database.close()

    def put(self, recording: Registered) -> None:
        """Enters it, or replaces what was said about it."""
        self._do(
            "INSERT OR REPLACE INTO recordings "
            "(session, ended_at, delete_at, manifest, objects, hold, held_until) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            recording.session,
            recording.ended_at.timestamp(),
            recording.delete_at.timestamp(),
            recording.manifest,
            recording.objects,
            recording.hold,
            recording.held_until.timestamp() if recording.held_until else None,
        )

    def of(self, session: str) -> Registered | None:
        """What is known about one session's recording."""
        return next(iter(self._found("WHERE session = ?", session)), None)

    def due(self, now: datetime) -> list[Registered]:
        """What is to be deleted now, the longest due first."""
        return self._found("WHERE hold = '' AND delete_at <= ? ORDER BY delete_at", now.timestamp())

    def holds_over(self, now: datetime) -> list[Registered]:
        """What is held, and need no longer be."""
        return self._found("WHERE hold <> '' AND held_until <= ? ORDER BY held_until", now.timestamp())

    def next_due(self) -> datetime | None:
        """When something is to be done next."""
        (first,) = self._do(
            "SELECT min(at) FROM (SELECT min(delete_at) AS at FROM recordings WHERE hold = ''"
            " UNION ALL SELECT min(held_until) FROM recordings WHERE hold <> '')"
        )[0]
        return None if first is None else _time(first)

    def remove(self, session: str) -> None:
        """It is gone."""
        self._do("DELETE FROM recordings WHERE session = ?", session)

    def objects(self) -> dict[str, int]:
        """How many objects each recording has. For `reconciling` alone: nobody else may ask for all sessions."""
        return dict(self._do("SELECT session, objects FROM recordings"))

    def unchanged_since(self, session: str, state: str, now: datetime) -> datetime:
        """Since when a recording that is not finished looks like this; `now` when it never did before."""
        with self._lock:
            known = self._do("SELECT state, since FROM watched WHERE session = ?", session)
            if known and known[0][0] == state:
                return _time(known[0][1])
            self._do("INSERT OR REPLACE INTO watched VALUES (?, ?, ?)", session, state, now.timestamp())
            return now

    def forget(self, session: str) -> None:
        """It is finished, or gone: nobody waits for more of it."""
        self._do("DELETE FROM watched WHERE session = ?", session)

    def _found(self, condition: str, *values: object) -> list[Registered]:
        columns = "SELECT session, ended_at, delete_at, manifest, objects, hold, held_until FROM recordings "
        return [
            Registered(
                session,
                _time(ended),
                _time(due),
                manifest,
                objects,
                hold,
                _time(until) if hold else None,
            )
            for session, ended, due, manifest, objects, hold, until in self._do(columns + condition, *values)
        ]

    def _do(self, statement: str, *values: object) -> list[Any]:
        with self._lock, _failing_closed():
            return self._database.execute(statement, values).fetchall()


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@contextmanager
def _failing_closed() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise RegisterUnavailable(f"The archive's register failed: {error}.") from None
