"""A bulk transfer in virtual time: both ends, and between them a line that is as bad as a test wants."""

import heapq
import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from peer.bulk_receiver import Message, Receiver
from peer.bulk_sender import Sender
from peer.scavenger import Scavenger
from peer.sctp_packets import Packing, Sack, read

MEGABIT = 1_000_000
TAG = 7
HEADERS = 65
"""Bytes that addresses and encryption add to a packet."""
BINARY = 53


@dataclass
class Way:
    """One way of a line: a narrow place, a queue before it that drops what does not fit, and a distance."""

    rate: float
    delay: float
    loss: float = 0.0
    queue: float = 0.2
    """Seconds."""
    disorder: float = 0.0
    """Seconds by which packets may overtake each other."""
    open: bool = True
    waits: list[float] = field(default_factory=list)
    """How long each packet waited in the queue."""
    lost: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(4))
    _free_at: float = 0.0

    def carry(self, size: int, now: float) -> float | None:
        """When a packet arrives; None: never."""
        wait = max(0.0, self._free_at - now)
        self.waits.append(wait)
        if not self.open or wait > self.queue or self._chance.random() < self.loss:
            self.lost += 1
            return None
        self._free_at = now + wait + 8 * (size + HEADERS) / self.rate
        return self._free_at + self.delay + self._chance.random() * self.disorder

    def wait(self, share: float) -> float:
        """That share of the packets waited shorter."""
        return sorted(self.waits)[int(share * (len(self.waits) - 1))]


class Transfer:
    """A sender, a receiver that reads at once, and everything on the way between them. `now` is virtual."""

    def __init__(self, forth: Way, back: Way) -> None:
        self.forth, self.back = forth, back
        self.now = 0.0
        self.messages: list[bytes] = []
        self.unread: list[Message] = []
        self.reads = True
        self.endless = False
        self.under_way = 0
        """Bytes of pictures on the same line."""
        self._packing = Packing(5000, 5000, TAG)
        self.scavenger = Scavenger()
        self.sender = Sender(self._packing, 100, self.scavenger, lambda: self.under_way)
        self.receiver = Receiver(100)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._timers: dict[str, float] = {}

    def send(self, *messages: bytes) -> "Transfer":
        for message in messages:
            self.sender.put(0, BINARY, message, self.now)
        self._send()
        return self

    def fill(self) -> "Transfer":
        """From now on there is always something to send."""
        self.endless = True
        self._send()
        return self

    def run(self, until: float, enough: Callable[[], bool] = lambda: False) -> "Transfer":
        while self._events and self._events[0][0] <= until and not enough():
            self.now, _, happen = heapq.heappop(self._events)
            happen()
        return self

    def beside(self, packets: Iterable[tuple[float, int]]) -> "Transfer":
        """Pictures: packets of so many bytes at these times."""
        for at, size in packets:
            self._at(at, lambda size=size: self._picture(size))
        return self

    @property
    def content(self) -> int:
        """Bytes that arrived."""
        return sum(map(len, self.messages))

    def read(self) -> None:
        """The receiver's owner reads what it has not read."""
        unread, self.unread = self.unread, []
        for message in unread:
            self.receiver.read(message, self.now)
        self._tell()

    def _at(self, at: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._events, (at, next(self._order), happen))

    def _send(self) -> None:
        while self.endless and self.sender.unsent < 64 * 1024:
            self.sender.put(0, BINARY, bytes(16 * 1024), self.now)
        self.sender.wake(self.now)
        while (packet := self.sender.next_packet(self.now)) is not None:
            arrives = self.forth.carry(len(packet), self.now)
            if arrives is not None:
                self._at(arrives, lambda packet=packet: self._take(packet))
        self._wake("sender", self.sender.wake_at(self.now), self._send)

    def _take(self, packet: bytes) -> None:
        for chunk in read(packet, TAG) or ():
            assert not isinstance(chunk, Sack)
            for message in self.receiver.take(chunk, self.now):
                self.messages.append(message.content)
                self.unread.append(message)
        if self.reads:
            self.read()
        self._tell()

    def _tell(self) -> None:
        tell_at = self.receiver.tell_at
        if tell_at is None or tell_at > self.now:
            self._wake("receiver", tell_at, self._tell)
            return
        packet = self._packing.sack(self.receiver.tell())
        arrives = self.back.carry(len(packet), self.now)
        if arrives is not None:
            self._at(arrives, lambda: self._hear(packet))

    def _hear(self, packet: bytes) -> None:
        for chunk in read(packet, TAG) or ():
            assert isinstance(chunk, Sack)
            self.sender.hear(chunk, self.now)
        self._send()

    def _picture(self, size: int) -> None:
        arrives = self.forth.carry(size, self.now)
        self.under_way += size
        self._at((arrives or self.now + self.forth.delay) + self.back.delay, lambda: self._picture_heard_of(size))

    def _picture_heard_of(self, size: int) -> None:
        self.under_way -= size

    def _wake(self, who: str, at: float | None, happen: Callable[[], None]) -> None:
        set_for = self._timers.get(who)
        if at is None or (set_for is not None and self.now < set_for <= at):
            return
        self._timers[who] = at
        self._at(at, lambda: self._ring(who, at, happen))

    def _ring(self, who: str, at: float, happen: Callable[[], None]) -> None:
        if self._timers.get(who) == at:
            del self._timers[who]
            happen()


def transfer(rate: float, round_trip: float, **properties: float) -> Transfer:
    """A line that is the same both ways; `rate` in Mbit/s."""
    forth, back = (Way(rate * MEGABIT, round_trip / 2, **properties) for _ in range(2))
    return Transfer(forth, back)
