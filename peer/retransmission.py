"""What is sent again, and how much of it. Time is an argument."""

from typing import Final

TAIL_PROBES: Final = (0.02, 0.06, 0.17)
"""Pauses before the last packet is repeated: after 20, 80 and 250 ms of silence. Saves a last change that got lost."""
LATE_PROBES: Final = (0.25, 0.5)
"""The same where nobody waits for the picture: after 250 and 750 ms. What follows sooner shows a loss by itself."""
SHARE: Final = 0.3
"""Of the rate, for repetitions: more, and they would crowd out on a full line what they repair."""
AT_LEAST: Final = 400_000
"""Bits per second for repetitions, whatever the rate."""
CREDIT: Final = 0.5
"""Seconds of the budget that may leave at once."""
SHORTEST_ROUND_TRIP: Final = 0.02
"""Seconds; until the first report says better."""
_PACKET_BITS: Final = 8 * 1300
_REMEMBERED: Final = 4096


class RetransmissionBudget:
    """Allows one copy of a packet per round trip, and no more in all than a share of the rate."""

    def __init__(self) -> None:
        self._owed = 0.0
        self._at = 0.0
        self._sent_at: dict[int, float] = {}

    def allows(self, sequence_number: int, *, rate: int, round_trip: float | None, now: float) -> bool:
        """Whether this packet may be repeated now; if so, it counts as repeated."""
        last = self._sent_at.get(sequence_number)
        if last is not None and now - last < max(SHORTEST_ROUND_TRIP, round_trip or 0.0):
            return False
        budget = max(AT_LEAST, SHARE * rate)
        self._owed = max(0.0, self._owed - (now - self._at) * budget)
        self._at = now
        if self._owed > CREDIT * budget:
            return False
        self._owed += _PACKET_BITS
        if len(self._sent_at) >= _REMEMBERED:
            self._sent_at.clear()
        self._sent_at[sequence_number] = now
        return True
