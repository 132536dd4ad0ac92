import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.retention import delete, due
from protocol import recording
from protocol.recording import Closing, Manifest

SESSION = "a" * 32
END = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = END + timedelta(days=90)


def put(archive: Path, session: str = SESSION, end: datetime = END) -> Path:
    folder = archive / session
    folder.mkdir(parents=True)
    manifest = recording.closed(Manifest(session, end - timedelta(minutes=5)), end, Closing.ENDED)
    (folder / "recording.json").write_bytes(recording.encode(manifest))
    (folder / "1.sealed").write_bytes(b"pictures")
    return folder


@pytest.mark.promise("P19")
def test_a_recording_is_kept_until_the_last_second_of_its_ninety_days(tmp_path: Path) -> None:
    folder = put(tmp_path)
    assert due(tmp_path, DUE - timedelta(seconds=1)) == []
    assert due(tmp_path, DUE) == [folder]


@pytest.mark.promise("P19")
def test_what_is_deleted_is_gone_whole(tmp_path: Path) -> None:
    kept, gone = put(tmp_path, "b" * 32, END + timedelta(days=1)), put(tmp_path)
    for folder in due(tmp_path, DUE):
        delete(folder)
    assert not gone.exists()
    assert (kept / "1.sealed").exists()


@pytest.mark.promise("P19")
def test_a_deletion_that_was_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    folder = put(tmp_path)
    (folder / "1.sealed").unlink()
    assert due(tmp_path, DUE) == [folder]
    (folder / "recording.json").unlink()
    assert due(tmp_path, DUE) == [folder]
    delete(folder)
    assert not folder.exists()


@pytest.mark.promise("P19")
def test_a_recording_without_a_manifest_does_not_stay_for_ever(tmp_path: Path) -> None:
    folder = put(tmp_path)
    (folder / "recording.json").write_bytes(b"{")
    for path in folder.iterdir():
        os.utime(path, (END.timestamp(), END.timestamp()))
    assert due(tmp_path, DUE - timedelta(seconds=1)) == []
    assert due(tmp_path, DUE) == [folder]
