import pytest

from archive.opening.messages import Project
from archive.opening.viewing import SILENCE, Viewings
from tests.fakes.opening_archive import FakeProjection

HALF_AN_HOUR = 1800.0


def projection() -> FakeProjection:
    return FakeProjection(Project(b"", {}, ("Dora", "Sepp"), "7K3M-9QF2"), lambda _: None)


@pytest.mark.promise("P20")
def test_after_half_an_hour_it_is_over_however_much_is_asked() -> None:
    viewings, shown = Viewings(), projection()
    token = viewings.begin(shown, 0.0).token
    for second in range(0, 1800, 30):
        assert viewings.of(token, float(second))
        viewings.sweep(float(second))
    assert viewings.of(token, HALF_AN_HOUR) is None
    assert not shown.killed
    viewings.sweep(HALF_AN_HOUR)
    assert shown.killed


def test_when_nobody_looks_any_more_it_is_over() -> None:
    viewings, shown = Viewings(), projection()
    token = viewings.begin(shown, 0.0).token
    assert viewings.of(token, SILENCE - 1)
    viewings.sweep(2 * SILENCE - 2)
    assert not shown.killed
    viewings.sweep(2 * SILENCE)
    assert shown.killed
    assert viewings.of(token, 2 * SILENCE) is None


def test_each_opening_has_a_token_of_its_own_that_nobody_guesses() -> None:
    viewings = Viewings()
    tokens = {viewings.begin(projection(), 0.0).token for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43
    assert viewings.of("x" * 43, 0.0) is None


def test_when_the_archive_stops_everything_is_over() -> None:
    viewings, shown = Viewings(), [projection() for _ in range(3)]
    for one in shown:
        viewings.begin(one, 0.0)
    viewings.end_all()
    assert all(one.killed for one in shown)


def test_it_says_how_much_time_is_left() -> None:
    viewing = Viewings().begin(projection(), 100.0)
    assert (viewing.left(100.0), viewing.left(1000.0), viewing.left(9000.0)) == (1800.0, 900.0, 0.0)
    assert viewing.token not in repr(viewing)
