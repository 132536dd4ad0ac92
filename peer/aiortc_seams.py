"""Every private name of aiortc that our video touches, with its reason. Those of the transport stand elsewhere.

Nothing is changed for the whole process: a seam is opened on one sender or one receiver. `SEAMS` names the lines of
the library's source that we rely on; an import with a library in which they read differently fails.
"""

import asyncio
import inspect
import re
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, NamedTuple

import aiortc
from aiortc import RTCRtpReceiver
from aiortc.codecs import is_rtx
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcrtpreceiver import StreamStatistics
from aiortc.rtp import RTCP_PSFB_APP, AnyRtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtpPacket

TRIED_WITH: Final = "1.16."
REPORT_EVERY: Final = 5.0
"""Seconds between two reports about pictures when none were sent (RFC 3550, 6.2, lets them be as rare)."""

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
    Seam(RTCRtpReceiver, "await self.transport._send_rtp(bytes(packet))", "as the library sends feedback of its own"),
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
    Seam(RTCRtpReceiver, "await self._send_rtcp(packet)", "reports leave, if there is something to report"),
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
        self._reported: tuple[list[tuple[int, int, int]], float] = ([], float("-inf"))
        """What the last report said, and when."""
        self._say: Callable[[AnyRtcpPacket], Awaitable[None]] = receiver._send_rtcp  # noqa: SLF001  # a seam, see SEAMS
        self._reports: Callable[[], Coroutine[Any, Any, None]] = receiver._run_rtcp  # noqa: SLF001  # a seam, see SEAMS
        self._kinds: dict[int, bool] = {}
        self._streams: dict[int, StreamStatistics] = getattr(receiver, _STREAMS)
        setattr(receiver, "_run_rtcp", self._run)  # noqa: B010  # mypy: a method is replaced on purpose
        setattr(receiver, "_send_rtcp", self._say_news)  # noqa: B010  # the same
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

    async def _say_news(self, packet: AnyRtcpPacket) -> None:
        """A report that says what the last one said is left out, for a while: who sends nothing can rest."""
        if isinstance(packet, RtcpRrPacket):
            said, now = (
                [(each.ssrc, each.highest_sequence, each.packets_lost) for each in packet.reports],
                time.monotonic(),
            )
            if said == self._reported[0] and now < self._reported[1] + REPORT_EVERY:
                return
            self._reported = (said, now)
        await self._say(packet)

    async def _handle(self, data: bytes, arrival_time_ms: int) -> None:  # noqa: ARG002  # its signature
        await self._on_packet(data)

    async def _run(self) -> None:
        """In place of the library's report task: the same, and the repairs beside it, for as long as it lives."""
        self._receiver._handle_disconnect()  # noqa: SLF001  # ends the decoder thread, nothing else
        async with asyncio.TaskGroup() as group:
            repairs = group.create_task(self._repairs(), name="video repairs")
            await self._reports()
            repairs.cancel()
