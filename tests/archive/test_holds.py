from datetime import timedelta
from pathlib import Path

import pytest

from archive import entering, holds, sweeping
from archive.holds import NotHeld, ShareGone
from archive.register import Registered
from ledger.archive_facts import Cause, HoldEnd, HoldEnded, HoldSet, RecordingDeleted
from tests.fakes.archived import NOON, OTHER, PICTURE, SESSION, Archived

DAY = timedelta(days=1)
UNTIL = NOON + 200 * DAY


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    kept = Archived(tmp_path)
    kept.bring()
    entering.enter(kept.stock, SESSION, NOON)
    return kept


def hold(archived: Archived, until_days: int = 200, on_day: int = 10) -> Registered:
    return holds.set_hold(
        archived.stock, SESSION, NOON + until_days * DAY, reason="a court asks", reference="3 O 17/26",
        officers=("Dora", "Sepp"), now=NOON + on_day * DAY,
    )  # fmt: skip


def live(archived: Archived, day: int) -> None:
    """What the archive does on that day."""
    now = NOON + day * DAY
    sweeping.destroy_epochs(archived.stock, now)
    sweeping.sweep(archived.stock, now)


@pytest.mark.promise("P19")
def test_a_held_recording_outlives_its_days_and_its_epochs_key_does_not(archived: Archived) -> None:
    hold(archived)
    live(archived, 150)
    assert "2026-11-23" not in archived.stock.cabinet.names()
    assert archived.seen() == PICTURE
    assert archived.told(RecordingDeleted) == []


@pytest.mark.promise("P19")
def test_a_hold_that_is_over_takes_its_key_and_the_recording_with_it(archived: Archived) -> None:
    held = hold(archived)
    live(archived, 199)
    live(archived, 200)
    assert archived.names() == set()
    assert f"hold-{held.hold}" not in archived.stock.cabinet.names()
    assert archived.told(HoldEnded) == [
        HoldEnded(at=UNTIL, session=SESSION, hold=held.hold, end=HoldEnd.EXPIRED, officers=())
    ]
    assert len(archived.told(RecordingDeleted)) == 1


def test_a_hold_is_in_the_ledger_with_who_and_why(archived: Archived) -> None:
    held = hold(archived)
    assert archived.told(HoldSet) == [
        HoldSet(
            at=NOON + 10 * DAY, session=SESSION, hold=held.hold, until=UNTIL, reason="a court asks",
            reference="3 O 17/26", officers=("Dora", "Sepp"),
        )
    ]  # fmt: skip


def test_a_hold_that_is_released_before_the_90_days_leaves_the_recording_its_own_time(archived: Archived) -> None:
    hold(archived)
    holds.end_hold(archived.stock, SESSION, HoldEnd.RELEASED, NOON + 20 * DAY, ("Dora", "Sepp"))
    live(archived, 89)
    assert archived.seen() == PICTURE
    live(archived, 90)
    assert archived.names() == set()


def test_a_hold_that_is_released_later_lets_it_go_at_once(archived: Archived) -> None:
    hold(archived)
    live(archived, 120)
    holds.end_hold(archived.stock, SESSION, HoldEnd.RELEASED, NOON + 120 * DAY)
    with pytest.raises(ShareGone):
        archived.seen()
    live(archived, 120)
    assert archived.names() == set()


def test_a_hold_can_be_made_longer_after_the_epochs_key_is_gone(archived: Archived) -> None:
    first = hold(archived)
    live(archived, 120)
    second = hold(archived, until_days=400, on_day=120)
    assert f"hold-{first.hold}" not in archived.stock.cabinet.names()
    live(archived, 300)
    assert archived.seen() == PICTURE
    assert archived.names() == {
        "recording.json", "key-1.json", "1.sealed", "2.sealed", f"hold-{second.hold}.json"
    }  # fmt: skip
    assert second.objects == 5


def test_a_hold_lies_beside_its_recording_so_that_a_lost_register_does_not_end_it(archived: Archived) -> None:
    held = hold(archived)
    archived.stock.register.remove(SESSION)
    assert entering.enter(archived.stock, SESSION, NOON + 95 * DAY) == held


def test_a_hold_that_somebody_else_wrote_holds_nothing(archived: Archived) -> None:
    held = hold(archived)
    name = f"recordings/{SESSION}/hold-{held.hold}.json"
    archived.store.put(name, archived.store.get(name).replace(b'"until":"2027', b'"until":"2099'))
    assert holds.of(archived.stock, SESSION, {held.hold: name}) is None


def test_a_hold_that_came_back_from_a_backup_without_its_key_holds_nothing(archived: Archived) -> None:
    held = hold(archived)
    name = f"recordings/{SESSION}/hold-{held.hold}.json"
    kept = archived.store.get(name)
    holds.end_hold(archived.stock, SESSION, HoldEnd.RELEASED, NOON + 20 * DAY)
    archived.store.put(name, kept)
    row = entering.enter(archived.stock, SESSION, NOON + 20 * DAY)
    assert row
    assert row.hold == ""


@pytest.mark.parametrize(("session", "until_days", "on_day"), [(OTHER, 200, 10), (SESSION, 5, 10), (SESSION, 200, 90)])
def test_what_is_not_there_or_due_or_over_is_not_held(
    archived: Archived, session: str, until_days: int, on_day: int
) -> None:
    until, now = NOON + until_days * DAY, NOON + on_day * DAY
    with pytest.raises(NotHeld):
        holds.set_hold(archived.stock, session, until, reason="r", reference="x", officers=(), now=now)
    with pytest.raises(NotHeld):
        holds.end_hold(archived.stock, session, HoldEnd.RELEASED, now)


@pytest.mark.parametrize("fails", ["store", "ledger"])
def test_a_hold_that_could_not_be_written_leaves_no_key(archived: Archived, fails: str) -> None:
    before = archived.stock.cabinet.names()
    if fails == "store":
        archived.store.fails = OSError("gone")
    else:
        archived.rows.is_gone = True
    with pytest.raises(OSError, match="gone"):
        hold(archived)
    archived.store.fails, archived.rows.is_gone = None, False
    assert archived.stock.cabinet.names() == before
    row = entering.enter(archived.stock, SESSION, NOON)
    assert row
    assert row.hold == ""
    assert archived.told(HoldSet) == []


def test_what_cannot_be_opened_any_more_cannot_be_held(archived: Archived) -> None:
    archived.stock.cabinet.destroy("2026-11-23")
    with pytest.raises(ShareGone):
        hold(archived)
    assert not any(name.startswith("hold-") for name in archived.stock.cabinet.names())


def test_a_share_of_a_stretch_that_does_not_exist_is_gone(archived: Archived) -> None:
    with pytest.raises(ShareGone):
        holds.archive_share(archived.stock, SESSION, 7)


def test_what_was_held_and_is_not_any_more_is_registered_as_before(archived: Archived) -> None:
    before = archived.stock.register.of(SESSION)
    held = hold(archived)
    assert before
    assert held.objects == before.objects + 1
    assert hold(archived, 300).objects == held.objects
    assert holds.end_hold(archived.stock, SESSION, HoldEnd.RELEASED, NOON + 20 * DAY, ("Dora", "Sepp")) == before
    assert archived.stock.register.of(SESSION) == before


def test_nothing_is_held_until_now(archived: Archived) -> None:
    with pytest.raises(NotHeld):
        hold(archived, until_days=10, on_day=10)


def test_a_held_recording_that_officers_have_deleted_takes_its_hold_along_and_says_by_whom(archived: Archived) -> None:
    held = hold(archived)
    sweeping.delete(archived.stock, held, Cause.ASKED, NOON + 20 * DAY, ("Dora",))
    (ended,) = archived.told(HoldEnded)
    assert ended == HoldEnded(
        at=NOON + 20 * DAY, session=SESSION, hold=held.hold, end=HoldEnd.RELEASED, officers=("Dora",)
    )
    assert archived.names() == set()
    assert f"hold-{held.hold}" not in archived.stock.cabinet.names()
    assert archived.stock.register.of(SESSION) is None
