import inspect
from collections.abc import Callable
from typing import Any

import pytest
from aiortc import RTCRtpSender
from aiortc.rtcdtlstransport import RtpRouter
from aiortc.rtp import RtpPacket

from peer import aiortc_seams
from peer.aiortc_seams import HISTORY, PacketHistory, Seam, SeamBroken, selfcheck


def test_the_installed_library_is_the_one_the_seams_were_cut_for() -> None:
    selfcheck()


def test_another_version_is_refused_with_a_clear_text() -> None:
    with pytest.raises(SeamBroken, match=r"aiortc 1\.17\.0 is untried"):
        selfcheck("1.17.0")


def test_a_line_that_reads_differently_is_refused_with_its_reason() -> None:
    seam = Seam(RTCRtpSender, "self.__encoder.pack_differently(data)", "ours would not be asked")
    with pytest.raises(SeamBroken, match=r"RTCRtpSender lacks .*ours would not be asked"):
        selfcheck(seams=(*aiortc_seams.SEAMS, seam))


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
