from datetime import timedelta
from pathlib import Path

import pytest

from archive import entering, sweeping
from archive.register import Registered
from ledger.archive_facts import Cause, EpochDestroyed, EpochMade, RecordingDeleted
from tests.fakes.archived import NOON, OTHER, PICTURE, SESSION, Archived

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
DUE = NOON + 90 * DAY
DAY_91 = NOON.replace(hour=0) + 91 * DAY


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    kept = Archived(tmp_path)
    kept.bring()
    entering.enter(kept.stock, SESSION, NOON)
    return kept


def row(archived: Archived, session: str = SESSION) -> Registered:
    found = archived.stock.register.of(session)
    assert found
    return found


@pytest.mark.promise("P19")
def test_a_recording_is_kept_and_opens_until_the_last_instant_of_its_90_days(archived: Archived) -> None:
    sweeping.destroy_epochs(archived.stock, DUE - INSTANT)
    sweeping.sweep(archived.stock, DUE - INSTANT)
    assert archived.seen() == PICTURE


@pytest.mark.promise("P19")
def test_then_all_of_it_is_gone_and_a_certificate_says_so(archived: Archived) -> None:
    manifest = row(archived).manifest
    sweeping.sweep(archived.stock, DUE)
    assert archived.store.names("") == []
    assert archived.stock.register.of(SESSION) is None
    assert archived.told(RecordingDeleted) == [
        RecordingDeleted(
            at=DUE, session=SESSION, cause=Cause.DUE, due_at=DUE, objects=4, manifest=manifest, released_by=()
        )
    ]


@pytest.mark.promise("P19")
def test_what_opens_it_goes_first_and_the_manifest_last(archived: Archived, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted: list[str] = []
    monkeypatch.setattr(archived.store, "delete", deleted.append)
    sweeping.delete(archived.stock, row(archived), Cause.DUE, DUE)
    names = [name.rpartition("/")[2] for name in deleted]
    assert names == ["key-1.json", "1.sealed", "2.sealed", "recording.json", SESSION]


@pytest.mark.promise("P19")
def test_a_deletion_that_was_cut_short_is_taken_up_again(archived: Archived, monkeypatch: pytest.MonkeyPatch) -> None:
    really_delete, allowed = archived.store.delete, 2

    def cut_short(name: str) -> None:
        nonlocal allowed
        allowed -= 1
        if allowed < 0:
            raise OSError("gone")
        really_delete(name)

    with monkeypatch.context() as cut:
        cut.setattr(archived.store, "delete", cut_short)
        sweeping.sweep(archived.stock, DUE)
    assert archived.names() == {"2.sealed", "recording.json"}
    assert archived.told(RecordingDeleted) == []
    sweeping.sweep(archived.stock, DUE)
    assert archived.names() == set()
    assert len(archived.told(RecordingDeleted)) == 1


@pytest.mark.promise("P19")
def test_an_object_that_stays_keeps_no_other_and_the_manifest_stays_with_it(
    archived: Archived, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_delete = archived.store.delete

    def stuck(name: str) -> None:
        if name.endswith("key-1.json"):
            raise OSError("not this one")
        really_delete(name)

    with monkeypatch.context() as broken:
        broken.setattr(archived.store, "delete", stuck)
        sweeping.sweep(archived.stock, DUE)
    assert archived.names() == {"key-1.json", "recording.json"}
    assert archived.told(RecordingDeleted) == []
    sweeping.sweep(archived.stock, DUE)
    assert archived.names() == set()


def test_a_deletion_without_a_ledger_is_certified_as_soon_as_there_is_one_and_only_once(archived: Archived) -> None:
    archived.rows.is_gone = True
    sweeping.sweep(archived.stock, DUE)
    assert archived.names() == set()
    archived.rows.is_gone = False
    known = row(archived)
    sweeping.sweep(archived.stock, DUE)
    archived.stock.register.put(known)  # as after a power cut before the register was written
    sweeping.sweep(archived.stock, DUE)
    assert len(archived.told(RecordingDeleted)) == 1


@pytest.mark.promise("P19")
def test_one_bad_recording_does_not_keep_the_others(archived: Archived, monkeypatch: pytest.MonkeyPatch) -> None:
    archived.bring(OTHER)
    entering.enter(archived.stock, OTHER, NOON)
    really_delete = archived.store.delete

    def stuck(name: str) -> None:
        if SESSION in name:
            raise RuntimeError("nobody expected this")
        really_delete(name)

    monkeypatch.setattr(archived.store, "delete", stuck)
    sweeping.sweep(archived.stock, DUE)
    assert archived.names(OTHER) == set()
    assert archived.names(SESSION)
    assert row(archived).is_due(DUE)


@pytest.mark.promise("P19")
def test_a_days_key_is_destroyed_when_day_91_begins_even_if_nothing_could_be_deleted(archived: Archived) -> None:
    archived.store.fails = OSError("gone")
    sweeping.destroy_epochs(archived.stock, DAY_91 - INSTANT)
    assert archived.stock.cabinet.names() == ["2026-11-23"]
    sweeping.sweep(archived.stock, DAY_91)
    sweeping.destroy_epochs(archived.stock, DAY_91)
    assert archived.stock.cabinet.names() == []
    assert archived.told(EpochDestroyed) == [EpochDestroyed(at=DAY_91, epoch="2026-11-23")]


@pytest.mark.promise("P19")
def test_a_key_is_destroyed_without_a_ledger_too_and_told_later_once(archived: Archived) -> None:
    archived.rows.is_gone = True
    with pytest.raises(OSError, match="gone"):
        sweeping.destroy_epochs(archived.stock, DAY_91)
    assert archived.stock.cabinet.names() == []
    archived.rows.is_gone = False
    for minute in range(3):
        sweeping.destroy_epochs(archived.stock, DAY_91 + timedelta(minutes=minute))
    assert archived.told(EpochDestroyed) == [EpochDestroyed(at=DAY_91, epoch="2026-11-23")]
    assert len(archived.told(EpochMade)) == 1


@pytest.mark.promise("P19")
def test_a_key_that_a_backup_brought_back_is_destroyed_again(archived: Archived, tmp_path: Path) -> None:
    kept = (tmp_path / "keys" / "2026-11-23.key").read_bytes()
    sweeping.destroy_epochs(archived.stock, DAY_91)
    (tmp_path / "keys" / "2026-11-23.key").write_bytes(kept)
    sweeping.destroy_epochs(archived.stock, DAY_91 + DAY)
    assert archived.stock.cabinet.names() == []


def test_what_is_deleted_early_says_who_released_it(archived: Archived) -> None:
    sweeping.delete(archived.stock, row(archived), Cause.ASKED, NOON + DAY, ("Dora",))
    (certificate,) = archived.told(RecordingDeleted)
    assert isinstance(certificate, RecordingDeleted)
    assert (certificate.cause, certificate.released_by) == (Cause.ASKED, ("Dora",))
    assert archived.names() == set()
