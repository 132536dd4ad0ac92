"""The rule by itself. How it does on a line stands in test_bulk_sender.py."""

from collections.abc import Callable

import pytest

from peer.scavenger import (
    DRAIN_EVERY,
    FALL,
    FASTEST,
    FIRST_WINDOW,
    IDLE,
    LARGEST_WINDOW,
    PASSING,
    SMALLEST_WINDOW,
    TARGET,
    Scavenger,
)

BASE = 0.04
Hear = Callable[..., Scavenger]


@pytest.fixture
def hear() -> Hear:
    """Lets a scavenger hear of a packet each millisecond, with that queue, for so many seconds."""
    scavenger = Scavenger()
    now = 0.0

    def for_seconds(seconds: float, queue: float = 0.0, *, full: bool = True, base: float = BASE) -> Scavenger:
        nonlocal now
        until = now + seconds
        while now < until:
            now += 0.001
            scavenger.arrived(1, base + queue, full=full, now=now)
        return scavenger

    return for_seconds


def test_it_begins_small_and_grows_while_no_queue_shows(hear: Hear) -> None:
    assert Scavenger().window == FIRST_WINDOW
    assert hear(0.5).window > 20 * FIRST_WINDOW


def test_it_does_not_grow_when_nothing_is_held_back(hear: Hear) -> None:
    assert hear(1, full=False).window == FIRST_WINDOW


def test_the_first_sign_of_a_queue_ends_the_start(hear: Hear) -> None:
    before = hear(0.41).window
    after = hear(0.01, TARGET).window
    assert after < before
    assert hear(0.1, TARGET / 2).window < 1.3 * after, "it grows slower from now on"


def test_a_standing_queue_halves_the_window_each_round(hear: Hear) -> None:
    before = hear(0.5).window
    hear(0.01, 0.2)
    assert hear(1.5, 0.2).window < before * FALL**3


def test_a_queue_that_passes_costs_little(hear: Hear) -> None:
    hear(0.5)
    before = hear(0.3, TARGET).window
    after = hear(0.08, 5 * TARGET).window
    assert after >= before * PASSING * PASSING


def test_the_queue_that_is_aimed_at_leaves_the_window_alone(hear: Hear) -> None:
    hear(0.5)
    before = hear(0.2, TARGET).window
    assert hear(1.0, TARGET).window == pytest.approx(before)


def test_the_window_stays_within_bounds(hear: Hear) -> None:
    assert hear(2).window <= min(LARGEST_WINDOW, FASTEST * (BASE + TARGET))
    assert hear(6, 0.5).window == SMALLEST_WINDOW


def test_the_pace_has_a_bound_however_short_the_line(hear: Hear) -> None:
    assert hear(2, base=0.0001).pace <= FASTEST


def test_losses_by_chance_say_nothing(hear: Hear) -> None:
    scavenger = hear(1)
    before = scavenger.window
    for _ in range(20):
        scavenger.lost(1)
        hear(0.05)
    assert scavenger.window >= before


def test_many_losses_shrink_the_window_and_make_it_cautious(hear: Hear) -> None:
    scavenger = hear(0.3)
    before = hear(0.3, TARGET).window
    scavenger.lost(30)
    after = hear(0.15, TARGET).window
    assert after < 0.9 * before
    assert hear(0.2).window < 1.1 * after
    assert hear(2).window > 1.5 * after


def test_a_peer_that_does_not_answer_halves_the_window() -> None:
    scavenger = Scavenger()
    scavenger.silent()
    assert scavenger.window == FIRST_WINDOW / 2
    for _ in range(10):
        scavenger.silent()
    assert scavenger.window == SMALLEST_WINDOW


def test_now_and_then_the_queue_is_drained_to_see_the_line(hear: Hear) -> None:
    hear(0.5)
    windows = [hear(0.02, TARGET).window for _ in range(int(1.5 * DRAIN_EVERY / 0.02))]
    drained = [window for window in windows if window < 0.6 * max(windows)]
    assert 0 < len(drained) < 0.05 * len(windows)


def test_a_longer_route_is_believed_after_a_while(hear: Hear) -> None:
    assert hear(1).base == pytest.approx(BASE)
    assert hear(22, base=2 * BASE).base == pytest.approx(2 * BASE)


def test_after_a_pause_nothing_is_known(hear: Hear) -> None:
    scavenger = hear(1)
    scavenger.arrived(1, BASE, full=True, now=1 + 2 * IDLE)
    assert scavenger.window == FIRST_WINDOW


def test_what_was_sent_twice_moves_no_measure() -> None:
    scavenger = Scavenger()
    scavenger.arrived(1, None, full=True, now=1.0)
    assert scavenger.base == 0.0
