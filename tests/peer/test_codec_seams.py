from pathlib import Path

import av
import pytest

from peer.codec_seams import CodecSeamBroken, _library, limit, selfcheck


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
