import pytest
from aiortc.rtp import pack_remb_fci

from peer.congestion import Acknowledgement
from peer.feedback import WISH, pack, pack_shown, unpack, unpack_shown


def test_an_acknowledgement_travels_whole() -> None:
    said = Acknowledgement(0xFFFFFFFE, 0.0123, 0.25, 123_456)
    assert unpack(pack(said)) == said
    assert len(pack(said)) % 4 == 0  # as RTCP wants it


def test_what_does_not_fit_is_cut_to_what_does() -> None:
    assert unpack(pack(Acknowledgement(1 << 32, 1e9, -1.0, 1 << 40))) == Acknowledgement(
        0, 0xFFFFFFFF / 1e6, 0.0, 0xFFFFFFFF
    )


def test_that_a_picture_was_shown_travels_too() -> None:
    assert unpack_shown(pack_shown(0xFFFFFFFE)) == 0xFFFFFFFE
    assert len(pack_shown(7)) % 4 == 0
    assert unpack(pack_shown(7)) is None
    assert unpack_shown(pack(Acknowledgement(7, 0.0, 0.0, 0))) is None


@pytest.mark.parametrize(
    "body", [b"", b"FDak", WISH, b"FDsh", pack_remb_fci(10**6, [1]), bytes(range(20)), bytes(range(8))]
)
def test_anything_else_is_not_taken_for_one(body: bytes) -> None:
    assert unpack(body) is None
    assert unpack_shown(body) is None
