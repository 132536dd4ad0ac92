from datetime import timedelta
from pathlib import Path

import pytest

from archive import entering, reconciling, sweeping
from archive.reconciling import StoreEmpty
from ledger.archive_facts import Cause, RecordingDeleted, RecordingEntered, RecordingMissing
from tests.fakes.archived import NOON, OTHER, SESSION, Archived

DAY = timedelta(days=1)


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    return Archived(tmp_path)


def reconcile(archived: Archived, day: float = 1) -> None:
    reconciling.reconcile(archived.stock, NOON + day * DAY, DAY)


def lost_register(archived: Archived) -> None:
    for session in archived.stock.register.objects():
        archived.stock.register.remove(session)


def causes(archived: Archived) -> list[Cause]:
    return [one.cause for one in archived.told(RecordingDeleted) if isinstance(one, RecordingDeleted)]


def test_a_lost_register_is_rebuilt_from_the_store(archived: Archived) -> None:
    archived.bring()
    row = entering.enter(archived.stock, SESSION, NOON)
    lost_register(archived)
    reconcile(archived)
    assert archived.stock.register.of(SESSION) == row
    assert len(archived.told(RecordingEntered)) == 1


@pytest.mark.promise("P19")
def test_what_is_found_and_due_is_deleted_at_once(archived: Archived) -> None:
    archived.bring()
    entering.enter(archived.stock, SESSION, NOON)
    lost_register(archived)
    reconcile(archived, day=95)
    assert archived.names() == set()
    assert causes(archived) == [Cause.DUE]


@pytest.mark.promise("P19")
def test_what_was_deleted_and_came_back_is_deleted_again_at_once(archived: Archived) -> None:
    archived.bring()
    row = entering.enter(archived.stock, SESSION, NOON)
    assert row
    backup = dict(archived.store.objects)
    sweeping.delete(archived.stock, row, Cause.ASKED, NOON + DAY, ("Dora",))
    archived.store.objects = backup
    reconcile(archived, day=2)
    assert archived.names() == set()
    assert causes(archived) == [Cause.ASKED, Cause.CAME_BACK]


def test_what_is_as_it_was_is_not_read_again(archived: Archived, monkeypatch: pytest.MonkeyPatch) -> None:
    archived.bring()
    entering.enter(archived.stock, SESSION, NOON)
    monkeypatch.delattr("tests.fakes.memory_store.MemoryStore.get")
    reconcile(archived)
    assert archived.stock.register.of(SESSION)


def test_more_of_a_known_recording_is_entered(archived: Archived) -> None:
    archived.bring()
    entering.enter(archived.stock, SESSION, NOON)
    archived.bring(pictures=3)
    reconcile(archived)
    row = archived.stock.register.of(SESSION)
    assert row
    assert row.objects == 5


def test_what_vanished_is_written_down_once_and_certified_when_it_would_have_been_due(archived: Archived) -> None:
    archived.bring()
    archived.bring(OTHER)
    for session in (SESSION, OTHER):
        entering.enter(archived.stock, session, NOON)
    for name in archived.store.names(f"recordings/{SESSION}"):
        archived.store.delete(name)
    for day in (1, 2):
        reconcile(archived, day)
    assert archived.told(RecordingMissing) == [
        RecordingMissing(at=NOON + DAY, session=SESSION, delete_at=NOON + 90 * DAY)
    ]
    sweeping.sweep(archived.stock, NOON + 90 * DAY)
    assert len(causes(archived)) == 2


def test_what_is_just_being_deleted_is_not_missing(archived: Archived, monkeypatch: pytest.MonkeyPatch) -> None:
    archived.bring()
    archived.bring(OTHER)
    for session in (SESSION, OTHER):
        entering.enter(archived.stock, session, NOON)
    row = archived.stock.register.of(SESSION)
    assert row
    really_objects = archived.stock.register.objects

    def meanwhile() -> dict[str, int]:
        registered = really_objects()
        sweeping.delete(archived.stock, row, Cause.ASKED, NOON, ("Dora",))
        return registered

    monkeypatch.setattr(archived.stock.register, "objects", meanwhile)
    reconcile(archived)
    assert archived.told(RecordingMissing) == []


def test_a_store_that_is_empty_all_at_once_is_not_believed(archived: Archived) -> None:
    archived.bring()
    entering.enter(archived.stock, SESSION, NOON)
    archived.store.objects.clear()
    with pytest.raises(StoreEmpty, match="mounted"):
        reconcile(archived)
    assert archived.told(RecordingMissing) == []


def test_what_still_runs_is_left_to_its_recorder_and_one_that_was_left_is_entered(archived: Archived) -> None:
    archived.bring(ended=None)
    archived.store.delete(f"incoming/{SESSION}")
    reconcile(archived, day=0)
    assert archived.stock.register.of(SESSION) is None
    reconcile(archived, day=1)
    assert archived.stock.register.of(SESSION)


@pytest.mark.promise("P19")
def test_one_bad_recording_does_not_keep_the_others(archived: Archived, monkeypatch: pytest.MonkeyPatch) -> None:
    archived.bring()
    archived.bring(OTHER)
    really_get = archived.store.get

    def torn(name: str) -> bytes:
        if SESSION in name:
            raise RuntimeError("nobody expected this")
        return really_get(name)

    monkeypatch.setattr(archived.store, "get", torn)
    reconcile(archived)
    assert archived.stock.register.of(OTHER)
