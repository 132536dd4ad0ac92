"""Every private name of aiortc that our video touches, with its reason. Those of the transport stand elsewhere.

Nothing is changed for the whole process: a seam is opened on one sender or one receiver. `SEAMS` names the lines of
the library's source that we rely on; an import with a library in which they read differently fails.
"""

import asyncio
import inspect
import re
import sys
from collections.abc import Awaitable, Callable, Coroutine
from struct import Struct
from typing import Any, Final, NamedTuple

import aiortc
from aiortc import RTCRtpReceiver, RTCRtpSender
from aiortc.codecs import is_rtx
from aiortc.codecs.base import Encoder
from aiortc.rtcdtlstransport import RTCDtlsTransport, RtpRouter
from aiortc.rtcrtpreceiver import StreamStatistics
from aiortc.rtp import RTCP_PSFB_APP, AnyRtcpPacket, RtcpPsfbPacket, RtpPacket, is_rtcp

TRIED_WITH: Final = "1.16."
HISTORY: Final = 4096
"""Packets that can be repeated. A page is up to 2500 of them, and repairs may come half a second late."""

_RTP: Final = Struct("!4sLL")
_ENCODER: Final = "_RTCRtpSender__encoder"
_HISTORY: Final = "_RTCRtpSender__rtp_history"
_ROUND_TRIP: Final = "_RTCRtpSender__rtt"
_CODECS: Final = "_RTCRtpReceiver__codecs"
_RTX_SSRC: Final = "_RTCRtpReceiver__rtx_ssrc"
_STREAMS: Final = "_RTCRtpReceiver__remote_streams"
_RTCP_SSRC: Final = "_RTCRtpReceiver__rtcp_ssrc"


class SeamBroken(ImportError):
    """The installed aiortc is not the one that the seams were cut for."""


class Seam(NamedTuple):
    """A line of the library's source that we rely on."""

    where: Callable[..., Any]
    line: str
    reason: str


SEAMS: Final = (
    Seam(RTCRtpSender, "if self.__encoder is None:", "an encoder that is already there is kept"),
    Seam(RTCRtpSender, "self.__encoder.pack(data)", "what our track hands out goes to our encoder, unopened"),
    Seam(RTCDtlsTransport, "await recipient._handle_rtcp_packet(packet)", "where acknowledgements are taken out"),
    Seam(RtpRouter, "add_recipient(self.senders.get(packet.media_ssrc))", "acknowledgements find their sender"),
    Seam(RTCRtpSender, "await self.transport._send_rtp(packet_bytes)", "packets are paced where they leave"),
    Seam(RTCRtpReceiver, "await self.transport._send_rtp(bytes(packet))", "as the library sends feedback of its own"),
    Seam(RTCRtpSender, "self._send_keyframe()", "the way on which PLI and FIR reach us"),
    Seam(RTCRtpSender, "await self._retransmit(seq)", "where repetitions get their budget, and stop while held"),
    Seam(RTCRtpSender, "self.__rtp_history[packet.sequence_number % RTP_HISTORY_SIZE] = (", "128 packets are too few"),
    Seam(RTCRtpSender, "packet = self.__rtp_history.get(sequence_number % RTP_HISTORY_SIZE)", "read from our history"),
    Seam(RTCRtpSender, "for i, payload in enumerate(enc_frame.payloads)", "payloads are taken one by one: hold works"),
    Seam(RTCRtpSender, "self.__rtt = rtt", "how long a repetition takes at least"),
    Seam(RTCDtlsTransport, "await self._handle_rtp_data(data, arrival_time_ms=", "packets past the stock receiver"),
    Seam(RTCRtpReceiver, "asyncio.ensure_future(self._run_rtcp())", "a task of the receiver's own life, for repairs"),
    Seam(RTCRtpReceiver, "self.__codecs[codec.payloadType] = codec", "which payload types were agreed"),
    Seam(RTCRtpReceiver, "self.__rtx_ssrc[encoding.rtx.ssrc] = encoding.ssrc", "which stream a repetition belongs to"),
    Seam(RTCRtpReceiver, "for ssrc, stream in self.__remote_streams.items():", "receiver reports count our packets"),
    Seam(StreamStatistics, "if packet.timestamp != self._last_timestamp and", "what only a new picture changes"),
    Seam(
        RTCRtpReceiver,
        "def _handle_disconnect(self) -> None:\n        self.__stop_decoder()",
        "the library's decoder thread is not needed",
    ),
    Seam(RTCRtpReceiver, "async def _send_rtcp_nack(self, media_ssrc: int, lost: list[int])", "repairs, repeated"),
    Seam(RTCRtpReceiver, "async def _send_rtcp_pli(self, media_ssrc: int)", "keyframes on demand"),
    Seam(RTCRtpReceiver, "self.__rtcp_ssrc = ssrc", "our own address in an acknowledgement"),
)


def source(where: Callable[..., Any]) -> str:
    """As `inspect.getsource`, which parses a class's whole module: 0.2 s of each start. Raises `OSError` if packed."""
    if not isinstance(where, type):
        return inspect.getsource(where)
    module = inspect.getsource(sys.modules[where.__module__])
    found = re.search(rf"^class {where.__name__}\b.*?(?=^[^\s)]|\Z)", module, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def selfcheck(version: str = aiortc.__version__, seams: tuple[Seam, ...] = SEAMS) -> None:
    """Raises `SeamBroken` with a clear text when the library is not what we know."""
    if not version.startswith(TRIED_WITH):
        raise SeamBroken(f"aiortc {version} is untried: peer/aiortc_seams.py knows {TRIED_WITH}x only")
    try:
        sources = {where: source(where) for where in {seam.where for seam in seams}}
    except OSError:
        return  # a packed client carries no source: its build was checked when it was made
    for seam in seams:
        if seam.line not in sources[seam.where]:
            raise SeamBroken(f"aiortc {version}: {seam.where.__qualname__} lacks {seam.line!r} ({seam.reason})")


selfcheck()


class PacketHistory:
    """What went out last. WORKAROUND: the library keeps 128 packets in a fixed modulus, see docs/upstream."""

    def __init__(self) -> None:
        self._sent: dict[int, RtpPacket] = {}
        self.last: int | None = None
        self.wanted: int | None = None

    def __setitem__(self, _index: int, packet: RtpPacket) -> None:
        self.last = packet.sequence_number
        self._sent.pop(self.last, None)
        self._sent[self.last] = packet
        if len(self._sent) > HISTORY:
            del self._sent[next(iter(self._sent))]

    def get(self, _index: int) -> RtpPacket | None:
        """The index is the library's modulus; what it means stands in `wanted`."""
        return None if self.wanted is None else self._sent.get(self.wanted)


class Hooks(NamedTuple):
    """Whom a sender asks and tells what."""

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

    def __init__(self, sender: RTCRtpSender, encoder: Encoder, hooks: Hooks) -> None:
        self._sender, self._hooks = sender, hooks
        self._in_a_row = 0
        self._history = PacketHistory()
        self._repeat: Callable[[int], Awaitable[None]] = sender._retransmit  # noqa: SLF001  # a seam, see SEAMS
        self._feedback: Callable[[AnyRtcpPacket], Awaitable[None]] = sender._handle_rtcp_packet  # noqa: SLF001  # the same
        self._send: Callable[[bytes], Awaitable[None]] = sender.transport._send_rtp  # noqa: SLF001  # the same
        getattr(sender, _HISTORY)  # fails here and now if the library lost the name
        setattr(sender, _HISTORY, self._history)
        setattr(sender, _ENCODER, encoder)
        setattr(sender, "_send_keyframe", hooks.keyframe_requested)  # noqa: B010  # mypy: a method is replaced on purpose
        setattr(sender, "_retransmit", self._repeat_if_allowed)  # noqa: B010  # the same
        setattr(sender, "_handle_rtcp_packet", self._take_feedback)  # noqa: B010  # the same
        setattr(sender.transport, "_send_rtp", self._send_paced)  # noqa: B010  # the same

    @property
    def round_trip(self) -> float | None:
        """Seconds, by the last receiver report."""
        value = getattr(self._sender, _ROUND_TRIP)
        return None if value is None else float(value)

    def take_body(self, stream: int, body: bytes) -> None:
        """Application layer feedback came another way than `_take_feedback`'s."""
        if stream == self._sender._ssrc:  # noqa: SLF001  # a seam, see SEAMS
            self._hooks.told(body)

    async def repeat_last(self) -> None:
        """Sends the last packet once more, so that a peer which lost it notices."""
        if self._history.last is not None:
            await self._repeat_packet(self._history.last)

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

    async def _send_paced(self, data: bytes) -> None:
        """Reports pass at once; repetitions count, but do not wait: somebody already waits for them."""
        if is_rtcp(data):
            await self._send(data)
            return
        _, timestamp, ssrc = _RTP.unpack_from(data)
        wait = self._hooks.wait(len(data))
        if ssrc == self._sender._ssrc:  # noqa: SLF001  # repetitions have another
            self._in_a_row += 1
            if wait > 0.0 or self._in_a_row >= self._hooks.at_once:
                self._in_a_row = 0
                await asyncio.sleep(wait)
            self._hooks.left(timestamp)
        await self._send(data)


class ReceiverSeam:
    """One receiver whose packets come to us, and whose decoder does not run.

    WORKAROUND: the library's jitter buffer ignores the marker bit, asks for a lost packet once, and decodes always on
    an unbounded queue, see docs/upstream.
    """

    def __init__(
        self,
        receiver: RTCRtpReceiver,
        on_packet: Callable[[bytes], Awaitable[None]],
        repairs: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._receiver, self._on_packet, self._repairs = receiver, on_packet, repairs
        self._reports: Callable[[], Coroutine[Any, Any, None]] = receiver._run_rtcp  # noqa: SLF001  # a seam, see SEAMS
        self._kinds: dict[int, bool] = {}
        self._streams: dict[int, StreamStatistics] = getattr(receiver, _STREAMS)
        setattr(receiver, "_run_rtcp", self._run)  # noqa: B010  # mypy: a method is replaced on purpose
        setattr(receiver.transport, "_handle_rtp_data", self._handle)  # noqa: B010  # the same

    def is_repetition(self, payload_type: int) -> bool | None:
        """Whether packets of this type repeat others. None: the type was not agreed upon."""
        if not self._kinds:
            codecs: dict[int, Any] = getattr(self._receiver, _CODECS)
            self._kinds = {kind: is_rtx(codec) for kind, codec in codecs.items() if codec.name in {"H264", "rtx"}}
        return self._kinds.get(payload_type)

    def repeated_stream(self, ssrc: int) -> int | None:
        """The stream that the repetitions in `ssrc` belong to."""
        streams: dict[int, int] = getattr(self._receiver, _RTX_SSRC)
        return streams.get(ssrc)

    def count(self, ssrc: int, sequence_number: int, timestamp: int) -> None:
        """Enters a packet in the statistics that receiver reports are made of."""
        stream = self._streams.get(ssrc)
        if stream is None:
            stream = self._streams[ssrc] = StreamStatistics(90000)
        if stream.max_seq == sequence_number - 1 and stream._last_timestamp == timestamp:  # noqa: SLF001  # a seam, see SEAMS
            stream.packets_received += 1  # the next of the same picture: nothing else changes
            stream.max_seq = sequence_number
        else:
            stream.add(RtpPacket(sequence_number=sequence_number, timestamp=timestamp))

    async def ask_again(self, ssrc: int, missing: list[int]) -> None:
        """Sends a NACK."""
        await self._receiver._send_rtcp_nack(ssrc, missing)  # noqa: SLF001  # a seam, see SEAMS

    async def ask_keyframe(self, ssrc: int) -> None:
        """Sends a PLI."""
        await self._receiver._send_rtcp_pli(ssrc)  # noqa: SLF001  # a seam, see SEAMS

    async def tell(self, ssrc: int, body: bytes) -> None:
        """Sends application layer feedback."""
        own = getattr(self._receiver, _RTCP_SSRC)
        if own is not None:
            packet = RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=own, media_ssrc=ssrc, fci=body)
            await self._receiver._send_rtcp(packet)  # noqa: SLF001  # as the library sends its own

    async def _handle(self, data: bytes, arrival_time_ms: int) -> None:  # noqa: ARG002  # its signature
        await self._on_packet(data)

    async def _run(self) -> None:
        """In place of the library's report task: the same, and the repairs beside it, for as long as it lives."""
        self._receiver._handle_disconnect()  # noqa: SLF001  # ends the decoder thread, nothing else
        async with asyncio.TaskGroup() as group:
            repairs = group.create_task(self._repairs(), name="video repairs")
            await self._reports()
            repairs.cancel()
