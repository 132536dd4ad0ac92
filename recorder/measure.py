"""How many events a customer's program may tell of. Pure."""

PER_SECOND = 40.0
"""A pointer's ten, a few clicks, and what else people do; what is more is a program that we do not know."""
BURST = 100.0


class Measure:
    """A bucket that fills with time and empties with events."""

    def __init__(self) -> None:
        self._left = BURST
        self._at: float | None = None

    def admits(self, now: float) -> bool:
        """Whether one more is within the measure; takes it if so."""
        if self._at is not None:
            self._left = min(BURST, self._left + (now - self._at) * PER_SECOND)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
