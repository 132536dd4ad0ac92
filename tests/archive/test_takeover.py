import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.takeover import finished, manifest_in, take_over
from protocol import recording
from protocol.recording import Cause, Closing, Manifest
from tests.fakes.sealed import FakeArchive

SESSION = "a" * 32
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ARCHIVE = FakeArchive()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def put(spool: Path, *, ended: bool, session: str = SESSION) -> None:
    """A recording of one minute, last written a minute after noon."""
    vault = ARCHIVE.vault(spool)
    segment = vault.open_segment(session, 1)
    segment.write(b"pictures")
    segment.close()
    manifest = recording.segment_begun(Manifest(session, NOON), 1, NOON)
    if ended:
        manifest = recording.segment_finished(manifest, NOON + timedelta(minutes=1), 60, 8)
        manifest = recording.closed(manifest, NOON + timedelta(minutes=1), Closing.ENDED)
    vault.write_manifest(session, recording.encode(manifest))
    for path in (spool / session).iterdir():
        os.utime(path, ((NOON + timedelta(minutes=1)).timestamp(),) * 2)


def test_a_finished_recording_moves_with_its_manifest(spool: Path, tmp_path: Path) -> None:
    put(spool, ended=True)
    assert finished(spool, NOON, DAY) == [SESSION]
    assert take_over(spool, tmp_path / "archive", SESSION, NOON) == SESSION
    assert not (spool / SESSION).exists()
    assert ARCHIVE.unsealed(tmp_path / "archive" / SESSION, 1) == b"pictures"
    assert (manifest := manifest_in(tmp_path / "archive" / SESSION))
    assert manifest.closing is Closing.ENDED


def test_a_running_recording_stays(spool: Path) -> None:
    put(spool, ended=False)
    assert finished(spool, NOON + timedelta(hours=1), DAY) == []


@pytest.mark.promise("P19")
def test_a_recording_whose_recorder_never_came_back_is_closed_at_its_last_byte(spool: Path, tmp_path: Path) -> None:
    put(spool, ended=False)
    later = NOON + timedelta(minutes=1) + DAY
    assert finished(spool, later, DAY) == [SESSION]
    take_over(spool, tmp_path / "archive", SESSION, later)
    assert (manifest := manifest_in(tmp_path / "archive" / SESSION))
    assert manifest.closing is Closing.RECORDER_LOST
    assert manifest.delete_at == NOON + timedelta(minutes=1, days=90)
    assert Cause.RECORDER_STOPPED not in {gap.cause for gap in manifest.gaps}


def test_a_broken_manifest_does_not_keep_a_recording_in_the_spool(spool: Path, tmp_path: Path) -> None:
    put(spool, ended=True)
    (spool / SESSION / "recording.json").write_bytes(b"{")
    assert finished(spool, NOON, DAY) == []
    assert finished(spool, datetime.now(UTC) + 2 * DAY, DAY) == [SESSION]
    take_over(spool, tmp_path / "archive", SESSION, NOON + 3 * DAY)
    assert (manifest := manifest_in(tmp_path / "archive" / SESSION))
    assert manifest.delete_at == NOON + timedelta(minutes=1, days=90)


def test_a_session_recorded_twice_loses_neither(spool: Path, tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        put(spool, ended=True)
        names.append(take_over(spool, tmp_path / "archive", SESSION, NOON))
    assert names == [SESSION, f"{SESSION}-2"]
    assert all((tmp_path / "archive" / name / "1.sealed").exists() for name in names)


def test_an_empty_spool_has_nothing_to_take(spool: Path) -> None:
    assert finished(spool, NOON, DAY) == []
