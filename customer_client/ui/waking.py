"""When a button may be pressed: not before its window has been seen, and not twice by one double click. Pure."""

from dataclasses import dataclass, replace

WAITS = 1.5
"""Seconds from a window's appearance until a button that waits can be pressed."""
SETTLES = 0.4
"""Seconds during which no button can: what is pressed then was meant for the window before, or is a double click."""


@dataclass(frozen=True)
class Waking:
    """When a window appeared, and when something in it was last pressed; seconds of one clock."""

    appeared: float = 0.0
    pressed: float = float("-inf")

    def press(self, now: float) -> "Waking":
        """Something was pressed."""
        return replace(self, pressed=now)

    def due(self, *, waits: bool) -> float:
        """From when on a button can be pressed."""
        return max(self.appeared + (WAITS if waits else SETTLES), self.pressed + SETTLES)
