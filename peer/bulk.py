"""A connection for what is large: files, pictures, reports. It gives way to everything else.

It has ICE, DTLS and SCTP of its own, so that control, input and video never stand behind it. It is opened when there is
something to carry, and closed afterwards. Messages are bytes, reliable and in order. Who sends waits until there is
room, and who does not read stops the sender: memory is bounded at both ends.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from typing import Final

from aiortc import RTCPeerConnection

from peer.bulk_receiver import MESSAGE_LIMIT, Message
from peer.certificate import Certificate
from peer.connection import Connection
from peer.connection_state import PATIENCE, ConnectionState, Patience
from peer.routes import DIRECT, Routes
from peer.sctp_seams import AssociationSeam
from protocol.peer_messages import BULK

__all__ = ["MESSAGE_LIMIT", "Bulk", "BulkLost"]

QUEUE: Final = 256 * 1024
"""Bytes that may wait to leave: what goes in 20 ms at full speed."""
_OVER: Final = frozenset({ConnectionState.LOST, ConnectionState.CLOSED})


class BulkLost(Exception):
    """The connection is gone, and with it what the peer has not confirmed."""


class Bulk:
    """One end. The certificates are those of the connection beside which this one is opened."""

    def __init__(
        self,
        *,
        certificate: Certificate,
        expected: bytes,
        on_state: Callable[[ConnectionState], None],
        routes: Routes = DIRECT,
        tls: ssl.SSLContext | None = None,
        beside: Callable[[], int] = lambda: 0,
        patience: Patience = PATIENCE,
    ) -> None:
        """`expected` is the peer's fingerprint on that other connection: nobody else gets in here.

        `routes` and `tls` are those of that connection, too. `beside` tells how many bytes of pictures are on their way
        to the same peer (`OutgoingVideo.under_way`): they count as ours, so that bulk stops at once when a picture
        leaves. `on_state` is called from the event loop. Neither may raise.
        """
        self._on_state, self._beside = on_state, beside
        self._seam: AssociationSeam | None = None
        self._inbox: deque[Message] = deque()
        self._sending = 0
        """How many wait for room, or for everything to arrive."""
        self._changed = asyncio.Event()
        self._connection = Connection(
            certificate=certificate,
            on_state=self._tell,
            on_message=_nobody,
            routes=routes,
            tls=tls,
            expected=expected,
            channels=(BULK,),
            patience=patience,
            prepare=self._attach,
        )

    @property
    def state(self) -> ConnectionState:
        """Where the connection is."""
        return self._connection.state

    @property
    def waiting(self) -> int:
        """Bytes that were sent and that the peer has not confirmed."""
        return 0 if self._seam is None or self.state is not ConnectionState.CONNECTED else self._seam.waiting

    async def offer(self) -> str:
        """As in `Connection`. The customer offers."""
        return await self._connection.offer()

    async def accept(self, answer_sdp: str) -> None:
        """As in `Connection`. Raises `DescriptionRefused`."""
        await self._connection.accept(answer_sdp)

    async def answer(self, offer_sdp: str) -> str:
        """As in `Connection`. Raises `DescriptionRefused`."""
        return await self._connection.answer(offer_sdp)

    async def send(self, message: bytes) -> None:
        """Sends 1 to `MESSAGE_LIMIT` bytes, once connected and once there is room. Raises `BulkLost`."""
        if not 0 < len(message) <= MESSAGE_LIMIT:
            raise ValueError(f"a message of {len(message)} bytes")
        seam = await self._until_sender(lambda seam: seam.unsent < QUEUE)
        seam.send(message)

    async def flush(self) -> None:
        """Returns when the peer has confirmed everything. Raises `BulkLost`."""
        await self._until_sender(lambda seam: not seam.waiting)

    async def receive(self) -> bytes:
        """The next message. What came before the connection was lost is still to be had.

        Raises `BulkLost` when there is nothing any more, and nothing can come.
        """
        while not self._inbox:
            await self._next_change()
        message = self._inbox.popleft()
        assert self._seam is not None  # it came from there
        self._seam.read(message)
        return message.content

    async def close(self) -> None:
        """Ends it at once: `flush` before, to be sure. Harmless when done twice."""
        if self._seam is not None:
            self._seam.close()
        await self._connection.close()

    async def _until_sender(self, ready: Callable[[AssociationSeam], bool]) -> AssociationSeam:
        self._sending += 1
        try:
            while True:
                if self.state is ConnectionState.CONNECTED and self._seam is not None and ready(self._seam):
                    return self._seam
                await self._next_change()
        finally:
            self._sending -= 1

    async def _next_change(self) -> None:
        if self.state in _OVER:
            raise BulkLost
        self._changed.clear()
        await self._changed.wait()

    def _attach(self, connection: RTCPeerConnection) -> None:
        self._seam = AssociationSeam(connection, self._take, self._progressed, self._beside)

    def _tell(self, state: ConnectionState) -> None:
        if state in _OVER and self._seam is not None:
            self._seam.close()
        self._changed.set()
        self._on_state(state)

    def _take(self, message: Message) -> None:
        self._inbox.append(message)
        self._changed.set()

    def _progressed(self) -> None:
        """Called with each packet: wakes somebody only when it is worth it."""
        if self._sending and self._seam is not None and self._seam.unsent <= QUEUE // 2:
            self._changed.set()


def _nobody(_channel: str, _data: bytes) -> None:
    """Messages do not come this way."""
