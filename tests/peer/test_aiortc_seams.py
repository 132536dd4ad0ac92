import asyncio
import inspect
from collections.abc import Callable
from itertools import pairwise
from typing import Any, cast

import pytest
from aiortc import RTCRtpSender
from aiortc.codecs.base import Encoder
from aiortc.rtcdtlstransport import RtpRouter
from aiortc.rtp import RtpPacket

from peer import aiortc_seams
from peer.aiortc_seams import HISTORY, Hooks, PacketHistory, Seam, SeamBroken, SenderSeam, selfcheck
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


def test_the_history_keeps_the_last_packets_by_number() -> None:
    history = PacketHistory()
    for number in range(HISTORY + 100):
        history[number % 128] = RtpPacket(sequence_number=number)
    assert history.last == HISTORY + 99
    for number, kept in ((99, False), (100, True), (HISTORY + 99, True)):
        history.wanted = number
        assert (history.get(number % 128) is not None) is kept


class _Line:
    """What a sender's packets leave by: counts them."""

    state = "connected"

    def __init__(self) -> None:
        self.sent = 0

    async def _send_rtp(self, _data: bytes) -> None:
        self.sent += 1


async def test_a_page_of_packets_lets_others_have_their_turn() -> None:
    line = _Line()
    sender = RTCRtpSender("video", line)
    seam = SenderSeam(
        sender,
        cast("Encoder", None),
        Hooks(lambda: None, lambda _: True, lambda _: None, lambda _: 0.0, lambda _: None, at_once=8),
    )
    packet = RtpPacket(payload_type=97)
    packet.ssrc = sender._ssrc
    data = packet.serialize()

    async def page() -> None:
        for _ in range(100):
            await line._send_rtp(data)

    assert line._send_rtp == seam._send_paced
    turns = [0]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(page(), name="page")
        while turns[-1] < 100:
            turns.append(line.sent)
            await asyncio.sleep(0)
    assert max(after - before for before, after in pairwise(turns)) <= 8
