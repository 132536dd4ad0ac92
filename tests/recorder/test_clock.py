import time
from datetime import UTC, datetime, timedelta

import pytest

from recorder import clock
from recorder.clock import JUMP, ClockJumped, Steady, SystemClock
from tests.fakes.recorder_doors import NOON

SECOND = timedelta(seconds=1)


def test_now_is_now_on_both_clocks() -> None:
    before = time.monotonic(), datetime.now(UTC)
    now = SystemClock().now()
    after = time.monotonic(), datetime.now(UTC)
    assert before[0] <= now.monotonic <= after[0]
    assert before[1] <= now.utc <= after[1]
    assert now.utc.tzinfo is UTC


@pytest.mark.parametrize("jump", [JUMP + SECOND, -JUMP - SECOND, timedelta(days=100), timedelta(days=-100)])
@pytest.mark.promise("P19")
def test_a_clock_that_jumps_is_not_believed_until_it_is_back(jump: timedelta) -> None:
    steady = Steady(100, NOON)
    assert steady.look(110, NOON + 10 * SECOND + jump) == NOON + 10 * SECOND
    assert steady.jumped
    assert steady.look(7300, NOON + 7200 * SECOND + jump) == NOON + 7200 * SECOND
    assert steady.look(7310, NOON + 7210 * SECOND) == NOON + 7210 * SECOND
    assert not steady.jumped


def test_a_clock_that_is_set_right_by_and_by_is_believed() -> None:
    steady = Steady(0, NOON)
    for minute in range(1, 61):
        wall = NOON + minute * timedelta(seconds=61)
        assert steady.look(minute * 60, wall) == wall
    assert not steady.jumped


def test_a_machine_that_slept_has_not_jumped() -> None:
    steady = Steady(0, NOON)
    steady.look(8 * 3600, NOON + timedelta(hours=8))
    assert not steady.jumped


@pytest.mark.promise("P18")
def test_while_the_clock_is_not_believed_nothing_may_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    system, uptime = SystemClock(), clock._uptime
    system.check()
    with monkeypatch.context() as patched:
        patched.setattr(clock, "_uptime", lambda: uptime() - 2 * JUMP.total_seconds())
        with pytest.raises(ClockJumped, match="clock"):
            system.check()
    system.check()
