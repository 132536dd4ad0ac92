import inspect
from collections.abc import Callable
from typing import Any

import pytest
from aiortc import RTCRtpReceiver, RTCRtpSender
from aiortc.rtcdtlstransport import RtpRouter
from aiortc.rtp import AnyRtcpPacket, RtcpPsfbPacket, RtcpReceiverInfo, RtcpRrPacket

from peer import aiortc_seams
from peer.aiortc_seams import REPORT_EVERY, ReceiverSeam, Seam, SeamBroken, selfcheck
from tests.fakes.systems import needs_sources


def test_the_installed_library_is_the_one_the_seams_were_cut_for() -> None:
    selfcheck()


def test_another_version_is_refused_with_a_clear_text() -> None:
    with pytest.raises(SeamBroken, match=r"aiortc 1\.17\.0 is untried"):
        selfcheck("1.17.0")


@needs_sources
def test_a_line_that_reads_differently_is_refused_with_its_reason() -> None:
    seam = Seam(RTCRtpSender, "self.__encoder.pack_differently(data)", "ours would not be asked")
    with pytest.raises(SeamBroken, match=r"RTCRtpSender lacks .*ours would not be asked"):
        selfcheck(seams=(*aiortc_seams.SEAMS, seam))


@needs_sources
@pytest.mark.parametrize("where", [RTCRtpSender, RtpRouter, selfcheck])
def test_the_source_of_a_class_is_found_without_parsing_its_module(where: Callable[..., Any]) -> None:
    assert aiortc_seams.source(where).strip() == inspect.getsource(where).strip()


def test_every_seam_has_a_reason() -> None:
    assert all(seam.reason for seam in aiortc_seams.SEAMS)


class _Line:
    """What a receiver's reports leave by."""

    state = "connected"


def report(highest: int, jitter: int = 0) -> RtcpRrPacket:
    said = {"fraction_lost": 0, "packets_lost": 0, "lsr": 0, "dlsr": 0}
    return RtcpRrPacket(ssrc=1, reports=[RtcpReceiverInfo(ssrc=2, highest_sequence=highest, jitter=jitter, **said)])


async def test_a_report_without_news_is_left_out_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver, sent, clock = RTCRtpReceiver("video", _Line()), list[AnyRtcpPacket](), [100.0]

    async def send(packet: AnyRtcpPacket) -> None:
        sent.append(packet)

    async def nothing(*_: Any) -> None:
        return

    monkeypatch.setattr(receiver, "_send_rtcp", send)
    monkeypatch.setattr(aiortc_seams.time, "monotonic", lambda: clock[0])
    ReceiverSeam(receiver, nothing, nothing)
    feedback = RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=2)
    for said in (report(7), report(7, jitter=3), feedback, feedback, report(8), report(8)):
        await receiver._send_rtcp(said)
    assert sent == [report(7), feedback, feedback, report(8)]
    clock[0] += REPORT_EVERY
    await receiver._send_rtcp(report(8))
    assert sent[-1] == report(8)
    assert len(sent) == 5
