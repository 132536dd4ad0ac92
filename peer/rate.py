"""How many bits may leave, when the next picture may, and how large it may be. Time is an argument."""

from typing import Final

RISE_PER_SECOND: Final = 1.1
"""How fast the rate recovers after it was lowered."""
FALL_AT_MOST: Final = 0.7
"""One estimate may be a mistake (a busy computer looks like a full line); a full line sends more of them."""
CREDIT: Final = 0.1
"""Seconds of the full rate that one picture may use up after a pause. A usual line's queue holds that."""
SHARE: Final = 1 / 60
"""Seconds of the full rate that have to be free for the next picture: motion gets smaller pictures, not fewer."""


class Rate:
    """Bits per second. Falls with the estimates of the peers that govern, and recovers by itself."""

    def __init__(self, ceiling: int, floor: int) -> None:
        self._floor, self._ceiling = floor, ceiling
        self._allowed = ceiling
        self._base = float(ceiling)
        self._since = 0.0

    def at(self, now: float) -> int:
        """The rate at `now`."""
        risen = self._base * RISE_PER_SECOND ** max(0.0, min(60.0, now - self._since))
        return int(min(risen, self._allowed))

    def allow(self, bits_per_second: int, now: float) -> None:
        """Sets the rate, and what it may recover to: at most the ceiling the codec was opened with."""
        self._allowed = max(self._floor, min(bits_per_second, self._ceiling))
        self._base, self._since = float(self._allowed), now

    def estimate(self, bits_per_second: int, now: float) -> None:
        """A peer's line carries no more than this."""
        current = self.at(now)
        if bits_per_second < current:
            self._base = max(float(self._floor), float(bits_per_second), FALL_AT_MOST * current)
            self._since = now


class Pacing:
    """A leaky bucket: what left drains at the rate, and the next picture may use what is free by then."""

    def __init__(self) -> None:
        self._owed = 0.0  # bits
        self._at = 0.0

    def sent(self, size: int, rate: int, now: float) -> None:
        """A picture of `size` bytes left."""
        self._owed = self._owing(rate, now) + 8 * size
        self._at = now

    def budget(self, rate: int, now: float) -> float:
        """Bits that a picture may have now."""
        return max(CREDIT * rate - self._owing(rate, now), SHARE * rate)

    def free_at(self, rate: int) -> float:
        """When the next picture may be encoded."""
        return self._at + self._owed / rate - (CREDIT - SHARE)

    def _owing(self, rate: int, now: float) -> float:
        return max(0.0, self._owed - (now - self._at) * rate)
