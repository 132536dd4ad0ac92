"""What goes out on a bulk channel: chunks leave at the pace that the scavenger sets, and again when they were lost.

Pure; time is an argument.
"""

from collections.abc import Callable
from typing import Final

from peer.outbox import Outbox
from peer.round_trip import RoundTrip
from peer.scavenger import Scavenger
from peer.sctp_packets import LARGEST_PAYLOAD, Packing, Sack
from peer.under_way import Chunk, UnderWay

FIRST_ROOM: Final = 64 * 1024
"""Bytes that a peer has room for, before it says."""
REACH: Final = 2048
"""Chunks after the oldest one that has not arrived; peers keep no more."""
LEAST_SHARE: Final = 0.1
"""Of the window, however many pictures are under way: who watches a film over the line shall get the file some day."""
BURST: Final = 0.005
"""Seconds of the pace that may leave at once, after this computer was busy with something else."""
SMALLEST_BURST: Final = 2.0 * LARGEST_PAYLOAD
QUANTUM: Final = 0.001
"""Seconds; it does not pay to wake up for less."""
DISORDER, LEAST_DISORDER, MOST_DISORDER = 0.25, 0.003, 8
"""By how much packets may overtake each other: that part of the round trip, at least so many seconds; up to so many
times as much on a line that shows it."""


class Sender:
    """One stream of messages, reliable and in order."""

    def __init__(self, packing: Packing, first: int, scavenger: Scavenger, beside: Callable[[], int]) -> None:
        """`first` is the number of the first chunk.

        `beside` tells how many bytes of pictures are under way on the same line: they count as if they were ours.
        """
        self._packing, self._scavenger, self._beside = packing, scavenger, beside
        self._outbox, self._under_way = Outbox(first), UnderWay(first)
        self._round_trip = RoundTrip()
        self._room = FIRST_ROOM
        self._full = False
        self._credit, self._credit_at = SMALLEST_BURST, 0.0
        """Bytes that may leave, at that time."""
        self._disorder = 1
        self._news_at = 0.0
        self._asked = 0
        """How often in a row the peer was asked for news; whether it has said anything since; whether to ask now."""
        self._answered = self._asking = False

    @property
    def unsent(self) -> int:
        """Bytes that have not left."""
        return self._outbox.size

    @property
    def waiting(self) -> int:
        """Bytes that have not arrived."""
        return self._outbox.size + self._under_way.size

    def put(self, stream: int, protocol: int, content: bytes, now: float) -> None:
        """A message to be sent; not an empty one."""
        if not self.waiting:
            self._news_at = now
        self._outbox.put(stream, protocol, content)

    def next_packet(self, now: float) -> bytes | None:
        """A packet that is to leave now. It counts as gone."""
        size = self._next_size()
        if not size or not (self._asking or self._may_leave(size, now)):
            return None
        self._asking = False
        self._credit -= size
        number, chunk = self._next_chunk()
        self._under_way.left(number, chunk, now)
        return chunk.packet

    def wake_at(self, now: float) -> float | None:
        """When there will be something to do, if nothing arrives before; `None` when all has arrived."""
        if not self.waiting:
            return None
        asking = self._news_at + self._round_trip.patience(self._asked)
        size = self._next_size()
        if not size or self._is_held(size):
            return asking
        return min(asking, now + max(QUANTUM, -self._credit / self._scavenger.pace))

    def wake(self, now: float) -> None:
        """When nothing was heard for long, asks for news by sending what left first once more.

        Or what comes next, when nothing is under way: a peer that had no room is asked in this way, too.
        """
        if not self.waiting or now < self._news_at + self._round_trip.patience(self._asked):
            return
        if self._asked and not self._answered:
            self._scavenger.silent()
        self._news_at = now
        self._asked, self._answered, self._asking = self._asked + 1, False, True
        self._under_way.lose_oldest()

    def hear(self, said: Sack, now: float) -> None:
        """The peer reports what arrived. Raises `Violation`."""
        arrived = self._under_way.hear(said, now - self._scavenger.base)
        self._room = said.room
        self._news_at, self._answered = now, True
        if said.duplicates and self._disorder < MOST_DISORDER:
            self._disorder += 1
        if not arrived.chunks:
            return
        if said.room >= LARGEST_PAYLOAD:
            self._asked = 0
        sample = None if arrived.left_at is None else now - arrived.left_at
        if sample is not None:
            self._round_trip.learn(sample)
        self._scavenger.arrived(arrived.chunks, sample, full=self._full, now=now)
        self._full = False
        self._scavenger.lost(self._under_way.find_lost(self._bearable_disorder()))

    def _next_size(self) -> int:
        lost = self._under_way.next_lost()
        return self._outbox.next_size() if lost is None else lost.size

    def _next_chunk(self) -> tuple[int, Chunk]:
        if self._under_way.next_lost() is not None:
            return self._under_way.take_lost()
        data = self._outbox.next_chunk()
        return data.tsn, Chunk(self._packing.data(data), len(data.payload))

    def _is_held(self, size: int) -> bool:
        """Whether something other than the pace holds back the next chunk."""
        under_way, window = self._under_way, self._scavenger.window
        if under_way.flight and under_way.flight + size > max(window - self._beside(), LEAST_SHARE * window):
            self._full = True
            return True
        if under_way.next_lost() is not None:
            return False
        return under_way.size + size > self._room or under_way.reach >= REACH

    def _may_leave(self, size: int, now: float) -> bool:
        if self._is_held(size):
            return False
        pace = self._scavenger.pace
        most = max(SMALLEST_BURST, BURST * pace)
        self._credit = min(most, self._credit + (now - self._credit_at) * pace)
        self._credit_at = now
        return self._credit > 0

    def _bearable_disorder(self) -> float:
        return self._disorder * max(LEAST_DISORDER, DISORDER * (self._round_trip.value or 0.0))
