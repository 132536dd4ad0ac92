import pytest

from customer_client.capture.pace import BURST, PER_SECOND, Pace


def test_pictures_after_a_pause_come_at_once() -> None:
    pace = Pace()
    for _ in range(int(BURST)):
        assert pace.delay(10.0) == 0
        pace.taken(10.0)

    assert pace.delay(10.0) == pytest.approx(1 / PER_SECOND)


def test_in_the_long_run_there_are_no_more_than_a_screen_shows() -> None:
    pace, now, taken = Pace(), 0.0, 0
    while now < 10:
        now += pace.delay(now) + 1e-6
        pace.taken(now)
        taken += 1

    assert taken == pytest.approx(10 * PER_SECOND + BURST, abs=2)
