"""The jitter buffer: packets in any order, complete pictures in theirs. No clock, no I/O.

A picture is complete with the packet that carries the marker bit (or before one with another timestamp), and is
handed out as soon as nothing before it is missing. A hole is asked for at once and again at growing intervals; if it
stays, the buffer skips to the next keyframe and asks for one. What is damaged, or builds on it, is never handed out.
"""

from typing import Final, NamedTuple

from peer.access_unit import AccessUnit
from peer.rtp import VideoPacket

MAX_UNIT: Final = 8 * 1024 * 1024  # an access unit of a real screen is below 1 MB, also at 4K
MAX_BUFFERED: Final = 2 * MAX_UNIT
MAX_BEHIND: Final = 8192  # so late a packet can be, sent again on a fast line; else it is nonsense or a new stream
MAX_MISSING: Final = 512  # a hole of more packets costs more to repair than a keyframe; or it is nonsense, as above
GIVE_UP_AFTER: Final = 0.5
NACK_AGAIN_AFTER: Final = (0.03, 0.05, 0.08, 0.12, 0.2)
MAX_NACK: Final = 256  # sequence numbers in one NACK: below one datagram in the worst case
KEYFRAME_AGAIN_AFTER: Final = (0.35, 0.35, 0.7, 1.4, 2.0)


class Repairs(NamedTuple):
    """What the sender has to be asked for now."""

    missing: list[int]
    """Sequence numbers on the wire (16 bit)."""
    keyframe: bool


class _Hole:
    """A packet that has not come."""

    __slots__ = ("ask_at", "asked", "since")

    def __init__(self, now: float) -> None:
        self.since = now
        self.ask_at = now
        self.asked = 0

    def ask(self, now: float) -> None:
        self.ask_at = now + NACK_AGAIN_AFTER[min(self.asked, len(NACK_AGAIN_AFTER) - 1)]
        self.asked += 1


class _KeyframeWish:
    """Asks for a keyframe until one came."""

    def __init__(self) -> None:
        self._ask_at: float | None = None
        self._asked = 0

    @property
    def ask_at(self) -> float | None:
        return self._ask_at

    def begin(self, now: float) -> None:
        if self._ask_at is None:
            self._ask_at, self._asked = now, 0

    def due(self, now: float) -> bool:
        if self._ask_at is None or now < self._ask_at:
            return False
        self._ask_at = now + KEYFRAME_AGAIN_AFTER[min(self._asked, len(KEYFRAME_AGAIN_AFTER) - 1)]
        self._asked += 1
        return True

    def fulfilled(self) -> None:
        self._ask_at = None


class JitterBuffer:
    """One stream's buffer. Sequence numbers inside are unwrapped: they only grow."""

    def __init__(self) -> None:
        self.losses = 0
        """How often something was given up."""
        self._packets: dict[int, VideoPacket] = {}
        self._holes: dict[int, _Hole] = {}
        self._wish = _KeyframeWish()
        self._lost = True  # until the first keyframe, and after each loss
        self._begin: int | None = None  # first packet of the unit that is being put together
        self._scan = 0  # everything in [begin, scan) is there and belongs to that unit
        self._high = -1
        self._unit_size = 0
        self._buffered = 0
        self._suspect: VideoPacket | None = None

    def add(self, packet: VideoPacket, now: float) -> list[AccessUnit]:
        """The units that this packet completes, in order; mostly none or one."""
        if self._begin is None:
            self._start_over(0x10000 + packet.sequence_number)
        number = self._high + _signed(packet.sequence_number - self._high)
        if not -MAX_BEHIND <= number - self._high <= MAX_MISSING:
            return self._jumped(packet, now)
        self._suspect = None
        if number < self._scan or number in self._packets:
            return []
        self._store(number, packet, now)
        if self._too_much:
            self._give_up(now)
        return self._advance(now)

    def request_keyframe(self, now: float) -> None:
        """Asks until a keyframe comes; what is complete is handed out meanwhile."""
        self._wish.begin(now)

    @property
    def restless(self) -> bool:
        """Whether there is anything to ask the sender for, now or later."""
        return bool(self._holes) or self._wish.ask_at is not None

    def next_due(self) -> float | None:
        """When `repairs` wants to be called next; None: not before the next packet."""
        times = [min(hole.ask_at, hole.since + GIVE_UP_AFTER) for hole in self._holes.values()]
        if self._wish.ask_at is not None:
            times.append(self._wish.ask_at)
        return min(times, default=None)

    def repairs(self, now: float) -> tuple[Repairs, list[AccessUnit]]:
        """What to ask the sender for at `now`, and the units that became free because a hole was given up."""
        units: list[AccessUnit] = []
        if self._holes and now >= self._oldest_hole() + GIVE_UP_AFTER:
            self._give_up(now)
            units = self._advance(now)
        missing: list[int] = []
        for number, hole in self._holes.items():
            if hole.ask_at <= now and len(missing) < MAX_NACK:
                hole.ask(now)
                missing.append(number & 0xFFFF)
        return Repairs(missing, self._wish.due(now)), units

    @property
    def _too_much(self) -> bool:
        return self._buffered > MAX_BUFFERED or len(self._holes) > MAX_MISSING

    def _oldest_hole(self) -> float:
        return min(hole.since for hole in self._holes.values())

    def _start_over(self, number: int) -> None:
        self._packets.clear()
        self._holes.clear()
        self._begin = self._scan = number
        self._high = number - 1
        self._unit_size = self._buffered = 0

    def _jumped(self, packet: VideoPacket, now: float) -> list[AccessUnit]:
        """Two packets in a row are a stream that goes on elsewhere; a single one may be nonsense (RFC 3550, A.1).

        If it is not, and the last one for now, the keyframe that is asked for brings more.
        """
        before, self._suspect = self._suspect, packet
        if before is None or packet.sequence_number != (before.sequence_number + 1) & 0xFFFF:
            self._wish.begin(now)
            return []
        self._suspect = None
        self._lose(now)
        self._start_over(0x10000 + before.sequence_number)
        return self.add(before, now) + self.add(packet, now)

    def _store(self, number: int, packet: VideoPacket, now: float) -> None:
        self._packets[number] = packet
        self._buffered += len(packet.data)
        if number <= self._high:
            self._holes.pop(number, None)
            return
        for missing in range(self._high + 1, number):
            self._holes[missing] = _Hole(now)
        self._high = number

    def _advance(self, now: float) -> list[AccessUnit]:
        units: list[AccessUnit] = []
        while True:
            packet = self._packets.get(self._scan)
            if packet is None:
                if not (self._lost and self._skip_to_keyframe()):
                    return units
            elif self._ends_before(packet):
                units += self._finish(now)
            else:
                self._take(packet, now)
                if packet.marker:
                    units += self._finish(now)
                elif self._unit_size > MAX_UNIT:
                    self._give_up(now)

    def _ends_before(self, packet: VideoPacket) -> bool:
        begin = self._first()
        return begin is not None and packet.timestamp != begin.timestamp

    def _first(self) -> VideoPacket | None:
        assert self._begin is not None
        return self._packets[self._begin] if self._begin < self._scan else None

    def _take(self, packet: VideoPacket, now: float) -> None:
        first = self._scan == self._begin
        self._scan += 1
        self._unit_size += len(packet.data)
        if first and not packet.data:
            self._drop_unit()  # padding between pictures
        elif first and self._lost and not packet.opens_keyframe:
            self._wish.begin(now)
            self._drop_unit()

    def _finish(self, now: float) -> list[AccessUnit]:
        """Hands out the unit [begin, scan), which is complete."""
        if self._begin == self._scan:
            return []
        assert self._begin is not None
        packets = [self._packets[number] for number in range(self._begin, self._scan)]
        self._drop_unit()
        keyframe = packets[0].opens_keyframe and any(packet.has_idr for packet in packets)
        if self._lost and not keyframe:
            self._wish.begin(now)
            return []
        if keyframe:
            self._lost = False
            self._wish.fulfilled()
        return [AccessUnit(b"".join([packet.data for packet in packets]), packets[0].timestamp, keyframe, now)]

    def _drop_unit(self) -> None:
        assert self._begin is not None
        for number in range(self._begin, self._scan):
            self._buffered -= len(self._packets.pop(number).data)
        self._begin, self._unit_size = self._scan, 0

    def _skip_to_keyframe(self) -> bool:
        """While lost, an unrepaired hole need not be waited for: a later keyframe will do."""
        if self._begin != self._scan:
            return False  # the hole is in the keyframe itself
        opening = [number for number, packet in self._packets.items() if packet.opens_keyframe]
        if not opening:
            return False
        self._forget_before(min(opening))
        return True

    def _give_up(self, now: float) -> None:
        """Skips what is damaged: to the next keyframe if one is here, else to the next packet after the hole."""
        self._lose(now)
        scan = self._scan + 1
        later = [number for number in self._packets if number >= scan]
        opening = [number for number in later if self._packets[number].opens_keyframe]
        after_hole = self._high + 1 if self._too_much else min(later, default=self._high + 1)
        self._forget_before(min(opening, default=after_hole))
        if self._too_much:
            self._forget_before(self._high + 1)

    def _lose(self, now: float) -> None:
        self.losses += 1
        self._lost = True
        self._wish.begin(now)

    def _forget_before(self, number: int) -> None:
        for old in [n for n in self._packets if n < number]:
            self._buffered -= len(self._packets.pop(old).data)
        for old in [n for n in self._holes if n < number]:
            del self._holes[old]
        self._begin = self._scan = number
        self._high = max(self._high, number - 1)
        self._unit_size = 0


def _signed(difference: int) -> int:
    """The distance between two sequence numbers, the short way round."""
    return ((difference + 0x8000) & 0xFFFF) - 0x8000
