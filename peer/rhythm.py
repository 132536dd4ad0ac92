"""When to take the next picture: so that it is there when the one before is coded, and not a moment older."""

from typing import Final

_NEWEST: Final = 0.3
"""Weight of the newest duration: the work changes with what is on the screen."""


class Rhythm:
    """Learns how long it takes to take a picture, and to code one."""

    def __init__(self) -> None:
        self._taking = 0.0
        self._coding = 0.0

    def taken(self, seconds: float) -> None:
        """So long was it from the moment a picture shows to the moment it could be coded."""
        self._taking += _NEWEST * (seconds - self._taking)

    def coded(self, seconds: float) -> None:
        """So long did it take until a picture was coded."""
        self._coding += _NEWEST * (seconds - self._coding)

    @property
    def lead(self) -> float:
        """Seconds after a picture began to be coded, at which the next one may be taken."""
        return max(0.0, self._coding - self._taking)
