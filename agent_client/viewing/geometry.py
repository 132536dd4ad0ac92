"""Which pixel of the window is which pixel of the customer's screen.

All lengths here are device pixels: one of them is one light on the agent's monitor, whatever the desktop's scaling.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import floor

from peer.picture import Area


class Mode(StrEnum):
    """How the customer's screen is fitted into the window."""

    FIT = "fit"
    """All of it, as large as the window allows."""
    ACTUAL = "actual"
    """One pixel for one pixel, with scrolling where the window is smaller."""


@dataclass(frozen=True)
class Rectangle:
    """Where something is, in device pixels of the window. Left and top may lie outside it."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Viewport:
    """A window area of `width` x `height` that shows a screen."""

    width: int
    height: int
    screen_width: int
    screen_height: int
    mode: Mode = Mode.FIT
    scrolled_x: int = 0
    scrolled_y: int = 0

    @property
    def placed(self) -> Rectangle:
        """Where the screen's picture lies in the window."""
        width, height = self._size()
        left, top = (self.width - width) // 2, (self.height - height) // 2
        if self.mode is Mode.ACTUAL:
            left = left if left >= 0 else -min(self.scrolled_x, self.range_x)
            top = top if top >= 0 else -min(self.scrolled_y, self.range_y)
        return Rectangle(left, top, width, height)

    @property
    def range_x(self) -> int:
        """How far one can scroll to the right."""
        return max(0, self._size()[0] - self.width)

    @property
    def range_y(self) -> int:
        """How far one can scroll down."""
        return max(0, self._size()[1] - self.height)

    def to_screen(self, x: float, y: float) -> tuple[int, int] | None:
        """The customer's pixel under a point of the window, or `None` beside the picture."""
        placed = self.placed
        inside = 0 <= x - placed.left < placed.width and 0 <= y - placed.top < placed.height
        return self.nearest(x, y) if inside else None

    def nearest(self, x: float, y: float) -> tuple[int, int]:
        """The customer's pixel nearest to a point of the window, for drags that leave the picture."""
        placed = self.placed
        return (
            _to_screen(floor(x) - placed.left, placed.width, self.screen_width),
            _to_screen(floor(y) - placed.top, placed.height, self.screen_height),
        )

    def to_window(self, x: int, y: int) -> tuple[int, int]:
        """A device pixel of the window that shows the customer's pixel, or is nearest to it."""
        placed = self.placed
        return (
            placed.left + _to_window(x, placed.width, self.screen_width),
            placed.top + _to_window(y, placed.height, self.screen_height),
        )

    def _size(self) -> tuple[int, int]:
        """The picture's size in the window: never distorted, and enlarged twofold or more only by whole numbers."""
        if self.mode is Mode.ACTUAL:
            return self.screen_width, self.screen_height
        scale = min(self.width / self.screen_width, self.height / self.screen_height)
        if scale >= 2:  # noqa: PLR2004  # from twofold on, whole pixels look sharper than a little more size
            scale = floor(scale)
        return max(1, round(self.screen_width * scale)), max(1, round(self.screen_height * scale))


def on_desktop(x: int, y: int, picture: tuple[int, int], area: Area | None) -> tuple[int, int]:
    """Where a pixel of the picture lies on the customer's desktop, of which the picture shows `area`.

    Most pictures have one pixel for each of the desktop's; on some systems they have more.
    """
    if area is None:
        return x, y
    return area.left + x * area.width // picture[0], area.top + y * area.height // picture[1]


def in_picture(x: int, y: int, picture: tuple[int, int], area: Area | None) -> tuple[int, int] | None:
    """The inverse: the first of the picture's pixels that shows this place, or `None` if none does."""
    if area is None or not area.contains(x, y):
        return None
    return -(-(x - area.left) * picture[0] // area.width), -(-(y - area.top) * picture[1] // area.height)


def _to_screen(at: int, shown: int, real: int) -> int:
    """Enlarged: the pixel whose area `at` lies in. Made smaller: ends to ends, so that every edge can be reached."""
    at = min(max(at, 0), shown - 1)
    if shown >= real:
        return at * real // shown
    return round(at * (real - 1) / max(1, shown - 1))


def _to_window(at: int, shown: int, real: int) -> int:
    """The inverse: of all that `_to_screen` maps to `at`, the middle, or what comes nearest."""
    if shown >= real:
        first, after = -(-at * shown // real), -(-(at + 1) * shown // real)
        return (first + after - 1) // 2
    return round(at * (shown - 1) / max(1, real - 1))
