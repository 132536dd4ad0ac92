"""The sender's loop that is ours, and what it leaves to the library."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from aiortc import RTCRtpSender
from aiortc.mediastreams import MediaStreamError
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.rtp import AnyRtcpPacket, RtcpByePacket, RtcpSenderInfo, RtcpSrPacket, RtpPacket

from peer import sender_seams
from peer.aiortc_seams import REPORT_EVERY, Seam, SeamBroken, selfcheck
from peer.outgoing import CodedPicture
from peer.sender_seams import HISTORY, Hooks, PacketHistory, SenderSeam
from tests.fakes.systems import needs_sources

CODEC = RTCRtpCodecParameters(mimeType="video/H264", clockRate=90000, payloadType=97)


class _Line:
    """What a sender's repetitions and reports leave by: keeps them."""

    state = "connected"

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def _send_rtp(self, data: bytes) -> None:
        self.sent.append(data)


@dataclass
class Stage:
    """A sender with our loop, what goes into it and what comes out."""

    at_once: int = 8
    room: int = 1 << 20
    """How many payloads may leave."""
    line: _Line = field(default_factory=_Line)
    pictures: "asyncio.Queue[CodedPicture | None]" = field(default_factory=asyncio.Queue)
    packets: list[RtpPacket] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)
    line_is_gone: bool = False

    def __post_init__(self) -> None:
        self.sender = RTCRtpSender("video", self.line)
        hooks = Hooks(
            following=self._following,
            payloads=self._payloads,
            keyframe_requested=lambda: None,
            may_repeat=lambda _: True,
            told=lambda _: None,
            wait=self._wait,
            left=self.left.append,
            at_once=self.at_once,
        )
        self.seam = SenderSeam(self.sender, hooks)
        self.seam._way_out = self  # type: ignore[assignment]

    def send(self, packet: bytes) -> None:
        """As in `WayOut`."""
        if self.line_is_gone:
            raise ConnectionError
        self.packets.append(RtpPacket.parse(packet, self.sender._RTCRtpSender__rtp_header_extensions_map))  # type: ignore[attr-defined]

    async def run(self) -> None:
        """The sender's loop."""
        await self.sender._run_rtp(CODEC)

    async def _following(self) -> CodedPicture:
        picture = await self.pictures.get()
        if picture is None:
            raise MediaStreamError
        return picture

    def _payloads(self, picture: CodedPicture) -> Iterable[bytes]:
        for payload in picture.payloads:
            if not self.room:
                return
            self.room -= 1
            yield payload

    def _wait(self, size: int) -> float:
        self.counted.append(size)
        return 0.0


async def sent_by(stage: Stage, *pictures: CodedPicture) -> list[RtpPacket]:
    for picture in (*pictures, None):
        stage.pictures.put_nowait(picture)
    await stage.run()
    return stage.packets


async def test_each_payload_is_a_packet_and_the_last_of_a_picture_is_marked() -> None:
    stage = Stage()
    packets = await sent_by(stage, CodedPicture([b"one", b"two"], 0, True), CodedPicture([b"three"], 3000, False))
    assert [packet.payload for packet in packets] == [b"one", b"two", b"three"]
    assert [packet.marker for packet in packets] == [0, 1, 1]
    assert {packet.payload_type for packet in packets} == {97}
    assert {packet.ssrc for packet in packets} == {stage.sender._ssrc}
    assert [after.sequence_number - before.sequence_number for before, after in pairwise(packets)] == [1, 1]
    assert [packet.timestamp - packets[0].timestamp for packet in packets] == [0, 0, 3000]
    assert stage.left == [packet.timestamp for packet in packets]
    assert stage.counted == [len(packet.serialize()) for packet in packets]


async def test_numbers_and_times_begin_again_after_the_largest() -> None:
    stage = Stage()
    stage.seam._number, stage.seam._origin = 0xFFFE, 0xFFFFFFFF
    packets = await sent_by(stage, CodedPicture([b"one", b"two"], 2, True))
    assert [packet.sequence_number for packet in packets] == [0xFFFF, 0]
    assert {packet.timestamp for packet in packets} == {1}


async def test_what_may_not_leave_any_more_does_not() -> None:
    stage = Stage(room=1)
    packets = await sent_by(stage, CodedPicture([b"one", b"two"], 0, True), CodedPicture([b"three"], 3000, False))
    assert [packet.payload for packet in packets] == [b"one"]


async def test_reports_say_what_has_left() -> None:
    stage = Stage()
    packets = await sent_by(stage, CodedPicture([b"one", b"two"], 0, True), CodedPicture([b"three"], 3000, False))
    said = {name: getattr(stage.sender, name) for name in (sender_seams._PACKETS, sender_seams._OCTETS)}
    assert said == {sender_seams._PACKETS: 3, sender_seams._OCTETS: 11}
    assert getattr(stage.sender, sender_seams._TIMESTAMP) == packets[-1].timestamp


async def test_a_line_that_is_gone_ends_the_loop_and_the_track() -> None:
    stage = Stage(line_is_gone=True)
    await sent_by(stage, CodedPicture([b"one"], 0, True))
    assert stage.packets == []
    assert getattr(stage.sender, sender_seams._EXITED).is_set()


async def test_a_page_of_packets_lets_others_have_their_turn() -> None:
    stage, turns = Stage(at_once=8), [0]
    stage.pictures.put_nowait(CodedPicture([b"part"] * 100, 0, True))
    async with asyncio.TaskGroup() as tasks:
        page = tasks.create_task(stage.run(), name="page")
        while turns[-1] < 100:
            turns.append(len(stage.packets))
            await asyncio.sleep(0)
        page.cancel()
    assert max(after - before for before, after in pairwise(turns)) <= 8


async def test_the_last_packet_can_be_repeated_as_it_was() -> None:
    stage = Stage()
    (packet,) = await sent_by(stage, CodedPicture([b"one"], 0, True))
    await stage.seam.repeat_last()
    assert [RtpPacket.parse(data) for data in stage.line.sent] != []
    again = RtpPacket.parse(stage.line.sent[0])
    for what in ("payload", "sequence_number", "timestamp", "marker", "payload_type", "ssrc"):
        assert getattr(again, what) == getattr(packet, what), what
    assert len(stage.counted) == 2


def test_the_history_keeps_the_last_packets_by_number() -> None:
    history = PacketHistory(RTCRtpSenderOfNothing())
    for number in range(HISTORY + 100):
        history.keep(number, 97, 0, 0, b"")
    assert history.last == HISTORY + 99
    for number, kept in ((99, False), (100, True), (HISTORY + 99, True)):
        history.wanted = number
        assert (history.get(number % 128) is not None) is kept


class RTCRtpSenderOfNothing:
    """As much of a sender as a packet is made of."""

    _ssrc = 1
    _RTCRtpSender__mid = "0"


def report(count: int) -> list[AnyRtcpPacket]:
    return [RtcpSrPacket(ssrc=1, sender_info=RtcpSenderInfo(0, 0, packet_count=count, octet_count=0))]


async def test_a_report_without_news_is_left_out_for_a_while_and_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, sent, clock = Stage(), list[Any](), [100.0]

    async def send(packets: list[AnyRtcpPacket]) -> None:
        sent.append(packets)

    stage.seam._report = send
    monkeypatch.setattr(sender_seams.time, "monotonic", lambda: clock[0])

    async def says(count: int, at: float) -> object:
        setattr(stage.sender, sender_seams._REPORTED_AT, at)
        await stage.sender._send_rtcp(report(count))
        return getattr(stage.sender, sender_seams._REPORTED_AT)

    assert [await says(3, 1.0), await says(3, 2.0), await says(4, 3.0), await says(4, 4.0)] == [1.0, 1.0, 3.0, 3.0]
    clock[0] += REPORT_EVERY
    assert await says(4, 9.0) == 9.0
    await stage.sender._send_rtcp([RtcpByePacket(sources=[1])])
    assert sent == [report(3), report(4), report(4), [RtcpByePacket(sources=[1])]]


async def test_feedback_on_another_stream_is_not_ours() -> None:
    stage, told = Stage(), list[bytes]()
    stage.seam._hooks = stage.seam._hooks._replace(told=told.append)
    stage.seam.take_body(stage.sender._ssrc + 1, b"another")
    stage.seam.take_body(stage.sender._ssrc, b"ours")
    assert told == [b"ours"]


@needs_sources
def test_a_library_that_sends_otherwise_is_refused() -> None:
    with pytest.raises(SeamBroken, match="lacks"):
        selfcheck(seams=(*sender_seams.SEAMS, Seam(RTCRtpSender, "a line that was there once", "a test")))
