"""A picture that stands still becomes sharp: it is encoded again a few times, until there is next to nothing to add."""

from typing import Final

STILL_AFTER: Final = 0.03
"""Seconds without a change. Shorter, and refinements would stand in the way of motion at 30 pictures a second."""
PAUSE: Final = 0.004
"""Seconds between two refinements, in which a change gets its turn first."""
AT_MOST: Final = 40
"""Refinements per change. A whole screen of the densest text needs 14 on a fast line, and more on a thin one."""


def next_to_nothing(width: int, height: int) -> int:
    """Bytes of a coded picture that says hardly more than "unchanged": twice what one of 1920x1080 (90 bytes) has."""
    return 24 + width * height // 12000


class Refinement:
    """One picture's way to sharpness."""

    def __init__(self) -> None:
        self.due: float | None = None
        self._left = 0

    def changed(self, now: float) -> None:
        """There is a new picture, or the old one as a blurred keyframe."""
        self.due, self._left = now + STILL_AFTER, AT_MOST

    def made(self, size: int, enough: int, now: float) -> None:
        """A refinement of `size` bytes was made."""
        self._left -= 1
        self.due = now + PAUSE if self._left > 0 and size > enough else None
