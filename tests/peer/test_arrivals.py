import pytest

from peer.arrivals import UNFINISHED, Arrivals
from peer.congestion import Acknowledgement


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


def test_a_picture_is_acknowledged_once_with_how_it_came(arrivals: Arrivals) -> None:
    for at in (1.0, 1.25, 1.5):
        arrivals.packet(7, 1200, at)
    assert arrivals.to_say() == []
    arrivals.complete(7, 1.5)
    assert arrivals.to_say() == [Acknowledgement(7, 0.5, 0.0, 2400)]
    assert arrivals.to_say() == []


def test_waiting_for_repetitions_is_told_apart(arrivals: Arrivals) -> None:
    arrivals.packet(7, 1200, 1.0)
    arrivals.repetition(7)
    arrivals.complete(7, 1.25)
    assert arrivals.to_say() == [Acknowledgement(7, 0.0, 0.25, 0)]


def test_a_probe_of_what_is_complete_is_answered_again(arrivals: Arrivals) -> None:
    arrivals.packet(7, 1200, 1.0)
    arrivals.complete(7, 1.0)
    first = arrivals.to_say()
    arrivals.repetition(6)
    assert arrivals.to_say() == []
    arrivals.repetition(7)
    assert arrivals.to_say() == first


def test_a_picture_that_came_by_repetition_alone_says_nothing_of_the_line(arrivals: Arrivals) -> None:
    arrivals.repetition(7)
    arrivals.complete(7, 1.0)
    assert arrivals.to_say() == [Acknowledgement(7, 0.0, 0.0, 0)]


def test_pictures_that_never_end_use_up_no_memory(arrivals: Arrivals) -> None:
    for number in range(10 * UNFINISHED):
        arrivals.packet(number, 1200, 1.0)
    assert len(arrivals._pictures) == UNFINISHED
