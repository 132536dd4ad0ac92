from customer_client.injection import Pause
from customer_client.injection.strokes import (
    MoveTo,
    PressButton,
    PressKey,
    ReleaseButton,
    ReleaseKey,
    Rest,
    Stroke,
    Turn,
    Type,
    carry_out,
)
from tests.fakes.input_doors import FakeHand

STROKES: list[tuple[Stroke, tuple[object, ...]]] = [
    (Type("ä"), ("type", "ä")),
    (PressKey("Enter"), ("press", "Enter")),
    (ReleaseKey("Enter"), ("release", "Enter")),
    (MoveTo(1, 2), ("move", 1, 2)),
    (PressButton(0), ("press", 0)),
    (ReleaseButton(0), ("release", 0)),
    (Turn(1, -2), ("wheel", 1, -2)),
]


def test_what_a_keyboard_could_not_type_at_once_is_left_over() -> None:
    hand = FakeHand()
    hand.slow = True

    assert carry_out(Type("漢字"), hand, hand) == Rest(Type("字"), 0.01)


class Resting(FakeHand):
    """A keyboard that has to lend a key and cannot yet."""

    def press(self, what: str | int) -> Pause | None:
        return Pause(0, 0.03)


def test_a_key_that_could_not_be_pressed_at_once_is_left_over_whole() -> None:
    assert carry_out(PressKey("ж"), Resting(), FakeHand()) == Rest(PressKey("ж"), 0.03)


def test_each_stroke_reaches_its_door() -> None:
    hand = FakeHand()
    for stroke, _ in STROKES:
        carry_out(stroke, hand, hand)

    assert hand.done == [done for _, done in STROKES]
