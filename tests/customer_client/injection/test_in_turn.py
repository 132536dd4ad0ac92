from collections.abc import Callable

import pytest

from customer_client.injection.in_turn import AT_MOST, InTurn
from customer_client.injection.strokes import (
    MoveTo,
    PressButton,
    PressKey,
    ReleaseButton,
    ReleaseKey,
    Rest,
    Stroke,
    Type,
)


class Timer:
    def __init__(self, after: float, act: Callable[[], None]) -> None:
        self.after, self.act, self.cancelled = after, act, False

    def cancel(self) -> None:
        self.cancelled = True


class Stage:
    """Doors that type one character of a text at a time, and a clock that the test turns."""

    def __init__(self) -> None:
        self.done: list[Stroke] = []
        self.timers: list[Timer] = []
        self.allowed = True
        self.strokes = InTurn(self._do, self._later, lambda: self.allowed)

    def _do(self, stroke: Stroke) -> Rest | None:
        if isinstance(stroke, Type) and len(stroke.text) > 1:
            self.done.append(Type(stroke.text[0]))
            return Rest(Type(stroke.text[1:]), 0.3)
        if stroke == PressKey("ж") and not self.timers:
            return Rest(stroke, 0.03)
        self.done.append(stroke)
        return None

    def _later(self, after: float, act: Callable[[], None]) -> Timer:
        self.timers.append(Timer(after, act))
        return self.timers[-1]

    def add(self, *strokes: Stroke) -> None:
        for stroke in strokes:
            self.strokes.add(stroke)

    def wait(self) -> None:
        timer = self.timers[-1]
        assert not timer.cancelled
        timer.act()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_what_needs_no_moment_is_done_at_once(stage: Stage) -> None:
    stage.add(MoveTo(1, 1), Type("a"), PressButton(0), ReleaseButton(0))

    assert stage.done == [MoveTo(1, 1), Type("a"), PressButton(0), ReleaseButton(0)]
    assert not stage.timers


def test_what_comes_after_a_text_that_needs_a_moment_waits_for_it_in_order(stage: Stage) -> None:
    stage.add(Type("漢字"), MoveTo(1, 1), Type("b"))
    assert stage.done == [Type("漢")]
    assert stage.timers[0].after == pytest.approx(0.3)
    stage.wait()

    assert stage.done == [Type("漢"), Type("字"), MoveTo(1, 1), Type("b")]


def test_nothing_that_waits_is_done_once_input_is_not_allowed(stage: Stage) -> None:
    stage.add(Type("rm -rf"), PressKey("Enter"))
    stage.allowed = False
    stage.wait()
    stage.allowed = True
    stage.add(Type("x"))

    assert stage.done == [Type("r"), Type("x")]


def test_a_release_is_done_at_once_although_text_waits(stage: Stage) -> None:
    stage.add(PressKey("Control"), Type("漢字"), ReleaseKey("Control"))

    assert stage.done == [PressKey("Control"), Type("漢"), ReleaseKey("Control")]


def test_a_release_whose_press_waits_comes_after_it(stage: Stage) -> None:
    stage.add(PressKey("ж"), ReleaseKey("ж"))
    assert not stage.done
    stage.wait()

    assert stage.done == [PressKey("ж"), ReleaseKey("ж")]


def test_when_control_is_taken_away_what_waits_goes_and_what_is_held_is_let_go_at_once(stage: Stage) -> None:
    stage.add(PressButton(0), Type("漢字"), PressKey("a"))
    stage.allowed = False
    stage.add(ReleaseKey("a"), ReleaseButton(0))

    assert stage.done == [PressButton(0), Type("漢"), ReleaseKey("a"), ReleaseButton(0)]
    assert stage.timers[0].cancelled


def test_what_waits_is_bounded_but_no_release_is_lost(stage: Stage) -> None:
    stage.add(Type("漢字"), PressKey("F5"))
    stage.add(*[MoveTo(1, 1)] * (2 * AT_MOST))
    stage.add(ReleaseKey("F5"))
    stage.wait()

    assert stage.done.count(MoveTo(1, 1)) < AT_MOST
    assert stage.done[-1] == ReleaseKey("F5")


def test_what_is_forgotten_leaves_no_timer_behind(stage: Stage) -> None:
    stage.add(Type("漢字"))
    stage.strokes.forget()

    assert stage.timers[0].cancelled
    stage.strokes.forget()
