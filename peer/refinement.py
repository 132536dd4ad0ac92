"""A picture that stands still becomes sharp: it is encoded again a few times, until there is next to nothing to add."""

from typing import Final

STILL_AFTER: Final = 0.045
"""Seconds without a change, while there was room for one. Shorter, and refinements would stand in the way of motion at
30 pictures a second."""
PAUSE: Final = 0.004
"""Seconds between two refinements, in which a change gets its turn first."""
AT_MOST: Final = 1000
"""Refinements per change. A whole screen of the densest text needs 4 on a fast line, and hundreds on a thin one."""


def next_to_nothing(width: int, height: int) -> int:
    """Bytes of a coded picture that says hardly more than "unchanged": twice what one of 1920x1080 (90 bytes) has."""
    return 24 + width * height // 12000


class Refinement:
    """One picture's way to sharpness."""

    def __init__(self) -> None:
        self._since = 0.0
        self._pause = STILL_AFTER
        self._left = 0

    def due(self, room_since: float) -> float | None:
        """When to refine, if a change could have been coded since `room_since`; None: there is nothing to refine."""
        return max(self._since, room_since) + self._pause if self._left > 0 else None

    def changed(self, now: float, *, sharp: bool = False) -> None:
        """There is a new picture, or the old one as a keyframe. `sharp`: what is new is as sharp as it can be."""
        if sharp and self._left == 0:
            return
        self._since, self._pause, self._left = now, STILL_AFTER, AT_MOST

    def made(self, now: float, *, done: bool) -> None:
        """A refinement was made. `done`: it was as fine as can be, and had next to nothing to say."""
        self._since, self._pause = now, PAUSE
        self._left = 0 if done else self._left - 1
