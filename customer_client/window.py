"""The door to the customer's eyes and hands: whatever draws a `Status` and says what the customer did.

The client runs in a thread of its own; the window has the main thread, as toolkits want it. Everything but `run` may be
called from any thread and returns at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from customer_client.status import Status


@dataclass(frozen=True)
class Rectangle:
    """A part of the screen, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        """Whether the pixel lies in it."""
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True)
class OwnWindows:
    """Where this program's own windows are: nothing of the agent's is ever injected into them."""

    rectangles: tuple[Rectangle, ...] = ()
    """Frames and title bars included."""
    has_focus: bool = False
    """Whether what is typed now would reach one of them."""

    def cover(self, x: int, y: int) -> bool:
        """Whether the pixel belongs to one of them."""
        return any(rectangle.contains(x, y) for rectangle in self.rectangles)


class Window(Protocol):
    """The customer's windows, all of them. Made with what to call for everything the customer does."""

    def show(self, status: Status) -> None:
        """Draws this from now on."""

    def own_rectangles(self) -> Sequence[tuple[int, int, int, int]]:
        """Where the windows are, title bars included: x, y, width, height, as last known to the toolkit."""

    def has_focus(self) -> bool:
        """Whether what is typed now would reach one of them."""

    def run(self) -> None:
        """Shows the windows until `close`, in the main thread."""

    def close(self) -> None:
        """Makes `run` return."""


def own_windows(window: Window) -> OwnWindows:
    """Where the windows are at this moment."""
    rectangles = tuple(Rectangle(*rectangle) for rectangle in window.own_rectangles())
    return OwnWindows(rectangles, window.has_focus())
