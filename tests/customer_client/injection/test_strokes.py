from customer_client.injection.strokes import (
    MoveTo,
    PressButton,
    PressKey,
    ReleaseButton,
    ReleaseKey,
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


def test_each_stroke_reaches_its_door() -> None:
    hand = FakeHand()
    for stroke, _ in STROKES:
        carry_out(stroke, hand, hand)

    assert hand.done == [done for _, done in STROKES]
