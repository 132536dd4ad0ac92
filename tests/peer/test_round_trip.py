import pytest

from peer.round_trip import FIRST_PATIENCE, LEAST_PATIENCE, MOST_PATIENCE, RoundTrip


def test_nothing_is_known_before_the_first_answer() -> None:
    assert RoundTrip().value is None
    assert RoundTrip().patience(0) == FIRST_PATIENCE


def test_an_even_line_allows_little_patience() -> None:
    round_trip = RoundTrip()
    for _ in range(50):
        round_trip.learn(0.1)
    assert round_trip.value == pytest.approx(0.1)
    assert round_trip.patience(0) == pytest.approx(0.1, abs=0.01)


def test_on_a_short_line_a_busy_computer_is_waited_for() -> None:
    round_trip = RoundTrip()
    for _ in range(50):
        round_trip.learn(0.001)
    assert round_trip.patience(0) == LEAST_PATIENCE


def test_an_uneven_line_asks_for_more() -> None:
    round_trip = RoundTrip()
    for sample in [0.05, 0.15] * 25:
        round_trip.learn(sample)
    assert round_trip.patience(0) > 0.2


def test_each_question_in_vain_doubles_it_up_to_a_bound() -> None:
    round_trip = RoundTrip()
    round_trip.learn(0.04)
    waits = [round_trip.patience(asked) for asked in range(20)]
    assert waits[1] == pytest.approx(2 * waits[0])
    assert waits[-1] == MOST_PATIENCE
