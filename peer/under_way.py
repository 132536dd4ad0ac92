"""Chunks that left and have not arrived, and which of them are lost. Pure.

A chunk is taken for lost when one that left later has arrived (as in RACK, RFC 8985). That needs no counting of
reports, and finds a repetition that was lost too. A peer's reports repeat themselves; only what is new in them is
looked at, so that a report costs as much as it tells.
"""

from typing import Final, NamedTuple

from peer.sctp_packets import Sack, Violation, unwrapped


class Chunk:
    """A chunk as it goes on the line."""

    __slots__ = ("left_at", "packet", "size", "times")

    def __init__(self, packet: bytes, size: int) -> None:
        self.packet, self.size = packet, size
        self.left_at = 0.0
        self.times = 0


class Arrived(NamedTuple):
    """What a report told."""

    chunks: int
    left_at: float | None
    """When the latest of them had left; `None` when each had to be repeated, as one does not know then which came."""


NOTHING: Final = Arrived(0, None)


class UnderWay:
    """What left on one stream."""

    def __init__(self, first: int) -> None:
        """`first` is the number of the first chunk."""
        self.arrived_up_to = first - 1
        self._last = first - 1
        self._out: dict[int, Chunk] = {}
        """In the order in which they left."""
        self._lost: dict[int, Chunk] = {}
        self._told: dict[int, int] = {}
        """The blocks of the last report: first and last."""
        self._latest = float("-inf")
        """When the latest of all that arrived had left."""
        self.size = 0
        """Bytes that have not arrived."""
        self.flight = 0
        """Bytes that may still be on the line."""

    def __bool__(self) -> bool:
        return bool(self._out or self._lost)

    @property
    def reach(self) -> int:
        """Chunks from the oldest that has not arrived to the last that left."""
        return self._last - self.arrived_up_to

    def left(self, number: int, chunk: Chunk, now: float) -> None:
        """A chunk went on the line, for the first time or again."""
        if chunk.times == 0:
            self._last = number
            self.size += chunk.size
        chunk.times += 1
        chunk.left_at = now
        self._out[number] = chunk
        self.flight += chunk.size

    def next_lost(self) -> Chunk | None:
        """The lost chunk whose turn it is."""
        return next(iter(self._lost.values()), None)

    def take_lost(self) -> tuple[int, Chunk]:
        """The same, to be sent again. To be called when there is one."""
        number = next(iter(self._lost))
        return number, self._lost.pop(number)

    def hear(self, said: Sack, since: float) -> Arrived:
        """The peer reports. What left after `since` it cannot have heard of: that was a repetition too many.

        Raises `Violation`.
        """
        cumulative = unwrapped(said.cumulative, self.arrived_up_to)
        if cumulative < self.arrived_up_to:
            return NOTHING  # an old report, overtaken
        if cumulative > self._last:
            raise Violation("what never left cannot have arrived")
        settled = self._settle(self.arrived_up_to + 1, cumulative)
        self.arrived_up_to = cumulative
        settled += self._settle_blocks(said)
        if not settled:
            return NOTHING
        self._latest = max([self._latest, *(chunk.left_at for chunk in settled if chunk.left_at <= since)])
        once = [chunk.left_at for chunk in settled if chunk.times == 1]
        return Arrived(len(settled), max(once, default=None))

    def find_lost(self, disorder: float) -> int:
        """How many more are lost: those that left more than `disorder` seconds before one that has arrived."""
        before = self._latest - disorder
        found = []
        for number, chunk in self._out.items():
            if chunk.left_at >= before:
                break
            found.append(number)
        for number in found:
            self._lose(number)
        return len(found)

    def lose_oldest(self) -> None:
        """Takes the one that left first for lost."""
        if self._out:
            self._lose(next(iter(self._out)))

    def _lose(self, number: int) -> None:
        chunk = self._out.pop(number)
        self.flight -= chunk.size
        self._lost[number] = chunk

    def _settle_blocks(self, said: Sack) -> list[Chunk]:
        settled: list[Chunk] = []
        told: dict[int, int] = {}
        end = self.arrived_up_to
        for first, last in said.blocks:
            start = self.arrived_up_to + first
            if start <= end:
                break  # blocks are apart and in order, or they are nonsense
            end = min(self.arrived_up_to + last, self._last)
            settled += self._settle(self._told.get(start, start - 1) + 1, end)
            told[start] = end
        self._told = told
        return settled

    def _settle(self, first: int, last: int) -> list[Chunk]:
        """Those of the chunks from `first` to `last` that had not arrived before."""
        settled = []
        for number in range(first, last + 1):
            chunk = self._out.pop(number, None)
            if chunk is not None:
                self.flight -= chunk.size
            else:
                chunk = self._lost.pop(number, None)
            if chunk is not None:
                self.size -= chunk.size
                settled.append(chunk)
        return settled
