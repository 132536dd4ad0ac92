"""What a line carries, learnt from the pictures that went over it. No clock, no I/O.

The peer acknowledges each complete picture, and says how far apart its packets came in. That tells two things apart:

* The **wait** of a picture's first packet, beyond the shortest one seen, is the queue that earlier pictures left.
* The **train** of its packets shows what the line carries: they cannot come in faster than its narrowest place allows.

A busy computer delays single pictures and stretches single trains. So only what holds for several in a row lowers the
rate, and a queue counts only when we send enough to have caused it. Silence of the screen says nothing at all.
"""

from collections import deque
from typing import Final, NamedTuple

PACE: Final = 2.5
"""Times the rate at which packets leave: a train must be faster than the rate to show that there is room for more."""
HEADROOM: Final = 0.85
"""Of what the line carries; the rest is for what packets weigh beside their content, and to drain the queue."""
QUEUE_LIMIT: Final = 0.03
"""Seconds of a standing queue that are too much. A busy computer's own delays pass below it, or do not stand."""
QUEUE_BITS: Final = 32_000
"""The same, on thin lines: one picture there takes longer."""
SLACK: Final = 0.08
"""Seconds of the rate that may be unacknowledged beyond the round trip: pictures leave in bursts."""
STANDING: Final = 3
"""Pictures in a row that must show the same before the rate falls."""
TELLING_SPREAD: Final = 0.15
"""Seconds; no computer pauses that long, so that a single train which took them tells enough."""
MEMORY: Final = 1.0
"""Seconds after which a train or a wait says nothing about the line any more."""
MINIMUM_FOR: Final = 5.0
"""Seconds, twice, for which the shortest wait is believed; then the route may have changed."""
CALM: Final = 0.3
"""Seconds after a fall in which the rate does not rise: a queue has to drain first."""
FALL: Final = 0.85
"""What a standing queue leaves of the rate."""
PATIENCE: Final = 0.8
"""Seconds without an acknowledgement after which a peer is silent. Four round trips, if that is longer."""
FIRST_PATIENCE: Final = 2.0
"""The same before the first one: a thin line needs that long for a first keyframe."""
_TRAIN: Final = 1000  # bytes: a packet after the first
_TELLING: Final = 0.012  # seconds of the rate: a shorter train can pass a full line's buffer unhindered
_SHORTEST: Final = 0.0005  # seconds in which no train can be measured
_STRETCHED: Final = 1.25
_JITTER: Final = 0.002
_JITTER_OF_SHORT: Final = 0.012
_DECIMATED: Final = 0.6  # of a picture; chance takes a few packets, a queue that is full takes most of them
_SMALLEST_WINDOW: Final = 3000


class Acknowledgement(NamedTuple):
    """What a peer says of one complete picture."""

    timestamp: int
    spread: float
    """Seconds from the arrival of its first packet to that of the last one that was not a repetition."""
    held: float
    """Seconds that it then waited for repetitions."""
    train: int
    """Bytes that came at the first attempt, after the first packet."""


class Allowance(NamedTuple):
    """What a governing peer's line allows the encoder."""

    rate: int
    room: bool
    """Whether the next picture may leave."""
    until: float
    """When a peer without room counts as silent, and holds nobody up any more."""


class _Sent:
    """A picture under way."""

    __slots__ = ("first_at", "handed_at", "last_at", "size")

    def __init__(self, size: int, handed_at: float) -> None:
        self.size, self.handed_at = size, handed_at
        self.first_at: float | None = None
        self.last_at = handed_at


class _Shortest:
    """The smallest value of the last five to ten seconds."""

    def __init__(self) -> None:
        self._turned_at = float("-inf")
        self._before = self._now = float("inf")

    def add(self, value: float, now: float) -> None:
        if now - self._turned_at > MINIMUM_FOR:
            self._before, self._now, self._turned_at = self._now, value, now
        self._now = min(self._now, value)

    @property
    def value(self) -> float | None:
        shortest = min(self._before, self._now)
        return None if shortest == float("inf") else shortest


class _Train(NamedTuple):
    at: float
    carried: float
    """Bits per second."""
    stretched: bool
    """Whether it came in slower than it left, or not as a whole: then the line carries this, and no more."""


class Congestion:
    """One line's state. `timestamp` is that of a coded picture, as handed to this peer."""

    def __init__(self, start: int, floor: int, ceiling: int) -> None:
        self._floor, self._ceiling = floor, ceiling
        self._rate = float(start)
        self._out: dict[int, _Sent] = {}
        self._in_flight = 0
        self._acknowledged = 0
        self._shortest = _Shortest()
        self._waits: deque[tuple[float, float]] = deque(maxlen=STANDING)
        self._trains: deque[_Train] = deque(maxlen=STANDING)
        self._delivered: deque[tuple[float, int]] = deque()
        self._fell_at = self._full_at = float("-inf")
        self._silent = False

    @property
    def rate(self) -> int:
        """Bits per second for the encoder."""
        return int(self._rate)

    @property
    def pace(self) -> float:
        """Bits per second at which packets leave."""
        return PACE * self._rate

    @property
    def round_trip(self) -> float | None:
        """Seconds, without queues."""
        return self._shortest.value

    @property
    def under_way(self) -> int:
        """Bytes that were handed over and are not acknowledged."""
        return self._in_flight

    @property
    def silent(self) -> bool:
        """Whether the peer has stopped acknowledging."""
        return self._silent

    def allowance(self) -> Allowance:
        """What the encoder may do now."""
        oldest = next(iter(self._out.values()), None)
        if oldest is None or self._silent:
            return Allowance(self.rate, room=True, until=0.0)
        room = self._acknowledged > 0 and self._in_flight < self._window()
        return Allowance(self.rate, room, oldest.handed_at + self._patience())

    def handed(self, timestamp: int, size: int, now: float) -> None:
        """A picture of `size` bytes is about to leave."""
        oldest = next(iter(self._out.values()), None)
        if oldest is not None and now - oldest.handed_at >= self._patience():
            self._give_up(now)
        self._out[timestamp] = _Sent(size, now)
        self._in_flight += size
        if self._in_flight >= self._window():
            self._full_at = now

    def left(self, timestamp: int, now: float) -> None:
        """A packet of a picture went on the line."""
        sent = self._out.get(timestamp)
        if sent is not None:
            sent.first_at = now if sent.first_at is None else sent.first_at
            sent.last_at = now

    def acknowledged(self, said: Acknowledgement, now: float) -> None:
        """The peer has a picture, and so all before it."""
        sent = self._out.get(said.timestamp)
        if sent is None or sent.first_at is None:
            return
        self._forget_up_to(said.timestamp, now)
        self._silent = False
        self._acknowledged += 1
        wait = max(0.0, now - sent.first_at - said.spread - said.held)
        self._shortest.add(wait, now)
        if sent.handed_at >= self._fell_at:
            self._waits.append((now, wait))
        if said.train >= _TRAIN:
            self._judge(said, sent, now)
        if self._queue(now) > self._bearable() and self._filled(now):
            self._fall(FALL * self._rate, now)

    def forget(self) -> None:
        """The peer is held: what is under way will not arrive."""
        self._out.clear()
        self._in_flight = 0
        self._silent = False

    def _judge(self, said: Acknowledgement, sent: _Sent, now: float) -> None:
        assert sent.first_at is not None
        sending = sent.last_at - sent.first_at
        span = max(said.spread, sending, _SHORTEST)
        telling = said.train * 8 >= _TELLING * self._rate
        stretched = said.spread > _STRETCHED * sending + (_JITTER if telling else _JITTER_OF_SHORT)
        stretched = stretched or 0 < said.train < _DECIMATED * (sent.size - _TRAIN)
        train = _Train(now, said.train * 8 / span, stretched)
        self._trains.append(train)
        if train.carried * HEADROOM > self._rate:
            if telling and self._calm(now):
                target = train.carried * (HEADROOM if train.stretched else 1.0)
                self._rate = max(self._rate, min(target, PACE * self._rate, self._ceiling))
        elif (carried := self._narrow(said.spread, now)) is not None and carried * HEADROOM < self._rate:
            self._fall(HEADROOM * carried, now)

    def _narrow(self, spread: float, now: float) -> float | None:
        """What the line carries, when trains in a row were stretched by it; at first, or if long, one is enough."""
        recent = [train for train in self._trains if now - train.at <= MEMORY]
        if spread >= TELLING_SPREAD:
            recent = recent[-1:]
        enough = STANDING if self._acknowledged > STANDING and spread < TELLING_SPREAD else 1
        if len(recent) < enough or not all(train.stretched for train in recent):
            return None
        return max(train.carried for train in recent)

    def _calm(self, now: float) -> bool:
        return now - self._fell_at > CALM and self._queue(now) <= self._bearable()

    def _bearable(self) -> float:
        return max(QUEUE_LIMIT, QUEUE_BITS / self._rate)

    def _queue(self, now: float) -> float:
        """Seconds that the last pictures all had to wait for earlier ones."""
        recent = [wait for at, wait in self._waits if now - at <= MEMORY]
        shortest = self._shortest.value
        return min(recent) - shortest if len(recent) == STANDING and shortest is not None else 0.0

    def _filled(self, now: float) -> bool:
        """Whether we sent enough to be the cause of a queue."""
        return now - self._full_at < MEMORY / 2 or self._delivery(now) > self._rate / 2

    def _delivery(self, now: float) -> float:
        """Bits per second that arrived in the last half second."""
        while self._delivered and now - self._delivered[0][0] > MEMORY / 2:
            self._delivered.popleft()
        return sum(size for _, size in self._delivered) * 8 / (MEMORY / 2)

    def _fall(self, rate: float, now: float) -> None:
        if now - self._fell_at < max(0.1, self._shortest.value or 0.0):
            return  # what was sent at the last rate has not been judged yet
        self._rate = max(float(self._floor), min(self._rate, rate))
        self._fell_at = now
        self._waits.clear()

    def _give_up(self, now: float) -> None:
        self._silent = True
        self._out.clear()
        self._in_flight = 0
        self._waits.clear()
        self._trains.clear()
        self._rate = max(float(self._floor), self._rate / 2)
        self._fell_at = now

    def _forget_up_to(self, timestamp: int, now: float) -> None:
        for number in list(self._out):
            size = self._out.pop(number).size
            self._in_flight -= size
            self._delivered.append((now, size))
            if number == timestamp:
                return

    def _window(self) -> float:
        return max(_SMALLEST_WINDOW, self._rate / 8 * ((self._shortest.value or 0.0) + SLACK))

    def _patience(self) -> float:
        if not self._acknowledged:
            return FIRST_PATIENCE
        return max(PATIENCE, 4 * (self._shortest.value or 0.0))
