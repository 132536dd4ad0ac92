import sqlite3
from pathlib import Path

import pytest

from archive.app import Archive, CannotStart, Folders
from archive.settings import Settings
from ledger.entries import Entry
from ledger.facts import LedgerBegun, LedgerRestored
from ledger.rows import Row, SqliteRows
from logs import Dialogue


def started(state: Path, **settings: str) -> Archive:
    """One that is closed again: what it made can be looked at."""
    archive = Archive(Settings(state, **settings), Dialogue("test"))
    archive.close()
    return archive


def told(state: Path, kind: type[Entry]) -> list[Row]:
    rows = SqliteRows(Folders(state).ledger, read_only=True)
    try:
        return rows.of_kinds(str(kind.__struct_config__.tag))
    finally:
        rows.close()


def test_a_first_start_makes_what_is_missing_for_itself_alone(tmp_path: Path) -> None:
    started(tmp_path)
    folders = Folders(tmp_path)
    for own in (folders.own, folders.own / "keys", folders.ledger.parent):
        assert own.stat().st_mode & 0o077 == 0
    for own in ("identity.key", "register.sqlite", "ledger/ledger.sqlite"):
        assert (folders.own / own).stat().st_mode & 0o077 == 0
    assert folders.verifying.exists()
    assert len(told(tmp_path, LedgerBegun)) == 1


def test_a_second_start_finds_everything_as_it_was(tmp_path: Path) -> None:
    first, second = started(tmp_path), started(tmp_path)
    assert first.stock.identity.private_bytes_raw() == second.stock.identity.private_bytes_raw()
    assert len(told(tmp_path, LedgerBegun)) == 1


def test_a_ledger_that_was_cut_is_noticed_at_the_start(tmp_path: Path) -> None:
    places = str(tmp_path / "elsewhere")
    first = Archive(Settings(tmp_path, checkpoints=places), Dialogue("test"))
    first.rounds.checkpoint(first.watchman.reading().wall)
    first.close()
    database = sqlite3.connect(Folders(tmp_path).ledger)
    database.executescript(
        "DROP TRIGGER entries_keep; DROP TRIGGER checkpoints_keep; DELETE FROM entries; DELETE FROM checkpoints"
    )
    database.close()
    started(tmp_path, checkpoints=places)
    assert len(told(tmp_path, LedgerRestored)) == 1


def test_too_few_other_places_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    started(tmp_path, checkpoints=f"{tmp_path / 'one'} {tmp_path / 'two'}")
    assert "fewer than two" not in caplog.text
    started(tmp_path)
    assert "fewer than two" in caplog.text


def test_a_state_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")
    with pytest.raises(CannotStart, match="cannot use"):
        started(tmp_path / "state")


def test_a_store_that_is_none_is_said(tmp_path: Path) -> None:
    for wrong in ({"store": "ftp://x"}, {"checkpoints": "ftp://x"}):
        with pytest.raises(CannotStart, match="s3:"):
            started(tmp_path, **wrong)


def test_an_identity_that_was_lost_is_said(tmp_path: Path) -> None:
    started(tmp_path)
    (Folders(tmp_path).own / "identity.key").unlink()
    with pytest.raises(CannotStart, match="from a backup"):
        started(tmp_path)


def test_two_archives_never_work_on_one_folder(tmp_path: Path) -> None:
    first = Archive(Settings(tmp_path), Dialogue("test"))
    with pytest.raises(CannotStart, match="another archive is running"):
        started(tmp_path)
    first.close()
    started(tmp_path)
