import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.rows import LedgerUnavailable, Row, Rows, SqliteRows, row
from tests.fakes.memory_rows import MemoryRows

SESSION, OTHER = "a" * 32, "b" * 32


def entry(kind: str, session: str = "") -> bytes:
    about = f',"session":"{session}"' if session else ""
    return f'{{"kind":"{kind}","at":"2026-11-23T12:00:00Z"{about}}}'.encode()


def sample(number: int, kind: str = "epoch-made", session: str = "") -> Row:
    return row(number, entry(kind, session), b"signature")


@pytest.fixture(params=["SQLite", "memory"])
def rows(request: pytest.FixtureRequest, tmp_path: Path) -> Rows:
    made: dict[str, Callable[[], Rows]] = {"SQLite": lambda: SqliteRows(tmp_path / "l.sqlite"), "memory": MemoryRows}
    return made[request.param]()


def test_rows_are_read_as_they_were_put(rows: Rows) -> None:
    put = [sample(number) for number in range(5)]
    rows.append(put[:3])
    rows.append(put[3:])
    assert list(rows.read()) == put
    assert list(rows.read(1, 3)) == put[1:3]
    assert list(rows.read(5)) == []
    assert rows.count() == 5


def test_rows_are_found_by_what_they_say(rows: Rows) -> None:
    put = [sample(0), sample(1, "hold-set", SESSION), sample(2, "hold-set", OTHER), sample(3, "hold-ended", SESSION)]
    rows.append(put)
    assert rows.of_session(SESSION) == [put[1], put[3]]
    assert rows.of_session("") == []
    assert rows.of_kinds("hold-set", "epoch-made") == put[:3]


def test_a_number_is_given_once_and_rows_come_whole_or_not_at_all(rows: Rows) -> None:
    rows.append([sample(0)])
    with pytest.raises(LedgerUnavailable):
        rows.append([sample(1), sample(1)])
    with pytest.raises(LedgerUnavailable):
        rows.append([sample(0, "hold-set", SESSION)])
    assert list(rows.read()) == [sample(0)]


def test_checkpoints_come_last_first(rows: Rows) -> None:
    rows.keep(b"one", b"two")
    rows.keep(b"three")
    assert list(rows.checkpoints()) == [b"three", b"two", b"one"]


def test_many_rows_and_checkpoints_are_all_read(rows: Rows) -> None:
    many = [sample(number) for number in range(2500)]
    rows.append(many)
    rows.keep(*(str(number).encode() for number in range(2500)))
    assert list(rows.read(3)) == many[3:]
    assert list(rows.checkpoints())[-1] == b"0"


@pytest.mark.parametrize("statement", ["UPDATE entries SET entry = x'00'", "DELETE FROM entries"])
@pytest.mark.parametrize("table", ["entries", "checkpoints"])
def test_what_was_put_into_the_file_stays(tmp_path: Path, statement: str, table: str) -> None:
    rows = SqliteRows(tmp_path / "l.sqlite")
    rows.append([sample(0)])
    rows.keep(b"checkpoint")
    rows.close()
    database = sqlite3.connect(tmp_path / "l.sqlite")
    column = "entry" if table == "entries" else "document"
    with pytest.raises(sqlite3.IntegrityError, match="stay"):
        database.execute(statement.replace("entries", table).replace("entry", column))
    database.close()


def test_a_file_is_the_same_when_it_is_opened_again_and_readable_by_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    first = SqliteRows(path)
    first.append([sample(0), sample(1)])
    first.close()
    assert path.stat().st_mode & 0o077 == 0
    again = SqliteRows(path, read_only=True)
    assert list(again.read()) == [sample(0), sample(1)]
    with pytest.raises(LedgerUnavailable):
        again.append([sample(2)])
    again.close()


def test_a_file_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable):
        SqliteRows(tmp_path / "l.sqlite", read_only=True)
    assert not (tmp_path / "l.sqlite").exists()


def test_what_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "l.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(LedgerUnavailable):
        SqliteRows(tmp_path / "l.sqlite")
