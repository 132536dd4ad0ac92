import av
import pytest

from peer.beneath import SeamBroken
from peer.codec_seams import aim, hint, limit
from peer.picture import Area


def test_a_limit_is_what_the_codec_reads() -> None:
    context = av.CodecContext.create("libx264", "w")
    for rate in (2_000_000, 500_000):
        limit(context, rate, rate // 10)
        assert context.max_bit_rate == rate


def test_a_codec_without_a_quality_is_refused() -> None:
    with pytest.raises(SeamBroken, match="quality"):
        aim(av.CodecContext.create("mpeg4", "w"), 28)


def test_a_hint_can_be_given_again_and_taken_back() -> None:
    frame = av.VideoFrame(64, 64, "yuv444p")
    for changed in ((Area(0, 0, 16, 16), Area(32, 32, 8, 8)), (), None, (Area(1, 2, 3, 4),)):
        hint(frame, changed)
