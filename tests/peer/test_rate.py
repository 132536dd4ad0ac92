import pytest

from peer.rate import CREDIT, FALL_AT_MOST, SHARE, Pacing, Rate

MEGABIT = 1_000_000


@pytest.fixture
def rate() -> Rate:
    return Rate(ceiling=10 * MEGABIT, floor=MEGABIT)


def test_the_rate_begins_at_the_ceiling(rate: Rate) -> None:
    assert rate.at(5.0) == 10 * MEGABIT


def test_an_estimate_lowers_the_rate_step_by_step_down_to_the_floor(rate: Rate) -> None:
    rate.estimate(100, 1.0)
    assert rate.at(1.0) == pytest.approx(10 * MEGABIT * FALL_AT_MOST, rel=1e-6)
    for _ in range(20):
        rate.estimate(100, 1.0)
    assert rate.at(1.0) == MEGABIT


def test_an_estimate_above_the_rate_says_nothing(rate: Rate) -> None:
    rate.allow(3 * MEGABIT, 1.0)
    rate.estimate(4 * MEGABIT, 1.0)
    assert rate.at(1.0) == 3 * MEGABIT


def test_the_rate_recovers(rate: Rate) -> None:
    rate.estimate(9 * MEGABIT, 1.0)
    assert 9 * MEGABIT < rate.at(1.5) < 10 * MEGABIT
    assert rate.at(9.0) == 10 * MEGABIT


def test_the_rate_recovers_no_further_than_allowed(rate: Rate) -> None:
    rate.allow(2 * MEGABIT, 1.0)
    assert rate.at(1000.0) == 2 * MEGABIT
    rate.allow(99 * MEGABIT, 1001.0)
    assert rate.at(1001.0) == 10 * MEGABIT
    rate.allow(0, 1002.0)
    assert rate.at(1002.0) == MEGABIT


def test_after_a_pause_a_picture_may_use_the_whole_credit() -> None:
    assert Pacing().budget(MEGABIT, 10.0) == pytest.approx(CREDIT * MEGABIT)


def test_small_pictures_leave_at_once() -> None:
    pacing = Pacing()
    pacing.sent(1000, MEGABIT, 10.0)
    assert pacing.free_at(MEGABIT) < 10.0


def test_the_next_picture_waits_until_its_share_is_free() -> None:
    pacing = Pacing()
    pacing.sent(MEGABIT // 8, MEGABIT, 10.0)
    assert pacing.free_at(MEGABIT) == pytest.approx(11.0 - CREDIT + SHARE)
    assert pacing.free_at(2 * MEGABIT) < pacing.free_at(MEGABIT)


def test_motion_gets_smaller_pictures_instead_of_fewer() -> None:
    pacing, now, size = Pacing(), 10.0, 0
    for _ in range(120):
        assert pacing.free_at(MEGABIT) <= now + 1e-9
        size = int(pacing.budget(MEGABIT, now) / 8)
        pacing.sent(size, MEGABIT, now)
        now += SHARE
    assert size == pytest.approx(SHARE * MEGABIT / 8, rel=0.01)
