import random
import struct

import av
import pytest

from peer.pixel_seams import BYTES_PER_PIXEL, SURE, SWIFT, Conversion, Way, lay, swiftest
from tests.fakes.screens import Screen, planes_of, sharpness

ROUNDED = 0.52
"""A rounding, with 15 bits, and nothing else: neither a dither nor a drift."""
SIZES = ((1, 1), (2, 3), (15, 7), (16, 16), (17, 5), (31, 33), (33, 17), (63, 2), (64, 64), (65, 3), (130, 9))
"""Also those that no vector fits into."""


def by_formula(pixel: tuple[int, ...]) -> tuple[float, float, float]:
    """BT.709 in limited range, ITU-R BT.709-6 section 3."""
    blue, green, red, _ = pixel
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        16 + 219 / 255 * luma,
        128 + 224 / 255 * (blue - luma) / 1.8556,
        128 + 224 / 255 * (red - luma) / 1.5748,
    )


def pixels(frame: av.VideoFrame) -> list[tuple[int, ...]]:
    """Luma and both differences of each."""
    return list(zip(*(b"".join(rows) for rows in planes_of(frame)), strict=True))


@pytest.mark.parametrize("way", [SURE, SWIFT])
def test_each_way_gives_what_the_formula_gives_rounded(way: Way) -> None:
    conversion = Conversion(way)
    for width, height in SIZES:
        bgra = random.Random(width).randbytes(width * height * BYTES_PER_PIXEL)
        frame = av.VideoFrame(width, height, "yuv444p")
        conversion.convert(bgra, frame)
        for seen, given in zip(pixels(frame), struct.iter_unpack("4B", bgra), strict=True):
            assert all(abs(one - other) <= ROUNDED for one, other in zip(seen, by_formula(given), strict=True))


def test_any_kind_of_bytes_is_taken_also_such_as_nobody_may_write_to() -> None:
    screen, conversion = Screen(33, 17), Conversion()
    raw = screen.bgra
    for bgra in (raw, bytearray(raw), memoryview(raw), memoryview(bytearray(raw)).toreadonly()):
        frame = av.VideoFrame(33, 17, "yuv444p")
        conversion.convert(bgra, frame)
        assert sharpness(frame, screen.bgra) > 50.0


def test_nothing_is_written_beside_the_picture() -> None:
    bgra = bytes(40 * 3 * BYTES_PER_PIXEL)
    large, small = av.VideoFrame(64, 9, "yuv444p"), av.VideoFrame(40, 3, "yuv444p")
    for plane in large.planes:
        plane.update(b"\xaa" * plane.buffer_size)
    Conversion().convert(bgra, small)
    lay(small, large, 24, 6)
    beside, (luma, *_) = b"\xaa", planes_of(large)
    assert luma[6:9] == [beside * 24 + bytes([16]) * 40] * 3
    for rows in planes_of(large):
        assert rows[:6] == [beside * 64] * 6
        assert {row[:24] for row in rows[6:]} == {beside * 24}


@pytest.mark.parametrize(("left", "top"), [(-1, 0), (0, -1), (25, 0), (0, 7)])
def test_what_would_reach_beyond_the_picture_is_not_laid_over_it(left: int, top: int) -> None:
    with pytest.raises(ValueError, match="inside"):
        lay(av.VideoFrame(40, 3, "yuv444p"), av.VideoFrame(64, 9, "yuv444p"), left, top)


@pytest.mark.parametrize("size", [0, 40 * 3 * 4 - 1, 40 * 3 * 4 + 1])
def test_pixels_that_are_too_few_or_many_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="40x3"):
        Conversion().convert(bytes(size), av.VideoFrame(40, 3, "yuv444p"))


def test_of_many_sizes_one_conversion_makes_what_a_new_one_makes() -> None:
    conversion, chance = Conversion(), random.Random(1)
    for _ in range(60):
        width, height = chance.choice((70, 128, 192)), chance.randint(1, 8)
        bgra = chance.randbytes(width * height * BYTES_PER_PIXEL)
        frame, other = av.VideoFrame(width, height, "yuv444p"), av.VideoFrame(width, height, "yuv444p")
        conversion.convert(bgra, frame)
        Conversion().convert(bgra, other)
        assert planes_of(frame) == planes_of(other)


def test_a_conversion_gives_back_what_it_held() -> None:
    for _ in range(3):
        conversion = Conversion(SURE)
        conversion.convert(bytes(16), av.VideoFrame(2, 2, "yuv444p"))
        del conversion


def test_one_of_the_two_ways_is_taken_the_same_each_time() -> None:
    assert swiftest() in (SURE, SWIFT)
    assert swiftest() is swiftest()
