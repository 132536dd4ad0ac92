"""How long the peer takes to answer, and how long is too long. Pure. RFC 9260, 6.3.1, with bounds that fit a LAN."""

from typing import Final

FIRST_PATIENCE, LEAST_PATIENCE, MOST_PATIENCE = 0.5, 0.06, 2.0
"""Seconds without news: before anything is known, at least, and at most."""
_DOUBLINGS: Final = 6


class RoundTrip:
    """Learnt from samples, in seconds."""

    def __init__(self) -> None:
        self.value: float | None = None
        """Smoothed; `None` before the first sample."""
        self._variation = 0.0

    def learn(self, sample: float) -> None:
        """A packet was answered after that long."""
        if self.value is None:
            self.value, self._variation = sample, sample / 2
            return
        self._variation += (abs(self.value - sample) - self._variation) / 4
        self.value += (sample - self.value) / 8

    def patience(self, asked: int) -> float:
        """How long to wait for news, having asked in vain so many times. It doubles each time."""
        once = FIRST_PATIENCE if self.value is None else max(LEAST_PATIENCE, self.value + 4 * self._variation)
        return float(min(MOST_PATIENCE, once * 2 ** min(asked, _DOUBLINGS)))
