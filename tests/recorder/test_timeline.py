from hypothesis import given
from hypothesis import strategies as st

from recorder.timeline import STRAY, Timeline


def test_the_first_picture_is_at_zero() -> None:
    assert Timeline(123, 7.0).place(123, 7.0) == 0


def test_the_customers_clock_counts_not_the_networks() -> None:
    line = Timeline(0, 10.0)
    line.place(0, 10.0)
    assert [line.place(9000, 10.35), line.place(18_000, 10.36)] == [100, 200]


def test_the_customers_clock_may_wrap() -> None:
    start = 2**32 - 9000
    line = Timeline(start, 0.0)
    assert [line.place(start, 0.0), line.place(0, 0.1), line.place(9000, 0.2)] == [0, 100, 200]


def test_no_two_pictures_share_a_millisecond() -> None:
    line = Timeline(0, 0.0)
    assert [line.place(0, 0.0), line.place(0, 0.0), line.place(1, 0.0), line.place(900, 0.01)] == [0, 1, 2, 10]


def test_a_clock_that_leaps_is_not_believed() -> None:
    line = Timeline(0, 0.0)
    line.place(0, 0.0)
    assert line.place(2**31 - 1, 1.0) == 1000
    assert line.place((2**31 - 1 + 9000) % 2**32, 1.1) == 1100


def test_a_still_screen_takes_its_time() -> None:
    line = Timeline(0, 0.0)
    line.place(0, 0.0)
    assert line.place(90_000 * 3600, 3600.0) == 3_600_000


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.floats(0, 5)), min_size=1, max_size=50))
def test_whatever_the_customer_says_time_goes_forward_and_stays_near_ours(pictures: list[tuple[int, float]]) -> None:
    line, now, last = Timeline(pictures[0][0], 0.0), 0.0, -1
    for count, (timestamp, passed) in enumerate(pictures):
        now += passed
        placed = line.place(timestamp, now)
        assert placed > last
        assert placed <= now * 1000 + STRAY + count + 1
        last = placed
