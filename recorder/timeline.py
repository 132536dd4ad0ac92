"""From a customer's RTP clock to the milliseconds of a take. Pure."""

_WRAP = 1 << 32
_PER_MILLISECOND = 90
STRAY = 2000
"""Milliseconds by which a customer's clock may differ from ours; beyond that we believe ours.

Without it, a customer's program could make a recording seem hours longer, or its pictures go back in time.
"""


class Timeline:
    """One take's time. It starts with the first picture, and no two pictures share a millisecond."""

    def __init__(self, timestamp: int, arrived_at: float) -> None:
        self._timestamp = timestamp
        self._ticks = 0
        self._origin = arrived_at
        self._correction = 0.0
        self._last = -1

    def place(self, timestamp: int, arrived_at: float) -> int:
        """The millisecond of a picture."""
        self._ticks += (timestamp - self._timestamp + _WRAP // 2) % _WRAP - _WRAP // 2
        self._timestamp = timestamp
        sent = self._ticks / _PER_MILLISECOND + self._correction
        arrived = self.at(arrived_at)
        if abs(sent - arrived) > STRAY:
            self._correction += arrived - sent
            sent = arrived
        self._last = max(round(sent), self._last + 1)
        return self._last

    def at(self, monotonic: float) -> int:
        """The millisecond of a moment of our own clock."""
        return round((monotonic - self._origin) * 1000)
