import pytest

from peer.showing import BEHIND, PATIENCE, Showing

STEP = 1500


@pytest.fixture
def showing() -> Showing:
    """Of a viewer that says what it has shown."""
    made = Showing()
    made.arrived(0, 0.0)
    made.shown(0)
    return made


def arrive(showing: Showing, *numbers: int, at: float = 0.0) -> None:
    for number in numbers:
        showing.arrived(number * STEP, at)


def test_a_viewer_that_shows_what_it_gets_holds_nobody_up(showing: Showing) -> None:
    for number in range(1, 100):
        arrive(showing, number, at=number / 60)
        assert showing.held_until(number / 60) is None
        showing.shown(number * STEP)


def test_pictures_wait_for_a_viewer_that_is_behind(showing: Showing) -> None:
    arrive(showing, *range(1, BEHIND), at=1.0)
    assert showing.held_until(1.0) is None
    arrive(showing, BEHIND, at=1.1)
    assert showing.held_until(1.1) == 1.0 + PATIENCE
    showing.shown(STEP)
    assert showing.held_until(1.1) is None


def test_to_show_a_picture_is_to_be_done_with_all_before_it(showing: Showing) -> None:
    arrive(showing, *range(1, 10))
    showing.shown(9 * STEP)
    assert showing.held_until(0.0) is None


def test_who_never_says_what_it_has_shown_holds_nobody_up() -> None:
    showing = Showing()
    arrive(showing, *range(1, 10))
    assert showing.held_until(0.0) is None


def test_what_was_never_shown_holds_up_for_a_while_only(showing: Showing) -> None:
    arrive(showing, 1, 2, 3)
    assert showing.held_until(PATIENCE - 0.01) == PATIENCE
    assert showing.held_until(PATIENCE) is None


def test_what_is_said_again_or_is_unknown_counts_for_nothing(showing: Showing) -> None:
    for _ in range(BEHIND):
        arrive(showing, 1, 0)
    showing.shown(77)
    assert showing.held_until(0.0) is None
    showing.shown(STEP)
    arrive(showing, *[1] * BEHIND)
    assert showing.held_until(0.0) is None


def test_timestamps_begin_anew_after_the_largest() -> None:
    showing = Showing()
    for number in range(-5, 5):
        showing.arrived(number % (1 << 32), 0.0)
        showing.shown(number % (1 << 32))
        assert showing.held_until(0.0) is None
    for number in range(5, 8):
        showing.arrived(number, 0.0)
    assert showing.held_until(0.0) is not None


def test_a_viewer_that_gets_nothing_is_not_waited_for(showing: Showing) -> None:
    arrive(showing, 1, 2, 3)
    showing.forget()
    assert showing.held_until(0.0) is None
    arrive(showing, 1)
    showing.shown(STEP)
    assert showing.held_until(0.0) is None
