"""Every private name of aiortc's sender that our video touches, with its reason: it sends what is already encoded.

Its loop is replaced by one that does the same with a third of the work per packet: a page is two thousand of them, for
each peer. Its reports, its repetitions and what it hears from the peer stay the library's.
"""

# ruff: noqa: B010, SLF001  # private names are what this module is for: each stands in SEAMS; and they are set by name

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from struct import Struct
from typing import Any, Final, NamedTuple, Protocol

from aiortc import RTCRtpSender, clock
from aiortc.mediastreams import MediaStreamError
from aiortc.rtcdtlstransport import RTCDtlsTransport, RtpRouter
from aiortc.rtp import RTCP_PSFB_APP, AnyRtcpPacket, RtcpPsfbPacket, RtcpSrPacket, RtpPacket, is_rtcp

from peer.aiortc_seams import REPORT_EVERY, Seam, selfcheck
from peer.packet_seams import WayOut

HISTORY: Final = 4096
"""Packets that can be repeated. A page is up to 2500 of them, and repairs may come half a second late."""

_MARKER: Final = 0x80
_KIND_AND_NUMBER: Final = Struct("!BH")
_HISTORY: Final = "_RTCRtpSender__rtp_history"
_ROUND_TRIP: Final = "_RTCRtpSender__rtt"
_REPORTED_AT: Final = "_RTCRtpSender__lsr_time"
_EXTENSIONS: Final = "_RTCRtpSender__rtp_header_extensions_map"
_MID: Final = "_RTCRtpSender__mid"
_STARTED: Final = "_RTCRtpSender__rtp_started"
_EXITED: Final = "_RTCRtpSender__rtp_exited"
_NTP: Final = "_RTCRtpSender__ntp_timestamp"
_TIMESTAMP: Final = "_RTCRtpSender__rtp_timestamp"
_OCTETS: Final = "_RTCRtpSender__octet_count"
_PACKETS: Final = "_RTCRtpSender__packet_count"
_USED: Final = (_HISTORY, _ROUND_TRIP, _REPORTED_AT, _EXTENSIONS, _MID, _STARTED, _EXITED, _NTP, _TIMESTAMP, _OCTETS)

SEAMS: Final = (
    Seam(RTCRtpSender, "asyncio.ensure_future(self._run_rtp(parameters.codecs[0]))", "the loop that ours replaces"),
    Seam(RTCRtpSender, "timestamp = uint32_add(timestamp_origin, enc_frame.timestamp)", "times begin anywhere"),
    Seam(RTCRtpSender, "packet.extensions.mid = self.__mid", "what a packet says beside its content"),
    Seam(RTCRtpSender, "packet_bytes = packet.serialize(self.__rtp_header_extensions_map)", "how it is written"),
    Seam(RTCRtpSender, "self.__ntp_timestamp = clock.current_ntp_time()", "what reports say of the last packet"),
    Seam(RTCRtpSender, "self.__octet_count += len(payload)", "and of all of them"),
    Seam(RTCRtpSender, "await asyncio.gather(self.__rtp_exited.wait(), self.__rtcp_exited.wait())", "its end"),
    Seam(RTCRtpSender, "self.__lsr_time = time.time()\n", "from when on an answer to a report is timed"),
    Seam(RTCRtpSender, "await self._send_rtcp(packets)", "reports leave, if there is something to report"),
    Seam(RTCRtpSender, "await self.transport._send_rtp(packet_bytes)", "repetitions are counted where they leave"),
    Seam(RTCRtpSender, "self._send_keyframe()", "the way on which PLI and FIR reach us"),
    Seam(RTCRtpSender, "await self._retransmit(seq)", "where repetitions get their budget, and stop while held"),
    Seam(
        RTCRtpSender, "packet = self.__rtp_history.get(sequence_number % RTP_HISTORY_SIZE)", "128 packets are too few"
    ),
    Seam(RTCRtpSender, "self.__rtt = rtt", "how long a repetition takes at least"),
    Seam(RTCDtlsTransport, "await recipient._handle_rtcp_packet(packet)", "where acknowledgements are taken out"),
    Seam(RtpRouter, "add_recipient(self.senders.get(packet.media_ssrc))", "acknowledgements find their sender"),
)

selfcheck(seams=SEAMS)


class Coded(Protocol):
    """A coded picture: its RTP payloads, and its time in units of the RTP clock."""

    @property
    def payloads(self) -> list[bytes]: ...

    @property
    def timestamp(self) -> int: ...


class PacketHistory:
    """What went out last. WORKAROUND: the library keeps 128 packets in a fixed modulus, see docs/upstream."""

    def __init__(self, sender: RTCRtpSender) -> None:
        self._sender = sender
        self._sent: dict[int, tuple[int, int, int, bytes]] = {}
        self.last: int | None = None
        self.wanted: int | None = None

    def keep(self, number: int, kind: int, marker: int, timestamp: int, payload: bytes) -> None:
        """This packet went out."""
        self.last = number
        self._sent.pop(number, None)
        self._sent[number] = (kind, marker, timestamp, payload)
        if len(self._sent) > HISTORY:
            del self._sent[next(iter(self._sent))]

    def get(self, _index: int) -> RtpPacket | None:
        """The index is the library's modulus; what it means stands in `wanted`."""
        if self.wanted is None or (sent := self._sent.get(self.wanted)) is None:
            return None
        kind, marker, timestamp, payload = sent
        return _packet(self._sender, kind, timestamp, number=self.wanted, marker=marker, payload=payload)


class Hooks(NamedTuple):
    """Whom a sender asks and tells what."""

    following: Callable[[], Awaitable[Coded]]
    """The next picture; raises `MediaStreamError` when there will be none."""
    payloads: Callable[[Any], Iterable[bytes]]
    """What of that picture is to leave now; ends early when nothing may leave any more."""
    keyframe_requested: Callable[[], None]
    may_repeat: Callable[[int], bool]
    told: Callable[[bytes], None]
    """The body of a packet of application layer feedback came."""
    wait: Callable[[int], float]
    """Seconds until a packet of so many bytes may leave."""
    left: Callable[[int], None]
    """A packet with this RTP timestamp went on the line, not as a repetition."""
    at_once: int
    """Packets that leave before other peers, and what comes in, have their turn."""


class SenderSeam:
    """One sender that sends what is already encoded, at its own pace.

    WORKAROUND: PLI and FIR do not reach a track that delivers packets, and nothing is paced, see docs/upstream.
    """

    def __init__(self, sender: RTCRtpSender, hooks: Hooks) -> None:
        self._sender, self._hooks = sender, hooks
        self._in_a_row = 0
        self._number = random.randrange(1 << 15)  # noqa: S311  # RFC 3550 wants it hard to guess only without SRTP
        self._origin = random.randrange(1 << 32)  # noqa: S311  # the same
        self._way_out = WayOut(sender.transport)
        self._history = PacketHistory(sender)
        self._reported = (0, float("-inf"), 0.0)
        """How many packets the last report named, when it left, and when the library says that it did."""
        self._repeat: Callable[[int], Awaitable[None]] = sender._retransmit
        self._feedback: Callable[[AnyRtcpPacket], Awaitable[None]] = sender._handle_rtcp_packet
        self._report: Callable[[list[AnyRtcpPacket]], Awaitable[None]] = sender._send_rtcp
        self._send: Callable[[bytes], Awaitable[None]] = sender.transport._send_rtp
        for name in _USED:
            getattr(sender, name)  # fails here and now if the library lost it
        setattr(sender, _HISTORY, self._history)
        setattr(sender, "_run_rtp", self._run)
        setattr(sender, "_send_rtcp", self._report_news)
        setattr(sender, "_send_keyframe", hooks.keyframe_requested)
        setattr(sender, "_retransmit", self._repeat_if_allowed)
        setattr(sender, "_handle_rtcp_packet", self._take_feedback)
        setattr(sender.transport, "_send_rtp", self._send_counted)

    @property
    def round_trip(self) -> float | None:
        """Seconds, by the last receiver report."""
        value = getattr(self._sender, _ROUND_TRIP)
        return None if value is None else float(value)

    def take_body(self, stream: int, body: bytes) -> None:
        """Application layer feedback came another way than `_take_feedback`'s."""
        if stream == self._sender._ssrc:
            self._hooks.told(body)

    async def repeat_last(self) -> None:
        """Sends the last packet once more, so that a peer which lost it notices."""
        if self._history.last is not None:
            await self._repeat_packet(self._history.last)

    async def _run(self, codec: Any) -> None:
        """In place of the library's loop, for as long as it would live."""
        sender = self._sender
        getattr(sender, _STARTED).set()
        try:
            while True:
                picture = await self._hooks.following()
                await self._send_picture(codec.payloadType, picture)
        except (asyncio.CancelledError, ConnectionError, MediaStreamError):
            pass
        finally:
            if sender.track is not None:
                sender.track.stop()
            getattr(sender, _EXITED).set()  # whoever stops the sender waits for it

    async def _send_picture(self, kind: int, picture: Coded) -> None:
        """All packets of a picture are alike but for number, marker and payload: the head is written once."""
        timestamp = (self._origin + picture.timestamp) % (1 << 32)
        head = bytearray(self._head(kind, timestamp))
        last, octets, index = len(picture.payloads) - 1, 0, -1
        for index, payload in enumerate(self._hooks.payloads(picture)):
            self._number = number = (self._number + 1) % (1 << 16)
            marker = index == last
            _KIND_AND_NUMBER.pack_into(head, 1, kind | _MARKER * marker, number)
            self._history.keep(number, kind, marker, timestamp, payload)
            await self._pace(len(head) + len(payload))
            self._hooks.left(timestamp)
            self._way_out.send(bytes(head) + payload)
            octets += len(payload)
        self._count(timestamp, octets, index + 1)

    async def _pace(self, size: int) -> None:
        wait = self._hooks.wait(size)
        self._in_a_row += 1
        if wait > 0.0 or self._in_a_row >= self._hooks.at_once:
            self._in_a_row = 0
            await asyncio.sleep(wait)

    def _head(self, kind: int, timestamp: int) -> bytes:
        packet = _packet(self._sender, kind, timestamp)
        packet.extensions.abs_send_time = (clock.current_ntp_time() >> 14) & 0x00FFFFFF
        return packet.serialize(getattr(self._sender, _EXTENSIONS))

    def _count(self, timestamp: int, octets: int, packets: int) -> None:
        """What the next report says."""
        sender = self._sender
        setattr(sender, _NTP, clock.current_ntp_time())
        setattr(sender, _TIMESTAMP, timestamp)
        setattr(sender, _OCTETS, getattr(sender, _OCTETS) + octets)
        setattr(sender, _PACKETS, getattr(sender, _PACKETS) + packets)

    async def _report_news(self, packets: list[AnyRtcpPacket]) -> None:
        """A report that says what the last one said is left out, for a while; one that was left out is not timed."""
        if isinstance(packets[0], RtcpSrPacket):
            count, now = packets[0].sender_info.packet_count, time.monotonic()
            reported, at, timed_at = self._reported
            if count == reported and now < at + REPORT_EVERY:
                setattr(self._sender, _REPORTED_AT, timed_at)
                return
            self._reported = (count, now, getattr(self._sender, _REPORTED_AT))
        await self._report(packets)

    async def _repeat_if_allowed(self, sequence_number: int) -> None:
        if self._hooks.may_repeat(sequence_number):
            await self._repeat_packet(sequence_number)

    async def _repeat_packet(self, sequence_number: int) -> None:
        self._history.wanted = sequence_number  # read by the library before it awaits anything
        await self._repeat(sequence_number)

    async def _take_feedback(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            self._hooks.told(packet.fci)
        else:
            await self._feedback(packet)

    async def _send_counted(self, data: bytes) -> None:
        """Reports pass; repetitions count, but do not wait: somebody already waits for them."""
        if not is_rtcp(data):
            self._hooks.wait(len(data))
        await self._send(data)


def _packet(
    sender: RTCRtpSender, kind: int, timestamp: int, *, number: int = 0, marker: int = 0, payload: bytes = b""
) -> RtpPacket:
    packet = RtpPacket(
        payload_type=kind,
        marker=marker,
        sequence_number=number,
        timestamp=timestamp,
        ssrc=sender._ssrc,
        payload=payload,
    )
    packet.extensions.mid = getattr(sender, _MID)
    return packet
