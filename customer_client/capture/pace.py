"""How fast pictures may follow each other: at once after a pause, at a screen's own rate when they do not end."""

PER_SECOND = 60.0
"""Pictures per second, in the long run: more than a screen shows is work for nothing."""
BURST = 3.0
"""Pictures that may come at once after a pause: a letter is often drawn in several steps, and the last one counts."""


class Pace:
    """A bucket that fills with time and empties with pictures."""

    def __init__(self) -> None:
        self._left = BURST
        self._at: float | None = None

    def delay(self, now: float) -> float:
        """Seconds to wait before the next picture."""
        self._fill(now)
        return max(0.0, (1.0 - self._left) / PER_SECOND)

    def taken(self, now: float) -> None:
        """A picture was taken."""
        self._fill(now)
        self._left -= 1.0

    def _fill(self, now: float) -> None:
        if self._at is not None:
            self._left = min(BURST, self._left + (now - self._at) * PER_SECOND)
        self._at = now
