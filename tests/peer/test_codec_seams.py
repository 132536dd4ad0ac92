from pathlib import Path

import av
import pytest

from peer.codec_seams import CodecSeamBroken, _library, aim, hint, limit, selfcheck
from peer.picture import Area


def test_a_limit_is_what_the_codec_reads() -> None:
    context = av.CodecContext.create("libx264", "w")
    for rate in (2_000_000, 500_000):
        limit(context, rate, rate // 10)
        assert context.max_bit_rate == rate


def test_another_version_is_refused_with_a_clear_text() -> None:
    with pytest.raises(CodecSeamBroken, match=r"PyAV 19\.0\.0 is untried"):
        selfcheck("19.0.0")


def test_a_missing_library_is_refused_with_a_clear_text(tmp_path: Path) -> None:
    with pytest.raises(CodecSeamBroken, match="libavutil"):
        _library(tmp_path)


def test_a_codec_without_a_quality_is_refused() -> None:
    with pytest.raises(CodecSeamBroken, match="quality"):
        aim(av.CodecContext.create("mpeg4", "w"), 28)


def test_a_hint_can_be_given_again_and_taken_back() -> None:
    frame = av.VideoFrame(64, 64, "yuv444p")
    for changed in ((Area(0, 0, 16, 16), Area(32, 32, 8, 8)), (), None, (Area(1, 2, 3, 4),)):
        hint(frame, changed)
