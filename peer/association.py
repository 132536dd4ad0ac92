"""One SCTP association at work: packets in, packets out, and a timer. Both directions are pure; this drives them."""

import asyncio
from collections.abc import Callable
from typing import Final

from peer.bulk_receiver import Message, Receiver
from peer.bulk_sender import Sender
from peer.scavenger import Scavenger
from peer.sctp_packets import Data, Packing, Sack

AT_ONCE: Final = 10
"""Packets that leave before everybody else on the event loop has a turn."""

_NEVER: Final = float("inf")


class Association:
    """Both directions, and when they are looked after. `transmit` puts a packet on the line, and must not raise."""

    def __init__(
        self,
        packing: Packing,
        numbers: tuple[int, int],
        transmit: Callable[[bytes], None],
        beside: Callable[[], int],
    ) -> None:
        """`numbers`: of the first chunk that goes out, and of the first that comes in. `beside` as in `Sender`."""
        first_out, first_in = numbers
        self.sender = Sender(packing, first_out, Scavenger(), beside)
        self.receiver = Receiver(first_in)
        self._packing, self._transmit = packing, transmit
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def send(self, stream: int, protocol: int, content: bytes) -> None:
        """A message to the peer; not an empty one."""
        self.sender.put(stream, protocol, content, self._loop.time())
        self._work()

    def arrive(self, chunks: list[Data | Sack]) -> list[Message]:
        """A packet came: the messages that are complete now. Raises `Violation`."""
        now = self._loop.time()
        messages = []
        for chunk in chunks:
            if isinstance(chunk, Sack):
                self.sender.hear(chunk, now)
            else:
                messages += self.receiver.take(chunk, now)
        self._work()
        return messages

    def read(self, message: Message) -> None:
        """Its owner has taken a message: there is room for others."""
        self.receiver.read(message, self._loop.time())
        self._work()

    def close(self) -> None:
        """Nothing goes out any more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _work(self) -> None:
        """Sends what is due, and sees to it that this happens again in time."""
        if self._closed:
            return
        now = self._loop.time()
        if self.sender.waiting:
            self._send(now)
        tell_at = self.receiver.tell_at
        if tell_at is not None and tell_at <= now:
            self._transmit(self._packing.sack(self.receiver.tell()))
            tell_at = None
        wake_at = self.sender.wake_at(now)
        if tell_at is not None or wake_at is not None:
            self._wake_by(min(_NEVER if tell_at is None else tell_at, _NEVER if wake_at is None else wake_at))

    def _send(self, now: float) -> None:
        self.sender.wake(now)
        for _ in range(AT_ONCE):
            packet = self.sender.next_packet(now)
            if packet is None:
                break
            self._transmit(packet)

    def _wake_by(self, at: float) -> None:
        """A timer that is set for earlier stays: it is cheaper to wake in vain than to move it for each packet."""
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._work()
