"""How often an agent's heart beats."""

import pytest

from agent_client.viewing.heart import AT_REST, WHILE_HELD, Heart
from protocol import peer_messages as m


def beats(heart: Heart, begin: float, end: float) -> list[float]:
    """The moments at which it beats, when it is asked every 250 ms."""
    quarters = (begin + number * 0.25 for number in range(1, round((end - begin) / 0.25) + 1))
    return [now for now in quarters if heart.beats(now)]


def test_at_rest_it_beats_once_a_second() -> None:
    heart = Heart()
    assert heart.beats(10.0)
    assert beats(heart, 10.0, 13.0) == [11.0, 12.0, 13.0]
    assert AT_REST == 1.0


@pytest.mark.parametrize("press", [m.KeyDown(key="Shift"), m.PointerDown(button=0, x=1, y=1)])
@pytest.mark.parametrize(
    "release", [m.ReleaseAll(), (m.KeyUp(key="Shift"), m.PointerUp(button=0, x=1, y=1))], ids=["all", "one by one"]
)
def test_while_something_is_held_it_beats_four_times_a_second(
    press: m.FromAgent, release: m.FromAgent | tuple[m.FromAgent, ...]
) -> None:
    heart = Heart()
    heart.beats(10.0)
    heart.used(press, 10.1)
    assert beats(heart, 10.1, 11.1) == pytest.approx([10.35, 10.6, 10.85, 11.1])
    for message in release if isinstance(release, tuple) else (release,):
        assert not heart.used(message, 11.2)
    assert len(beats(heart, 11.2, 13.2)) == 2
    assert WHILE_HELD == 0.25


def test_a_press_that_comes_long_after_a_beat_brings_one_along() -> None:
    heart = Heart()
    heart.beats(10.0)
    assert heart.used(m.KeyDown(key="Shift"), 10.9)
    assert not heart.used(m.KeyDown(key="Control"), 10.95)


def test_what_holds_nothing_brings_none_along() -> None:
    heart = Heart()
    heart.beats(10.0)
    for message in (m.TypeText(text="a"), m.PointerMove(x=1, y=1), m.Wheel(delta_x=0, delta_y=1)):
        assert not heart.used(message, 10.9)
