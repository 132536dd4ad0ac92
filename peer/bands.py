"""What of a picture changed, in the codec's pixels: the rest is neither copied nor converted again."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import av

from peer.picture import Area, Picture
from peer.pixel_seams import BYTES_PER_PIXEL, Conversion

PIXELS: Final = "yuv444p"
"""4:2:0 cannot pass 34 dB on coloured text at any bit rate, and is no cheaper here."""
_NEAR: Final = 16
"""Rows between two changes that are not worth a band of their own."""
_NEARLY_ALL: Final = 0.75
"""Share of the rows from which on the whole picture is taken: it need not be put together then."""


class Band(NamedTuple):
    """Some rows of a picture, all as wide as it is, from `top` on."""

    top: int
    frame: av.VideoFrame


class Converter:
    """From the screen's pixels to the codec's."""

    def __init__(self) -> None:
        self._conversion = Conversion()

    def whole(self, picture: Picture) -> Band:
        """The picture. Raises `ValueError` when its bytes are too few or many."""
        return self._band(_pixels(picture), picture.width, 0, picture.height)

    def changed(self, picture: Picture) -> tuple[Band, ...]:
        """What differs from the picture before: nothing, a few bands, or one with everything. Raises likewise."""
        pixels = _pixels(picture)
        bands = ((0, picture.height),) if picture.changed is None else rows(picture.changed, picture.height)
        return tuple(self._band(pixels, picture.width, top, bottom) for top, bottom in bands)

    def _band(self, pixels: memoryview, width: int, top: int, bottom: int) -> Band:
        frame, row = av.VideoFrame(width, bottom - top, PIXELS), width * BYTES_PER_PIXEL
        self._conversion.convert(pixels[top * row : bottom * row], frame)
        return Band(top, frame)


def rows(changed: Iterable[Area], height: int) -> tuple[tuple[int, int], ...]:
    """First row and end of each stretch of rows in which something changed; few of them."""
    joined: list[tuple[int, int]] = []
    for top, bottom in sorted((area.top, area.top + area.height) for area in changed):
        if joined and top <= joined[-1][1] + _NEAR:
            joined[-1] = (joined[-1][0], max(joined[-1][1], bottom))
        else:
            joined.append((top, bottom))
    if sum(bottom - top for top, bottom in joined) >= _NEARLY_ALL * height:
        return ((0, height),)
    return tuple(joined)


def pasted(bands: Iterable[Band], onto: av.VideoFrame | None, size: tuple[int, int]) -> av.VideoFrame:
    """The picture of this size that shows `onto` (which is written to) with the bands over it."""
    for top, frame in bands:
        if (frame.width, frame.height) == size:
            onto = frame
            continue
        assert onto is not None, "only a whole picture can be the first"
        assert (onto.width, onto.height) == size, "a picture of another size comes as a whole"
        for source, target in zip(frame.planes, onto.planes, strict=True):
            assert source.line_size == target.line_size
            start = top * target.line_size
            memoryview(target)[start : start + frame.height * target.line_size] = memoryview(source)[
                : frame.height * source.line_size
            ]
    assert onto is not None
    return onto


def _pixels(picture: Picture) -> memoryview:
    pixels = memoryview(picture.bgra).cast("B")
    if len(pixels) != picture.width * picture.height * BYTES_PER_PIXEL:
        raise ValueError("a picture has width * height * 4 bytes")
    return pixels
