"""What of a picture changed, in the codec's pixels: the rest is neither copied nor converted again."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import av
from av.video.reformatter import Colorspace, VideoReformatter

from peer.picture import Area, Picture

PIXELS: Final = "yuv444p"
"""4:2:0 cannot pass 34 dB on coloured text at any bit rate, and is no cheaper here."""
_SCREEN: Final = "bgra"
_BYTES_PER_PIXEL: Final = 4
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
        self._reformatter = VideoReformatter()
        self._screen: av.VideoFrame | None = None

    def whole(self, picture: Picture) -> Band:
        """The picture. Raises `ValueError` when its bytes are too few or many."""
        return self._band(_pixels(picture), picture.width, 0, picture.height)

    def changed(self, picture: Picture) -> tuple[Band, ...]:
        """What differs from the picture before: nothing, a few bands, or one with everything. Raises likewise."""
        pixels = _pixels(picture)
        bands = ((0, picture.height),) if picture.changed is None else rows(picture.changed, picture.height)
        return tuple(self._band(pixels, picture.width, top, bottom) for top, bottom in bands)

    def _band(self, pixels: memoryview, width: int, top: int, bottom: int) -> Band:
        frame = self._screen
        if frame is None or (frame.width, frame.height) != (width, bottom - top):
            frame = self._screen = av.VideoFrame(width, bottom - top, _SCREEN)
        row = width * _BYTES_PER_PIXEL
        _fill(frame, pixels[top * row : bottom * row], row)
        return Band(top, self._reformatter.reformat(frame, format=PIXELS, dst_colorspace=Colorspace.ITU709, threads=1))


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
    if len(pixels) != picture.width * picture.height * _BYTES_PER_PIXEL:
        raise ValueError("a picture has width * height * 4 bytes")
    return pixels


def _fill(frame: av.VideoFrame, pixels: memoryview, row: int) -> None:
    plane = frame.planes[0]
    if plane.line_size == row:
        plane.update(pixels)  # type: ignore[arg-type]  # takes whatever has a buffer
        return
    target = memoryview(plane)  # rows are padded for the processor's sake
    for y in range(frame.height):
        start = y * plane.line_size
        target[start : start + row] = pixels[y * row : (y + 1) * row]
