"""How large things are and in which type: fitted to the screen, then enlarged if the person wants it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from customer_client.ui.palette import Palette

FAMILIES = ("Segoe UI", "SF Pro Text", "Noto Sans", "Open Sans", "DejaVu Sans", "Liberation Sans", "Helvetica", "Arial")
"""Typefaces for the screen, the best first."""

DESIGN_HEIGHT = 980
"""All sizes in the code are pixels on a screen of this height."""
TALLEST, WIDEST = 800, 1010
"""Most windows at that size, with title bar. A taller page is drawn smaller until it fits."""
LARGER = 1.3
"""What "Larger type" does."""
SMALLEST = 0.8
_ROOM = 40
"""Pixels of the screen that a task bar may take."""


def scale(width: int, height: int, dots_per_inch: float, *, larger: bool) -> float:
    """How much larger than designed everything is drawn."""
    wanted = max(height / DESIGN_HEIGHT, _steps(dots_per_inch / 96))
    wide = (width - _ROOM) / WIDEST
    fits = min(wanted, (height - _ROOM) / TALLEST, wide)
    return max(SMALLEST, min(fits * LARGER, wide) if larger else fits)


def _steps(factor: float) -> float:
    """Rounded down to quarters: what a screen says about its size is often slightly wrong."""
    return int(factor * 4) / 4


def choose_family(available: Iterable[str]) -> str:
    """The best typeface that is there; Tk's own choice when none is."""
    there = set(available)
    return next((family for family in FAMILIES if family in there), "TkDefaultFont")


@dataclass(frozen=True)
class Style:
    """Colours, typeface and size, as a window needs them."""

    palette: Palette
    family: str
    scale: float

    def fitted(self, factor: float) -> "Style":
        """The same, smaller: for a page that would not fit on the screen."""
        return replace(self, scale=self.scale * factor)

    def px(self, designed: float) -> int:
        """A length, on this screen; never nothing."""
        return max(1, round(designed * self.scale))

    def font(self, designed: float, *, bold: bool = False) -> tuple[str, int, str]:
        """A font for Tk: a negative size is in pixels."""
        return (self.family, -self.px(designed), "bold" if bold else "normal")
