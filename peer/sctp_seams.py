"""Every private name of aiortc that a bulk channel needs, with its reason: there, SCTP's data are ours.

The library shakes hands, opens and closes channels, and answers whatever is neither DATA nor SACK. A seam is opened on
one association; those of other connections stay as they are. Why, and what it brings, stands in docs/decisions/0060.
"""

# ruff: noqa: SLF001  # private names are what this module is for: each stands in SEAMS

from collections import deque
from collections.abc import Callable
from typing import Any, Final

from aioice import ice
from aiortc import RTCDtlsTransport, RTCPeerConnection, RTCSctpTransport
from OpenSSL import SSL

from peer.aiortc_seams import Seam, selfcheck
from peer.association import Association
from peer.bulk_receiver import Message
from peer.sctp_packets import Data, Packing, Sack, Violation, read

CHANNEL_CONTROL: Final = 50
"""Messages that open channels and confirm it (RFC 8832): the library's."""
TEXT, BINARY = 51, 53
"""What a message can be (RFC 8831). Other kinds, and empty messages, which that document makes of one byte, are left
out: nobody who sends bulk has a use for them."""
_LARGEST_DATAGRAM: Final = 1500
_APPLICATION_DATA: Final = 23
"""First byte of a DTLS 1.2 record that carries data."""
_NUDGE: Final = b"\0"
"""A datagram that DTLS leaves alone: it only wakes the library's task."""

SEAMS: Final = (
    Seam(RTCSctpTransport, "_, _, verification_tag, chunks = parse_packet(data)", "where packets come in"),
    Seam(RTCSctpTransport, "await self._receive_data_chunk(chunk)", "DATA among other chunks"),
    Seam(RTCSctpTransport, "await self._receive_sack_chunk(chunk)", "SACK among other chunks"),
    Seam(RTCSctpTransport, "await self._receive_forward_tsn_chunk(chunk)", "what a reliable channel has no use for"),
    Seam(RTCSctpTransport, "if self._local_partial_reliability:", "and what we do not offer therefore"),
    Seam(RTCSctpTransport, "await self._send(stream_id, protocol, user_data)", "where channel control goes out"),
    Seam(
        RTCSctpTransport,
        "async def _data_channel_receive(\n        self, stream_id: int, pp_id: int, data: bytes",
        "in",
    ),
    Seam(RTCSctpTransport, "self._last_received_tsn = tsn_minus_one(chunk.initial_tsn)", "the peer's first chunk"),
    Seam(RTCSctpTransport, "self._last_received_tsn, request.last_tsn", "a reset waits for what was sent before it"),
    Seam(RTCSctpTransport, "last_tsn=tsn_minus_one(self._local_tsn)", "our first chunk"),
    Seam(
        RTCSctpTransport, "self._remote_port,\n                self._remote_verification_tag,", "what precedes chunks"
    ),
    Seam(RTCDtlsTransport, "while True:\n                await self._recv_next()", "the task that we nudge"),
    Seam(RTCDtlsTransport, "self._ssl.send(data)\n        await self._write_ssl()", "how a packet goes on the line"),
    Seam(RTCDtlsTransport, "data = self._ssl.bio_read(1500)", "the same"),
    Seam(
        RTCDtlsTransport,
        "self._ssl.bio_write(data)\n            try:\n                data = self._ssl.recv(1500)",
        "off it",
    ),
    Seam(ice.Connection, "active_pair = self._nominated.get(component)", "where datagrams go"),
    Seam(ice.Connection, "self._queue.put_nowait((data, component))", "where they come from"),
)

selfcheck(seams=SEAMS)


class AssociationSeam:
    """One association whose data we carry. To be opened before the connection is used.

    WORKAROUND: the library's SCTP gets 3 Mbit/s through a line that loses one packet in a hundred, and costs twice the
    processor time, see docs/upstream.
    """

    def __init__(
        self,
        connection: RTCPeerConnection,
        took: Callable[[Message], None],
        progressed: Callable[[], None],
        beside: Callable[[], int],
    ) -> None:
        """`took` is told of each message, `progressed` of news from the peer; `beside` as in `Sender`."""
        assert connection.sctp is not None
        self._sctp: Any = connection.sctp
        self._dtls: Any = self._sctp.transport
        self._ice = self._dtls.transport._connection
        self._took, self._progressed, self._beside = took, progressed, beside
        self._association: Association | None = None
        self._stream = 0
        self._left: deque[bytes | Message] = deque()
        """What is the library's, and waits for its task."""
        self._violated = False
        self._handle_others = self._sctp._handle_data
        self._queue_datagram = self._ice.data_received
        self._receive_next = self._dtls._recv_next
        self._sctp._local_partial_reliability = False
        for owner, names in (
            (self._sctp, ("_handle_data", "_receive_data_chunk", "_receive_sack_chunk")),
            (self._sctp, ("_receive_forward_tsn_chunk", "_send")),
            (self._dtls, ("_recv_next",)),
            (self._ice, ("data_received",)),
        ):
            for name in names:
                setattr(owner, name, getattr(self, name))

    @property
    def association(self) -> Association:
        """Both directions. There once the association stands."""
        if self._association is None:
            sctp = self._sctp
            packing = Packing(sctp._local_port, sctp._remote_port, sctp._remote_verification_tag)
            numbers = (sctp._local_tsn, sctp._last_received_tsn + 1)
            self._association = Association(packing, numbers, self._transmit, self._beside)
        return self._association

    @property
    def unsent(self) -> int:
        """Bytes that have not left."""
        return self.association.sender.unsent

    @property
    def waiting(self) -> int:
        """Bytes that have not arrived."""
        return self.association.sender.waiting

    def send(self, content: bytes) -> None:
        """A message on the channel; not an empty one."""
        self.association.send(self._stream, BINARY, content)

    def read(self, message: Message) -> None:
        """Its owner has taken a message that `took` was told of."""
        self.association.read(message)

    def close(self) -> None:
        """Nothing goes out any more."""
        if self._association is not None:
            self._association.close()

    def data_received(self, datagram: bytes, component: int) -> None:
        """Data take the short way, without queue and task; everything else goes on as the library has it."""
        if self._association is None or datagram[0] != _APPLICATION_DATA:
            self._queue_datagram(datagram, component)
            return
        packet = self._opened(datagram)
        if packet and not self._take(packet):
            self._left.append(packet)
        if self._left or self._violated or self._sctp._reconfig_deferred is not None:
            self._queue_datagram(_NUDGE, component)

    async def _recv_next(self) -> None:
        await self._catch_up()
        await self._receive_next()

    async def _handle_data(self, packet: bytes) -> None:
        if not self._take(packet):
            await self._handle_others(packet)
        await self._catch_up()

    async def _receive_data_chunk(self, chunk: Any) -> None:
        said = (chunk.tsn, chunk.flags, chunk.stream_id, chunk.stream_seq, chunk.protocol, chunk.user_data)
        self._arrive([Data(*said)])

    async def _receive_sack_chunk(self, chunk: Any) -> None:
        self._arrive([Sack(chunk.cumulative_tsn, chunk.advertised_rwnd, chunk.gaps, chunk.duplicates)])

    async def _receive_forward_tsn_chunk(self, _chunk: Any) -> None:
        raise ConnectionError

    async def _send(self, stream: int, protocol: int, content: bytes, **_options: Any) -> None:
        self._stream = stream
        self.association.send(stream, protocol, content)

    async def _catch_up(self) -> None:
        """In the library's task: what came the short way, and is the library's."""
        while self._left:
            what = self._left.popleft()
            if isinstance(what, Message):
                await self._sctp._data_channel_receive(*what)
            else:
                await self._handle_others(what)
        if self._sctp._reconfig_deferred is not None:
            await self._sctp._reset_deferred_streams()
        if self._violated:
            raise ConnectionError

    def _take(self, packet: bytes) -> bool:
        """Whether the packet is ours, and done with."""
        try:
            chunks = read(packet, self._sctp._local_verification_tag)
        except ValueError:
            return True
        if chunks and self._sctp._last_received_tsn is not None:
            self._arrive(chunks)
        return chunks is not None

    def _arrive(self, chunks: list[Data | Sack]) -> None:
        association = self.association
        try:
            messages = association.arrive(chunks)
        except Violation:
            self._violated = True
            return
        self._sctp._last_received_tsn = association.receiver.in_order % (1 << 32)
        for message in messages:
            if message.protocol in (TEXT, BINARY):
                self._took(message)
                continue
            association.read(message)
            if message.protocol == CHANNEL_CONTROL:
                self._left.append(message)
        self._progressed()

    def _transmit(self, packet: bytes) -> None:
        """What the library does for a packet, without waiting for anything."""
        pair = self._ice._nominated.get(1)
        if pair is None:
            return
        try:
            self._dtls._ssl.send(packet)
            datagram = self._dtls._ssl.bio_read(_LARGEST_DATAGRAM)
        except SSL.Error:
            return
        pair.protocol.transport.sendto(datagram, pair.remote_addr)

    def _opened(self, datagram: bytes) -> bytes:
        """What was encrypted; nothing if that was not the peer."""
        try:
            self._dtls._ssl.bio_write(datagram)
            return bytes(self._dtls._ssl.recv(_LARGEST_DATAGRAM))
        except SSL.Error:
            return b""
