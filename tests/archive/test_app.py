import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import archive.app
from archive.app import Archive, CannotStart, folder_of
from archive.settings import Settings
from logs import Dialogue
from protocol import recording
from protocol.recording import Closing, Manifest
from tests.fakes.sealed import FakeArchive

ONE, TWO = "1" * 32, "2" * 32
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def put(state: Path, session: str) -> None:
    vault = FakeArchive().vault(state / "store" / "recordings")
    segment = vault.open_segment(session, 1)
    segment.write(b"x")
    segment.close()
    vault.write_manifest(session, recording.encode(recording.closed(Manifest(session, NOON), NOON, Closing.ENDED)))


@pytest.mark.promise("P19")
def test_a_recording_is_taken_over_kept_and_deleted(tmp_path: Path) -> None:
    keeper = Archive(Settings(tmp_path), Dialogue("test"))
    put(tmp_path, ONE)
    keeper.take_over(NOON)
    keeper.sweep(NOON + timedelta(days=89, hours=23))
    assert (folder_of(tmp_path, ONE) / "1.sealed").exists()
    keeper.sweep(NOON + timedelta(days=90))
    assert not folder_of(tmp_path, ONE).exists()


def test_a_recording_that_cannot_be_moved_keeps_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Archive(Settings(tmp_path), Dialogue("test"))
    put(tmp_path, ONE)
    put(tmp_path, TWO)
    really_take_over = archive.app.take_over

    def stuck(spool: Path, into: Path, session: str, now: datetime) -> str:
        if session == ONE:
            raise OSError(errno.EACCES, "Permission denied")
        return really_take_over(spool, into, session, now)

    monkeypatch.setattr(archive.app, "take_over", stuck)
    keeper.take_over(NOON)
    assert not folder_of(tmp_path, ONE).exists()
    assert folder_of(tmp_path, TWO).exists()


def test_a_state_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")
    with pytest.raises(CannotStart, match="cannot write"):
        Archive(Settings(tmp_path / "state"), Dialogue("test"))
