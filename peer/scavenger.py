"""How fast bulk may go: as fast as the line is free, and no faster. No clock, no I/O.

What makes input and pictures wait is a queue on the line. So the window follows the queue, which is the round trip
beyond the shortest one seen, and not losses: it is kept so that `TARGET` seconds of queue stand, and shrinks when there
is more, whoever caused it. Losses by chance say nothing; only many show a queue that is too short to be seen.

The idea is that of LEDBAT++ (draft-irtf-iccrg-ledbat-plus-plus), the step that of FAST TCP; the target is a fifth of
the usual one, as a person works beside us. Figures are in docs/decisions/0061.
"""

from collections import deque
from typing import Final

from peer.sctp_packets import LARGEST_PAYLOAD

TARGET: Final = 0.008
"""Seconds of queue that bulk keeps up."""
FIRST_WINDOW: Final = 4 * LARGEST_PAYLOAD
LARGEST_WINDOW: Final = 1024 * 1024
SMALLEST_WINDOW: Final = LARGEST_PAYLOAD
"""Bytes; something else fills the line."""
FASTEST: Final = 10_000_000
"""Bytes per second (80 Mbit/s). More would take half a processor core at each end, which pictures need."""
PACE: Final = 1.25
"""Times the window per round trip at which packets leave: evenly, but it is the window that holds them."""
ROUND, SAMPLES = 0.02, 4
"""Seconds, or a round trip if that is longer, and samples after which the queue is judged. The smallest one counts."""
STANDING: Final = 0.04
"""Seconds, and two rounds at least, for which a queue has to stand before it counts in full: a picture makes one that
goes by itself, and a busy computer makes packets wait that are on no line."""
PASSING: Final = 0.9
"""What a queue in one round leaves of the window."""
START, START_UNTIL, ENOUGH = 1.5, 0.5, 3
"""Growth per round at first; the part of the target at which that ends; samples in a row that end it."""
GROWTH, FALL = 1.25, 0.5
"""The largest steps in a round."""
MANY_LOST, JUDGED, LEFT_BY_LOSS = 0.08, 100, 0.7
"""The part of so many packets that shows a queue too short to be seen, and what is then left of the window."""
CAUTION: Final = 0.005
"""Growth per round after that. It doubles with each so many packets of which few were lost."""
DRAIN_EVERY, DRAIN_FOR, DRAINED = 6.0, 2, 0.5
"""Seconds after which the queue is drained, to see the line without it; for how many rounds; and the window's rest."""
BELIEVED: Final = 10.0
"""Seconds, twice, for which the shortest round trip is believed; then the route may have changed."""
IDLE: Final = 1.0
"""Seconds without news after which nothing is known of the line any more."""
_UNKNOWN: Final = float("inf")


class Scavenger:
    """One line's state. Sizes are bytes of content, times seconds."""

    def __init__(self) -> None:
        self._window = float(FIRST_WINDOW)
        self._starting = True
        self._round_trip = 0.1
        self._base = _Shortest()
        self._recent: deque[float] = deque(maxlen=ENOUGH)
        self._rounds: deque[tuple[float, float]] = deque()
        """The end and the smallest sample of the last ones."""
        self._heard_at = float("-inf")
        self._growth = GROWTH
        self._arrived = self._lost = 0
        self._drain_at = _UNKNOWN
        self._draining = 0
        self._round_at = float("-inf")
        self._samples = 0
        self._least, self._full = _UNKNOWN, False

    @property
    def window(self) -> float:
        """Bytes that may be on their way."""
        return max(SMALLEST_WINDOW, DRAINED * self._window) if self._draining else self._window

    @property
    def pace(self) -> float:
        """Bytes per second at which packets leave."""
        return min(FASTEST, PACE * self.window / self._round_trip)

    @property
    def base(self) -> float:
        """Seconds of a round trip without queue; 0 before anything is known."""
        return self._base.value

    def arrived(self, packets: int, round_trip: float | None, *, full: bool, now: float) -> None:
        """Packets arrived, the newest after `round_trip`, if that is known. `full`: the window held back more."""
        if now - self._heard_at > IDLE:
            self._begin_again(now)
        self._heard_at = now
        self._arrived += packets
        self._full |= full
        if round_trip is None:
            return
        self._base.add(round_trip, now)
        self._recent.append(round_trip)
        self._round_trip += (round_trip - self._round_trip) / 8
        self._least = min(self._least, round_trip)
        self._samples += 1
        if self._starting and len(self._recent) == ENOUGH and min(self._recent) - self.base > START_UNTIL * TARGET:
            self._end_start()
        if self._samples >= SAMPLES and now - self._round_at >= max(ROUND, self._least):
            self._judge(now)

    def lost(self, packets: int) -> None:
        """Packets did not arrive."""
        self._lost += packets

    def silent(self) -> None:
        """The peer does not answer any more."""
        self._starting = False
        self._window = max(SMALLEST_WINDOW, self._window / 2)

    def _begin_again(self, now: float) -> None:
        self._window = float(FIRST_WINDOW)
        self._starting, self._draining = True, 0
        self._recent.clear()
        self._rounds.clear()
        self._arrived = self._lost = 0
        self._drain_at = now + DRAIN_EVERY
        self._begin_round(now)

    def _begin_round(self, now: float) -> None:
        self._round_at, self._samples = now, 0
        self._least, self._full = _UNKNOWN, False

    def _end_start(self) -> None:
        """The queue that shows now was made by less than what is under way now."""
        self._starting = False
        self._window *= max(FALL, (self.base + TARGET) / min(self._recent) / START)

    def _judge(self, now: float) -> None:
        """A round is over."""
        self._rounds.append((now, self._least))
        while len(self._rounds) > 2 and now - self._rounds[0][0] >= STANDING:  # noqa: PLR2004  # two rounds at least
            self._rounds.popleft()
        if self._draining:
            self._draining -= 1
        elif self._starting:
            self._window *= START if self._full else 1.0
        else:
            self._follow()
        if self._arrived + self._lost >= JUDGED:
            self._judge_losses()
        if now >= self._drain_at:
            self._draining, self._drain_at = DRAIN_FOR, now + DRAIN_EVERY
        largest = min(LARGEST_WINDOW, FASTEST * (self.base + TARGET))
        self._window = min(largest, max(SMALLEST_WINDOW, self._window))
        self._begin_round(now)

    def _follow(self) -> None:
        wanted = self.base + TARGET
        step, standing = wanted / self._least, wanted / min(least for _, least in self._rounds)
        if standing < 1.0:
            self._window *= max(FALL, standing)
        elif step < 1.0:
            self._window *= max(PASSING, step)
        elif self._full:
            free = (wanted - self._least) / TARGET
            more = max((step - 1.0) / 2 * self._window, free * LARGEST_PAYLOAD)
            self._window += min(more, (self._growth - 1.0) * self._window)

    def _judge_losses(self) -> None:
        if self._lost > MANY_LOST * (self._arrived + self._lost):
            self._window *= LEFT_BY_LOSS
            self._growth = 1.0 + CAUTION
            self._starting = False
        else:
            self._growth = min(GROWTH, 2.0 * self._growth - 1.0)
        self._arrived = self._lost = 0


class _Shortest:
    """The smallest value of the last ten to twenty seconds."""

    def __init__(self) -> None:
        self._turned_at = float("-inf")
        self._before = self._now = _UNKNOWN

    def add(self, value: float, now: float) -> None:
        if now - self._turned_at > BELIEVED:
            self._turned_at, self._before, self._now = now, self._now, value
        self._now = min(self._now, value)

    @property
    def value(self) -> float:
        shortest = min(self._before, self._now)
        return 0.0 if shortest == _UNKNOWN else shortest
