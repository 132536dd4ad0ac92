"""Screens for tests: small, and the same every time. Without numpy, which Python in wine cannot load."""

import math
import operator
import random

import av

from peer.picture import Area, Picture, Piece

GLYPH_WIDTH, GLYPH_HEIGHT = 6, 9  # with the room round them, about as dense as a page of code
GREY = bytes((30, 30, 30, 255))
COLOURS = ((214, 156, 86), (80, 90, 206), (168, 206, 181), (60, 60, 255), (212, 212, 212))


class Screen:
    """A screen of coloured text on which single characters can change. `rows` are blue, green, red and alpha."""

    def __init__(self, width: int, height: int, seed: int = 1) -> None:
        self.width, self.height = width, height
        self._random = random.Random(seed)
        self.rows = [bytearray(GREY * width) for _ in range(height)]
        for row in range(height // (GLYPH_HEIGHT + 8)):
            for column in range(0, width // (GLYPH_WIDTH + 2), 2):
                self.type(row, column)

    @property
    def bgra(self) -> bytes:
        """All rows."""
        return b"".join(self.rows)

    def type(self, row: int, column: int) -> None:
        """Writes another character in another colour."""
        wide, high = GLYPH_WIDTH - 1, GLYPH_HEIGHT - 2
        glyph = self._random.choices((False, False, True), k=wide * high)
        colour = bytes((*self._random.choice(COLOURS), 255))
        top, left = 2 + row * (GLYPH_HEIGHT + 8), 2 + column * (GLYPH_WIDTH + 2)
        wide_here = max(0, min(wide, self.width - left))
        for line, pixels in enumerate(self.rows[top : top + high]):
            dots = glyph[line * wide : line * wide + wide_here]
            pixels[4 * left : 4 * (left + wide_here)] = b"".join(colour if dot else GREY for dot in dots)

    def picture(self, taken_at: float, changed: tuple[Area, ...] | None = None) -> Picture:
        return Picture.whole(self.width, self.height, self.bgra, taken_at, changed)

    def cut(self, area: Area) -> Piece:
        """A rectangle of it."""
        left, top, width, height = area
        return Piece(area, b"".join(row[4 * left : 4 * (left + width)] for row in self.rows[top : top + height]))

    def lay(self, other: "Screen", area: Area) -> None:
        """What another screen has in that place."""
        left, top, width, height = area
        for row, others in zip(self.rows[top : top + height], other.rows[top : top + height], strict=True):
            row[4 * left : 4 * (left + width)] = others[4 * left : 4 * (left + width)]


def rows_of(frame: av.VideoFrame) -> list[bytes]:
    """What was decoded, as `Screen.rows`."""
    (rows,) = planes_of(frame.reformat(format="bgra"), 4)
    return rows


def planes_of(frame: av.VideoFrame, bytes_per_pixel: int = 1) -> list[list[bytes]]:
    """The rows of each plane, without what lies beside them."""
    width = frame.width * bytes_per_pixel
    return [
        [bytes(memoryview(plane)[start : start + width]) for start in range(0, plane.buffer_size, plane.line_size)]
        for plane in frame.planes
    ]


def sharpness(frame: av.VideoFrame, bgra: bytes) -> float:
    """Peak signal to noise ratio, in dB, of what was decoded against the screen, as red, green and blue."""
    shown = b"".join(rows_of(frame))
    assert len(shown) == len(bgra)
    squares = 0
    for colour in range(3):
        off = list(map(operator.sub, shown[colour::4], bgra[colour::4]))
        squares += sum(map(operator.mul, off, off))
    return 10 * math.log10(255**2 / max(squares / (len(bgra) // 4 * 3), 1e-9))


def grey(width: int, height: int) -> av.VideoFrame:
    """A converted picture with nothing on it. A new frame has what lay in the memory before."""
    frame = av.VideoFrame(width, height, "yuv444p")
    for plane in frame.planes:
        plane.update(bytes((128,)) * plane.buffer_size)
    return frame
