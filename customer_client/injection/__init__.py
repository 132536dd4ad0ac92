"""Moving the customer's mouse and keys, for an agent who was allowed to.

* A **keyboard** types text and presses keys; a **pointer** moves, presses and scrolls. Both are doors, with fakes.
* A **stroke** is a single motion of one of them (`strokes`); what needs a moment waits, in its turn (`in_turn`).
* **Local input** tells when the customer used mouse or keyboard, which always wins, and when the panic key was pressed.
* A **note** says that a hand was at work; who finds it after a crash lets go what that hand held (`letting_go`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Pause:
    """A keyboard needs a moment. It never waits by itself: whoever calls it has more to see to."""

    typed: int
    """Characters that were typed."""
    seconds: float
    """Until the next one can be."""


class Keyboard(Protocol):
    """The customer's keyboard. Key names are W3C `KeyboardEvent.key` values."""

    def type_text(self, text: str) -> Pause | None:
        """Types characters, whatever the keyboard's layout is, until one of them needs a moment."""

    def press(self, key: str) -> Pause | None:
        """Holds a key down, or needs a moment. Raises `MessageRefused` for a name that is not on the allow-list."""

    def release(self, key: str) -> None:
        """Lets a key go. Raises `MessageRefused` as `press` does."""


class Pointer(Protocol):
    """The customer's mouse. Coordinates are pixels; buttons are W3C `MouseEvent.button` values."""

    def move(self, x: int, y: int) -> None:
        """Puts the pointer on a pixel."""

    def press(self, button: int) -> None:
        """Holds a button down."""

    def release(self, button: int) -> None:
        """Lets a button go."""

    def wheel(self, delta_x: int, delta_y: int) -> None:
        """Turns the wheel by notches; positive is right and down."""


class LocalInput(Protocol):
    """Watches the customer's own mouse and keyboard, and never says what was typed."""

    def start(self, used: Callable[[], None], panic: Callable[[], None]) -> None:
        """Calls `used` on every local input and `panic` on the panic key, from a thread of its own."""

    def stop(self) -> None:
        """Stops watching."""
