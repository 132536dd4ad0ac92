"""The pieces of a picture, in the codec's pixels: what did not change is neither copied nor converted again."""

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

import av

from peer.picture import Area, Picture, Piece
from peer.pixel_seams import Conversion, lay

PIXELS: Final = "yuv444p"
"""4:2:0 cannot pass 34 dB on coloured text at any bit rate, and is no cheaper here."""
_SPARE: Final = 2
"""Frames of a whole picture that are kept for the next ones: one is being coded, one waits, one is being made."""


class Converted(NamedTuple):
    """A piece as the codec wants it."""

    area: Area
    frame: av.VideoFrame


class Converter:
    """From the screen's pixels to the codec's. One thread converts; any may give frames back."""

    def __init__(self) -> None:
        self._conversion = Conversion()
        self._spare: deque[av.VideoFrame] = deque(maxlen=_SPARE)

    def converted(self, picture: Picture) -> tuple[Converted, ...]:
        """The pieces of a picture. Raises `ValueError` when one has too few or many bytes, or does not lie inside."""
        size = (picture.width, picture.height)
        return tuple(self._converted(piece, size) for piece in picture.pieces)

    def give_back(self, frame: av.VideoFrame) -> None:
        """Nobody needs this frame any more: the next picture of its size may be written there."""
        self._spare.append(frame)

    def _converted(self, piece: Piece, size: tuple[int, int]) -> Converted:
        left, top, width, height = piece.area
        if left < 0 or top < 0 or left + width > size[0] or top + height > size[1]:
            raise ValueError(f"a piece of a picture of {size[0]}x{size[1]} pixels lies outside of it")
        frame = self._frame(width, height) if (width, height) == size else av.VideoFrame(width, height, PIXELS)
        self._conversion.convert(piece.bgra, frame)
        return Converted(piece.area, frame)

    def _frame(self, width: int, height: int) -> av.VideoFrame:
        """For a whole picture: one that was given back, or a new one."""
        while self._spare:
            frame = self._spare.pop()
            if (frame.width, frame.height) == (width, height):
                return frame
        return av.VideoFrame(width, height, PIXELS)


def pasted(pieces: Iterable[Converted], onto: av.VideoFrame | None, size: tuple[int, int]) -> av.VideoFrame:
    """The picture of this size that shows `onto` (which is written to) with the pieces over it."""
    for area, frame in pieces:
        if (frame.width, frame.height) == size:
            onto = frame
            continue
        assert onto is not None, "only a whole picture can be the first"
        assert (onto.width, onto.height) == size, "a picture of another size comes as a whole"
        lay(frame, onto, area.left, area.top)
    assert onto is not None
    return onto
