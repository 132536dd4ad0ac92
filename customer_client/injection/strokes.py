"""Strokes: single motions of mouse and keyboard, as they are carried out at the doors."""

from dataclasses import dataclass
from typing import assert_never

from customer_client.injection import Keyboard, Pointer


@dataclass(frozen=True)
class Type:
    """Type these characters."""

    text: str


@dataclass(frozen=True)
class PressKey:
    """Hold this key down."""

    key: str


@dataclass(frozen=True)
class ReleaseKey:
    """Let this key go."""

    key: str


@dataclass(frozen=True)
class MoveTo:
    """Put the pointer here."""

    x: int
    y: int


@dataclass(frozen=True)
class PressButton:
    """Hold this mouse button down."""

    button: int


@dataclass(frozen=True)
class ReleaseButton:
    """Let this mouse button go."""

    button: int


@dataclass(frozen=True)
class Turn:
    """Turn the wheel by so many notches."""

    delta_x: int
    delta_y: int


Stroke = Type | PressKey | ReleaseKey | MoveTo | PressButton | ReleaseButton | Turn


@dataclass(frozen=True)
class Rest:
    """What is left of a stroke, to be done after so many seconds."""

    stroke: Stroke
    after: float


def carry_out(stroke: Stroke, keyboard: Keyboard, pointer: Pointer) -> Rest | None:
    """Does it at the doors, as far as they can at once."""
    match stroke:
        case Type(text):
            if pause := keyboard.type_text(text):
                return Rest(Type(text[pause.typed :]), pause.seconds)
        case PressKey(key):
            if pause := keyboard.press(key):
                return Rest(stroke, pause.seconds)
        case ReleaseKey(key):
            keyboard.release(key)
        case MoveTo(x, y):
            pointer.move(x, y)
        case PressButton(button):
            pointer.press(button)
        case ReleaseButton(button):
            pointer.release(button)
        case Turn(delta_x, delta_y):
            pointer.wheel(delta_x, delta_y)
        case _:
            assert_never(stroke)
    return None
