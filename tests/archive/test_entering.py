from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive import entering, wraps
from archive.register import Registered
from ledger.archive_facts import Cause, Flaw, RecordingDeleted, RecordingEntered, Wrong
from protocol import recording
from protocol.recording import Closing
from tests.fakes.archived import NOON, PICTURE, SESSION, Archived, without_end

DAY = timedelta(days=1)
SOON = NOON + timedelta(minutes=5)


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    return Archived(tmp_path)


def entered(archived: Archived) -> Registered:
    row = entering.enter(archived.stock, SESSION, SOON)
    assert row
    return row


def told(archived: Archived) -> RecordingEntered:
    (entry,) = archived.told(RecordingEntered)
    assert isinstance(entry, RecordingEntered)
    return entry


@pytest.mark.promise("P19")
def test_a_finished_recording_is_registered_to_the_day_and_the_ledger_knows(archived: Archived) -> None:
    archived.bring()
    row = entered(archived)
    assert row.ended_at == NOON
    assert row.delete_at == NOON + 90 * DAY
    assert archived.stock.register.of(SESSION) == row
    assert entering.incoming(archived.stock) == []
    entry = told(archived)
    assert (entry.session, entry.delete_at, entry.manifest) == (SESSION, row.delete_at, row.manifest)
    assert (entry.segments, entry.flawed) == (2, 0)
    assert archived.seen() == PICTURE


def test_entered_again_nothing_changes(archived: Archived) -> None:
    archived.bring()
    first, before = entered(archived), dict(archived.store.objects)
    assert entered(archived) == first
    assert archived.store.objects == before
    told(archived)


@pytest.mark.promise("P19")
def test_a_session_over_midnight_belongs_to_the_day_on_which_it_ended(archived: Archived) -> None:
    archived.bring(began=NOON - DAY, days=(date(2026, 11, 22), date(2026, 11, 23)))
    entered(archived)
    files, _ = wraps.read(archived.stock, SESSION, {1: "key-1.json", 2: "key-2.json"})
    assert {file.epoch for file in files.values()} == {"2026-11-23"}
    archived.stock.cabinet.destroy("2026-11-22")
    assert archived.seen(stretch=1, number=1) == archived.seen(stretch=2, number=3) == PICTURE


def test_what_still_runs_is_not_finished(archived: Archived) -> None:
    archived.bring(ended=None)
    assert not entering.is_finished(archived.stock, SESSION, SOON, DAY)
    assert not entering.is_finished(archived.stock, SESSION, SOON + DAY - timedelta(seconds=1), DAY)


def test_what_goes_on_slowly_is_not_abandoned(archived: Archived) -> None:
    manifest = archived.bring(ended=None)
    assert not entering.is_finished(archived.stock, SESSION, SOON, DAY)
    archived.put(recording.gap_from(manifest, NOON, recording.Cause.CUSTOMER_PAUSED))
    assert not entering.is_finished(archived.stock, SESSION, SOON + DAY, DAY)
    assert entering.is_finished(archived.stock, SESSION, SOON + 2 * DAY, DAY)


@pytest.mark.promise("P19")
def test_a_recording_whose_recorder_never_came_back_is_entered_and_deleted_in_time(archived: Archived) -> None:
    archived.put(without_end(archived.bring(ended=None)))
    assert not entering.is_finished(archived.stock, SESSION, SOON, DAY)
    assert entering.is_finished(archived.stock, SESSION, SOON + DAY, DAY)
    row = entering.enter(archived.stock, SESSION, SOON + DAY)
    assert row
    assert row.delete_at == NOON + 90 * DAY  # its last segment began a minute before noon
    manifest = entering.manifest_of(archived.stock, SESSION)
    assert manifest
    assert manifest.closing is Closing.RECORDER_LOST
    assert [segment.stretch for segment in manifest.segments] == [1, 1]
    assert all(segment.digest for segment in manifest.segments)
    assert told(archived).flawed == 0


def test_a_recording_without_a_manifest_that_can_be_read_is_entered_too(archived: Archived) -> None:
    archived.bring()
    archived.store.put(f"recordings/{SESSION}/recording.json", b"{\xb0")
    row = entered(archived)
    assert row.delete_at == SOON + 90 * DAY
    assert Flaw(Wrong.NO_MANIFEST) in told(archived).flaws
    assert archived.seen() == PICTURE


@pytest.mark.promise("P18")
def test_a_segment_that_was_altered_on_the_way_is_never_hidden(archived: Archived) -> None:
    archived.bring()
    name = f"recordings/{SESSION}/2.sealed"
    archived.store.put(name, archived.store.get(name)[:-1] + b"x")
    archived.store.delete(f"recordings/{SESSION}/1.sealed")
    entered(archived)
    entry = told(archived)
    assert entry.flawed == 2
    assert entry.flaws == (Flaw(Wrong.MISSING, "1.sealed"), Flaw(Wrong.ALTERED, "2.sealed"))


def test_a_key_that_nobody_has_is_told_and_the_recording_still_deleted_in_time(archived: Archived) -> None:
    archived.bring()
    archived.stock.cabinet.destroy("2026-11-23")
    assert entered(archived).delete_at == NOON + 90 * DAY
    assert told(archived).flaws == (Flaw(Wrong.EPOCH_GONE, "key-1.json"),)


def test_a_missing_key_file_is_told(archived: Archived) -> None:
    archived.bring()
    archived.store.delete(f"recordings/{SESSION}/key-1.json")
    entered(archived)
    assert told(archived).flaws == (Flaw(Wrong.NO_KEY, "key-1.json"),)


def test_more_of_a_session_that_was_taken_for_lost_is_entered_after_it(archived: Archived) -> None:
    archived.bring(ended=None)
    entered(archived)
    archived.bring(ended=NOON + timedelta(minutes=2), pictures=3)
    row = entering.enter(archived.stock, SESSION, SOON)
    assert row
    assert row.delete_at == NOON + timedelta(minutes=2) + 90 * DAY
    assert [one.segments for one in archived.told(RecordingEntered) if isinstance(one, RecordingEntered)] == [2, 3]


def test_a_note_without_a_picture_is_a_recording_too(archived: Archived) -> None:
    archived.bring(pictures=0)
    assert entered(archived).ended_at == NOON
    assert told(archived).segments == 0


def test_nothing_is_entered_as_nothing(archived: Archived) -> None:
    archived.store.put(f"incoming/{SESSION}", b"")
    assert entering.enter(archived.stock, SESSION, SOON) is None
    assert entering.incoming(archived.stock) == []
    assert archived.told(RecordingEntered) == []


@pytest.mark.promise("P19")
@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("is_ended", [True, False])
def test_no_time_in_a_manifest_keeps_a_recording_from_being_deleted(
    archived: Archived, year: int, is_ended: bool
) -> None:
    manifest = archived.bring(ended=None)
    at = datetime(year, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12)))
    broken = replace(without_end(manifest), started_at=at, ended_at=at if is_ended else None)
    archived.put(replace(broken, segments=tuple(replace(one, started_at=at) for one in broken.segments)))
    row = entered(archived)
    assert NOON + 90 * DAY - timedelta(minutes=2) <= row.delete_at <= SOON + 90 * DAY


def test_what_lies_among_the_markers_and_is_none_is_left_out(archived: Archived) -> None:
    archived.store.put("incoming/readme", b"")
    assert entering.incoming(archived.stock) == []


def test_another_sessions_manifest_is_none(archived: Archived) -> None:
    archived.bring()
    manifest = archived.store.get(f"recordings/{SESSION}/recording.json")
    archived.store.put("recordings/" + "b" * 32 + "/recording.json", manifest)
    assert entering.manifest_of(archived.stock, "b" * 32) is None


@pytest.mark.parametrize("fails", ["names", "get", "put", "delete"])
def test_a_store_that_fails_at_any_step_leaves_it_to_be_entered_again(
    archived: Archived, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived.bring(began=NOON - DAY, days=(date(2026, 11, 22), date(2026, 11, 23)))

    def fail(*_: object) -> None:
        raise OSError("the store is gone")

    with monkeypatch.context() as gone:
        gone.setattr(archived.store, fails, fail)
        with pytest.raises(OSError, match="the store is gone"):
            entering.enter(archived.stock, SESSION, SOON)
    assert entering.incoming(archived.stock) == [SESSION]
    entered(archived)
    assert told(archived).flawed == 0
    assert archived.seen() == PICTURE


def test_whether_it_was_deleted_before_stands_in_the_ledger(archived: Archived) -> None:
    assert not entering.was_deleted(archived.stock, SESSION)
    deleted = RecordingDeleted(at=NOON, session=SESSION, cause=Cause.DUE, due_at=NOON, objects=1)
    archived.stock.book.append(deleted)
    assert entering.was_deleted(archived.stock, SESSION)
