from datetime import UTC, datetime, timedelta

import pytest

from archive import clock_watch
from archive.clock import Reading
from archive.clock_watch import Memory

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = 60.0
DAY = 24 * 60 * MINUTE


def reading(wall: float, steady: float | None = None, boot: str = "first") -> Reading:
    """Seconds since noon by each clock; both the same unless told."""
    return Reading(NOON + timedelta(seconds=wall), 1000.0 + (wall if steady is None else steady), boot)


def seen(*readings: Reading) -> Memory:
    memory: Memory | None = None
    for one in readings:
        memory = clock_watch.judged(memory, one)
    assert memory
    return memory


def test_a_clock_that_goes_as_it_should_is_believed() -> None:
    memory = seen(*(reading(minute * MINUTE) for minute in range(600)))
    assert memory.jump is None
    assert memory.newest == reading(599 * MINUTE).wall


@pytest.mark.parametrize(
    ("wall", "steady", "seconds"),
    [
        (MINUTE + 301, MINUTE, 301),
        (MINUTE - 301, MINUTE, -301),
        (DAY * 90, MINUTE, round(DAY * 90 - MINUTE)),
        (-DAY * 365, MINUTE, round(-DAY * 365 - MINUTE)),
    ],
)
@pytest.mark.promise("P19")
def test_a_clock_that_leaps_is_not(wall: float, steady: float, seconds: int) -> None:
    memory = seen(reading(0), reading(wall, steady))
    assert memory.jump
    assert memory.jump.seconds == seconds


@pytest.mark.parametrize("off", [-299.0, 299.0])
def test_a_small_correction_is_no_leap(off: float) -> None:
    assert seen(reading(0), reading(MINUTE + off, MINUTE)).jump is None


@pytest.mark.parametrize("step", [60.0, -60.0])
def test_many_small_corrections_the_same_way_are_one_leap(step: float) -> None:
    readings = [reading(count * (MINUTE + step), count * MINUTE) for count in range(7)]
    assert seen(*readings[:5]).jump is None
    assert seen(*readings).jump


def test_a_machine_that_slept_has_not_leapt() -> None:
    assert seen(reading(0), reading(8 * 60 * MINUTE)).jump is None


def test_after_a_leap_nothing_is_believed_until_somebody_confirms() -> None:
    leapt = seen(reading(0), reading(DAY, MINUTE))
    assert clock_watch.judged(leapt, reading(2 * MINUTE)) == leapt
    assert leapt.newest == NOON
    again = clock_watch.confirmed(reading(DAY, 2 * MINUTE))
    assert clock_watch.judged(again, reading(DAY + MINUTE, 3 * MINUTE)).jump is None


def test_a_leap_while_the_archive_was_off_is_seen_as_long_as_the_machine_was_on() -> None:
    before = seen(reading(0), reading(MINUTE))
    assert clock_watch.judged(before, reading(DAY, 10 * MINUTE)).jump
    assert clock_watch.judged(before, reading(10 * DAY, 10 * DAY)).jump is None


@pytest.mark.promise("P19")
def test_a_machine_that_was_off_for_ten_days_is_believed() -> None:
    memory = seen(reading(0), reading(10 * DAY, 5, "second"), reading(10 * DAY + MINUTE, 5 + MINUTE, "second"))
    assert memory.jump is None
    assert memory.anchor.boot == "second"


def test_a_machine_that_wakes_up_in_the_past_is_not() -> None:
    memory = seen(reading(0), reading(MINUTE), reading(-DAY, 5, "second"))
    assert memory.jump
    assert memory.jump.seconds == round(-DAY - MINUTE)


def test_a_machine_that_wakes_up_a_little_in_the_past_is_believed() -> None:
    assert seen(reading(0), reading(-200, 5, "second")).jump is None


def test_small_steps_back_over_many_starts_are_seen() -> None:
    starts = [reading(-200.0 * count, 5, f"boot {count}") for count in range(3)]
    assert seen(*starts).jump
