"""When a keyframe that nobody waits for is in nobody's way. Pure; time is an argument, in seconds."""

from typing import Final

STILL: Final = 1.0
"""Seconds without a change after which people read what is there."""
TINY: Final = 0.001
"""Part of the screen that a caret takes, or the seconds of a clock: they go on when nobody does anything."""
CALM: Final = 2.0
"""Seconds in which nothing larger than that has changed."""
BETWEEN: Final = 0.3
"""Seconds without a change in that case: a caret has half a second, and who types has less."""
MOSTLY: Final = 0.75
"""Part of the screen from which on a new one, blurred at first, costs about what a keyframe costs."""


class Stillness:
    """What happens on the screen, as far as it tells when to code all of it anew."""

    def __init__(self) -> None:
        self._changed_at = self._large_at = float("-inf")
        self._blurred = False

    @property
    def blurred(self) -> bool:
        """Whether most of the last picture came at once and is not sharp yet: it has to be said again anyhow."""
        return self._blurred

    @property
    def due(self) -> float:
        """When the screen will have stood still for long enough, if nothing changes before."""
        return min(self._changed_at + STILL, max(self._large_at + CALM, self._changed_at + BETWEEN))

    def changed(self, part: float, now: float, *, moving: bool) -> None:
        """This part of the screen is new, 0 to 1, and perhaps there for a blink only."""
        if part > 0:
            self._changed_at = now
            self._blurred = part >= MOSTLY and not moving
        if part > TINY:
            self._large_at = now

    def coded(self, *, sharp: bool) -> None:
        """The change was coded, perhaps as fine as can be."""
        self._blurred = self._blurred and not sharp

    def said_again(self) -> None:
        """There is a keyframe, or a first refinement."""
        self._blurred = False
