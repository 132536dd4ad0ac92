import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from peer.congestion import FIRST_PATIENCE, PATIENCE, Acknowledgement, Congestion
from peer.rate import Pacer, Pacing

MEGABIT = 1_000_000
START, FLOOR, CEILING = 5 * MEGABIT // 2, MEGABIT // 4, 50 * MEGABIT
PACKET = 1200
HEADERS = 40  # bytes that we do not count: addresses, and what encryption adds


@dataclass
class Link:
    """A line with one narrow place, a queue before it that drops what does not fit, and computers at both ends."""

    rate: float
    round_trip: float
    queue: float = 0.3
    """Seconds."""
    loss: float = 0.0
    stalls: float = 0.0
    """How many times a second either end stands still for up to 50 ms."""
    chance: random.Random = field(default_factory=lambda: random.Random(4))
    _free_at: float = 0.0
    _awake_at: dict[str, float] = field(default_factory=lambda: {"sender": 0.0, "receiver": 0.0})
    _stall_at: dict[str, float] = field(default_factory=lambda: {"sender": 0.0, "receiver": 0.0})

    def awake(self, end: str, at: float) -> float:
        """When that end's computer gets to what happens at `at`."""
        while self.stalls and self._stall_at[end] <= at:
            self._awake_at[end] = max(self._awake_at[end], self._stall_at[end] + self.chance.uniform(0.01, 0.05))
            self._stall_at[end] += self.chance.expovariate(self.stalls)
        return max(at, self._awake_at[end])

    def carry(self, size: int, at: float) -> float | None:
        """When a packet arrives; None: never."""
        if self._free_at - at > self.queue or self.chance.random() < self.loss:
            return None
        self._free_at = max(at, self._free_at) + 8 * (size + HEADERS) / self.rate
        return self.awake("receiver", self._free_at + self.round_trip / 2)


class Session:
    """An encoder that obeys, on a virtual link, in virtual time."""

    def __init__(self, link: Link, size: Callable[[float, float], float], every: float = 1 / 60) -> None:
        self.link, self.size, self.every = link, size, every
        self.line = Congestion(START, FLOOR, CEILING)
        self.rates: list[tuple[float, int]] = []
        self.delays: list[tuple[float, float]] = []
        """When a picture was made, and how long it took to be there whole."""
        self._pacing, self._pacer = Pacing(), Pacer()
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = itertools.count()
        self._stamps = itertools.count(1)
        self._now = 0.0

    def run(self, until: float) -> "Session":
        if not self._events:
            self._at(self._now, self._frame)
        while self._events and self._events[0][0] < until:
            self._now, _, happen = heapq.heappop(self._events)
            happen(self._now)
        return self

    def rate(self, since: float, until: float = 1e9) -> tuple[int, int]:
        within = [rate for at, rate in self.rates if since <= at < until]
        return min(within), max(within)

    def delay(self, since: float, share: float) -> float:
        delays = sorted(delay for at, delay in self.delays if at >= since)
        return delays[int(share * (len(delays) - 1))]

    def _at(self, at: float, happen: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (at, next(self._order), happen))

    def _frame(self, now: float) -> None:
        allowed = self.line.allowance()
        self.rates.append((now, allowed.rate))
        if (allowed.room or now >= allowed.until) and now >= self._pacing.free_at(allowed.rate):
            budget = self._pacing.budget(allowed.rate, now) / 8
            size = int(min(budget, self.size(now, budget)))
            if size:
                self._pacing.sent(size, allowed.rate, now)
                self._send(size, now)
        self._at(self.link.awake("sender", now + self.every), self._frame)

    def _send(self, size: int, now: float) -> None:
        stamp = next(self._stamps)
        self.line.handed(stamp, size, now)
        arrivals, came, last = [], 0, now
        sizes = [PACKET] * (size // PACKET) + [size % PACKET or 1]
        for packet in sizes:
            last = self.link.awake("sender", last + self._pacer.wait(packet, self.line.pace, last))
            self.line.left(stamp, last)
            arrived = self.link.carry(packet, last)
            if arrived is not None:
                came += packet if arrivals else 0
                arrivals.append(arrived)
        if not arrivals:
            return
        complete = max(arrivals) + (len(arrivals) < len(sizes)) * (self.link.round_trip + 0.01)
        spread = max(arrivals) - min(arrivals)
        said = Acknowledgement(stamp, spread, complete - max(arrivals), came)
        self.delays.append((now, complete - now))
        if self.link.chance.random() >= self.link.loss:
            back = self.link.awake("sender", complete + self.link.round_trip / 2)
            self._at(back, lambda at: self.line.acknowledged(said, at))


Work = Callable[[float, float], float]


def motion(_now: float, budget: float) -> float:
    """As much as there is room for."""
    return budget


def page_turns(now: float, budget: float) -> float:
    """Half a second of sharpening each second, and nothing in between."""
    return budget if now % 1.0 < 0.5 else 0


def typing(now: float, _budget: float) -> float:
    """A small picture every tenth of a second."""
    return 400 if now % 0.1 < 1 / 60 else 0


LINES = {
    "LAN": Link(100 * MEGABIT, 0.001, queue=0.05),
    "20 Mbit/s": Link(20 * MEGABIT, 0.04, loss=0.005),
    "3 Mbit/s": Link(3 * MEGABIT, 0.1, loss=0.01),
    "1 Mbit/s": Link(1 * MEGABIT, 0.04),
    "500 kbit/s": Link(MEGABIT / 2, 0.04),
}


@pytest.fixture
def make() -> Callable[..., Session]:
    def session(name: str, work: Callable[[float, float], float] = motion, **changes: float) -> Session:
        return Session(Link(**{**{k: v for k, v in vars(LINES[name]).items() if k in LINK}, **changes}), work)

    return session


LINK = {"rate", "round_trip", "queue", "loss", "stalls"}


@pytest.mark.parametrize("work", [motion, page_turns])
@pytest.mark.parametrize("name", ["20 Mbit/s", "3 Mbit/s", "1 Mbit/s", "500 kbit/s"])
def test_a_line_is_filled_and_not_overfilled(make: Callable[..., Session], name: str, work: Work) -> None:
    session = make(name, work).run(10)
    low, high = session.rate(2)
    assert low >= 0.5 * LINES[name].rate
    assert high <= 1.2 * LINES[name].rate
    assert session.delay(2, 0.5) <= LINES[name].round_trip / 2 + 0.15


def test_a_fast_line_has_its_full_rate_within_a_few_pictures(make: Callable[..., Session]) -> None:
    session = make("LAN").run(2)
    assert session.rate(0.3)[0] >= 0.8 * CEILING


@pytest.mark.parametrize("work", [motion, page_turns, typing])
def test_a_busy_machine_does_not_drive_the_rate_of_a_fast_line_down(make: Callable[..., Session], work: Work) -> None:
    session = make("LAN", stalls=4.0).run(3)
    session.size = work
    session.run(30)
    rates = sorted(rate for at, rate in session.rates if at > 3)
    assert rates[len(rates) // 20] >= 20 * MEGABIT


def test_a_screen_on_which_little_happens_keeps_its_rate(make: Callable[..., Session]) -> None:
    session = make("20 Mbit/s").run(3)
    before = session.line.rate
    session.size = typing
    session.run(20)
    assert session.line.rate >= 0.9 * before


@pytest.mark.parametrize(("first", "then"), [(20, 3), (20, 1), (3, 1), (3, 20), (1, 20)])
def test_the_rate_follows_the_line_within_a_second(make: Callable[..., Session], first: int, then: int) -> None:
    session = make("1 Mbit/s", rate=first * MEGABIT).run(5)
    session.link.rate = then * MEGABIT
    session.run(8)
    low, high = session.rate(6.2, 8)
    assert low >= 0.5 * then * MEGABIT
    assert high <= 1.2 * then * MEGABIT


def test_a_thin_line_gets_its_first_picture_soon(make: Callable[..., Session]) -> None:
    session = make("500 kbit/s").run(3)
    assert session.delays[0][1] < 1.0
    assert session.delays[1][0] < 1.5


def test_nothing_else_leaves_before_the_first_picture_is_there() -> None:
    line = Congestion(START, FLOOR, CEILING)
    assert line.allowance().room
    line.handed(1, 20_000, 5.0)
    assert not line.allowance().room
    assert line.allowance().until == 5.0 + FIRST_PATIENCE
    line.left(1, 5.0)
    line.acknowledged(Acknowledgement(1, 0.0, 0.0, 18_000), 5.01)
    assert line.allowance().room


def acknowledged_once() -> Congestion:
    line = Congestion(START, FLOOR, CEILING)
    line.handed(1, 1000, 5.0)
    line.left(1, 5.0)
    line.acknowledged(Acknowledgement(1, 0.0, 0.0, 0), 5.01)
    return line


def test_a_peer_that_falls_silent_holds_nobody_up() -> None:
    line = acknowledged_once()
    line.handed(2, 200_000, 6.0)
    assert not line.allowance().room
    assert line.allowance().until == 6.0 + PATIENCE
    for number in range(20):
        line.handed(3 + number, 200_000, 7.0 + number)
        assert line.allowance().room
    assert line.silent
    assert line.rate == FLOOR


def test_a_peer_that_speaks_again_governs_again() -> None:
    line = acknowledged_once()
    line.handed(2, 200_000, 6.0)
    line.handed(3, 200_000, 7.0)
    line.left(3, 7.0)
    line.acknowledged(Acknowledgement(3, 0.0, 0.0, 0), 7.1)
    line.handed(4, 200_000, 7.2)
    assert not line.silent
    assert not line.allowance().room


def test_what_is_lost_on_its_way_back_is_made_good_by_the_next() -> None:
    line = acknowledged_once()
    line.handed(2, 14_000, 6.0)
    line.handed(3, 14_000, 6.01)
    line.left(3, 6.01)
    line.acknowledged(Acknowledgement(3, 0.0, 0.0, 0), 6.02)
    assert line.allowance().until == 0.0


def test_nonsense_is_ignored() -> None:
    line = acknowledged_once()
    for said in (Acknowledgement(99, 0.0, 0.0, 10**9), Acknowledgement(1, 9.0, 9.0, 10**9)):
        line.acknowledged(said, 6.0)
    line.left(77, 6.0)
    line.handed(2, 1000, 6.0)
    line.acknowledged(Acknowledgement(2, 0.0, 0.0, 10**9), 6.0)
    assert line.rate == START


def test_what_was_under_way_to_a_held_peer_is_forgotten() -> None:
    line = acknowledged_once()
    line.handed(2, 200_000, 6.0)
    line.forget()
    assert line.allowance().room
