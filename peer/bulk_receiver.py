"""What comes in on a bulk channel: chunks put in order, messages put together, and what the sender is told of it.

Pure; time is an argument. The peer is hostile until proven otherwise: what it makes us keep is bounded, whatever it
leaves out, repeats or cuts into small pieces.
"""

from typing import Final, NamedTuple

from peer.gaps import Blocks
from peer.sctp_packets import BLOCKS, DUPLICATES, FIRST, LAST, UNORDERED, Data, Sack, Violation, unwrapped

MESSAGE_LIMIT: Final = 64 * 1024
"""Bytes of one message."""
ROOM: Final = 1024 * 1024
"""Bytes that we keep: out of order, not complete, not read. With 100 ms round trip that lets 80 Mbit/s in."""
SPARE: Final = 64 * 1024
"""Bytes beyond that, as a sender does not count `WEIGHT`; and as many again for what everything else waits for."""
WEIGHT: Final = 96
"""Bytes that a message or a chunk costs besides its content."""
AHEAD: Final = 4096
"""Chunks after the first one that is missing; those further ahead are dropped."""
TELL_EVERY, TELL_WITHIN = 8, 0.002
"""Chunks and seconds after which the sender is told; of the first after a pause of so many seconds at once. Each time
costs both ends as much as a chunk, but what waits here looks like a queue on the line."""
TELL_EVERY_AFTER_GAP: Final = 4
"""Chunks, while one is missing: other senders than ours count what they are told before they repeat."""


class Message(NamedTuple):
    """A complete message."""

    stream: int
    protocol: int
    content: bytes


class Receiver:
    """One stream of messages, reliable and in order."""

    def __init__(self, first: int) -> None:
        """`first` is the number of the first chunk to come."""
        self.in_order = first - 1
        """The last chunk before which none is missing."""
        self.tell_at: float | None = None
        """When the sender is to be told what came; `None` when there is nothing to tell."""
        self._early: dict[int, Data] = {}
        self._blocks = Blocks()
        self._begun = bytearray()
        self._kept = 0
        self._stream: int | None = None
        self._duplicates: list[int] = []
        self._untold = 0
        self._came_at = float("-inf")
        self._room_told = ROOM

    def take(self, chunk: Data, now: float) -> list[Message]:
        """The messages that are complete with `chunk`. Raises `Violation`."""
        self._check(chunk)
        number = unwrapped(chunk.tsn, self.in_order)
        if number <= self.in_order or number in self._early:
            self._duplicates = [*self._duplicates, number][:DUPLICATES]
            self.tell_at = now
            return []
        is_next = number == self.in_order + 1
        if number > self.in_order + AHEAD or self._kept + _weight(chunk) > ROOM + SPARE * (1 + is_next):
            self.tell_at = now
            return []
        self._note(now)
        if is_next:
            return self._advance(chunk)
        self._early[number] = chunk
        self._kept += _weight(chunk)
        if self._blocks.add(number):
            self.tell_at = now
        return []

    def read(self, message: Message, now: float) -> None:
        """Its owner has taken a message: there is room again, and a sender that waits for it is told."""
        self._kept -= len(message.content) + WEIGHT
        if self._room() - self._room_told >= ROOM // 4:
            self.tell_at = now

    def tell(self) -> Sack:
        """What came so far. It counts as told."""
        duplicates, self._duplicates = self._duplicates, []
        self._untold, self.tell_at, self._room_told = 0, None, self._room()
        return Sack(self.in_order, self._room_told, self._blocks.counted_from(self.in_order, BLOCKS), duplicates)

    def _check(self, chunk: Data) -> None:
        if self._stream is None:
            self._stream = chunk.stream
        if chunk.stream != self._stream or chunk.flags & UNORDERED:
            raise Violation("another stream than the one")

    def _room(self) -> int:
        return max(0, ROOM - self._kept)

    def _note(self, now: float) -> None:
        self._untold += 1
        paused, self._came_at = now - self._came_at > TELL_WITHIN, now
        if paused or self._untold >= (TELL_EVERY_AFTER_GAP if self._blocks else TELL_EVERY):
            self.tell_at = now
        elif self.tell_at is None:
            self.tell_at = now + TELL_WITHIN

    def _advance(self, chunk: Data) -> list[Message]:
        messages = []
        following: Data | None = chunk
        while following is not None:
            self.in_order += 1
            if (message := self._put_together(following)) is not None:
                messages.append(message)
            following = self._early.pop(self.in_order + 1, None)
            if following is not None:
                self._kept -= _weight(following)
        self._blocks.pass_by(self.in_order)
        return messages

    def _put_together(self, chunk: Data) -> Message | None:
        """Keeps a fragment; the message, when it was the last."""
        if bool(chunk.flags & FIRST) is bool(self._begun):
            raise Violation("a fragment out of place")
        if len(self._begun) + len(chunk.payload) > MESSAGE_LIMIT:
            raise Violation("a message beyond the bound")
        self._kept += len(chunk.payload)
        if not chunk.flags & LAST:
            self._begun += chunk.payload
            return None
        self._kept += WEIGHT
        content = bytes(self._begun) + chunk.payload if self._begun else chunk.payload
        self._begun.clear()
        return Message(chunk.stream, chunk.protocol, content)


def _weight(chunk: Data) -> int:
    return len(chunk.payload) + WEIGHT
