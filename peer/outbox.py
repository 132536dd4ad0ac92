"""Messages that wait to be sent, cut into chunks when their turn comes. Pure."""

from collections import deque
from typing import Final, NamedTuple

from peer.sctp_packets import FIRST, LARGEST_PAYLOAD, LAST, Data

_NOT_CUT: Final = 0


class _Waiting(NamedTuple):
    stream: int
    protocol: int
    content: bytes


class Outbox:
    """One stream of messages."""

    def __init__(self, first: int) -> None:
        """`first` is the number of the first chunk."""
        self._next = first
        self._waiting: deque[_Waiting] = deque()
        self._cut = _NOT_CUT
        """Bytes of the first message that are in chunks already."""
        self._messages = 0
        self.size = 0
        """Bytes that wait."""

    @property
    def last(self) -> int:
        """The number of the last chunk that was made."""
        return self._next - 1

    def put(self, stream: int, protocol: int, content: bytes) -> None:
        """A message; not an empty one, which this protocol does not have."""
        self._waiting.append(_Waiting(stream, protocol, content))
        self.size += len(content)

    def next_size(self) -> int:
        """Bytes of the next chunk; 0 when nothing waits."""
        return min(LARGEST_PAYLOAD, len(self._waiting[0].content) - self._cut) if self._waiting else 0

    def next_chunk(self) -> Data:
        """The next chunk. To be called when there is one."""
        message = self._waiting[0]
        payload = message.content[self._cut : self._cut + LARGEST_PAYLOAD]
        flags = FIRST if self._cut == _NOT_CUT else 0
        number, tsn = self._messages, self._next
        self._cut += len(payload)
        self._next += 1
        self.size -= len(payload)
        if self._cut == len(message.content):
            flags |= LAST
            self._waiting.popleft()
            self._cut = _NOT_CUT
            self._messages += 1
        return Data(tsn, flags, message.stream, number, message.protocol, payload)
