"""Small changes, as pictures that the codec of the whole screen knows nothing of: *patches*.

To code a letter, a codec goes through the whole screen: it copies it, loads each block, and copies it again from the
picture before. A patch is coded by a codec as small as what changed; round it a few bytes say "as before". It builds on
the patch before it, or on the codec's last picture. The codec's next picture builds on its own last one: whatever
changed since then, in patches too, is new to it. `peer/slices.py` writes the bits.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple, Protocol

import av

from peer import slices
from peer.bits import StreamUnknown
from peer.blocks import Blocks, apart, touched
from peer.displaced import Displacement, displaced
from peer.picture import BLOCK, Area
from peer.scrolling import Scrolled
from peer.slices import Place

LARGEST: Final = 256
"""Macroblocks of a patch: 256x256 pixels."""
MOST: Final = 512
"""Macroblocks of all patches since the codec's last picture: when it is scrolled, what stands there is coded anew."""
STEADILY, AT_ONCE = 20_000, 100_000
"""Bytes of patches in a second, in the long run, and how many may be ahead of that. Who types fast needs half of it.
What moves all the time, a line of news or a small film, is many times dearer than to a codec that finds it again."""
COMES_INTO_VIEW: Final = 512
"""Macroblocks of such a picture that are coded."""
_AREAS: Final = 64
"""Areas of one change; more are rather joined by the codec."""
_STRIPS: Final = (16, 48)
"""Macroblocks in width of what comes into view: other ones each time, and those that are blank cost little."""
_HEIGHTS: Final = (1, 2, 4, 8, 12, 16)
"""In macroblocks: for all sizes between, codecs would be opened again and again, 3 ms each."""
_CODECS: Final = 10
"""Codecs that are kept, half a megabyte each."""
_CARET: Final = 16
"""Macroblocks of a patch that may come again."""
_PARAMETERS_WITHIN: Final = 128
"""Bytes from the beginning of a keyframe."""


class _Made(NamedTuple):
    """A patch: where it says something, and what, unless that is much."""

    blocks: list[Blocks]
    pixels: bytes

    def again(self, newest: "Sequence[_Made]") -> bool:
        """Whether that is the whole picture before the last one again: a caret that blinks."""
        in_one_place = len(newest) == slices.PATCHES and all(each.blocks == self.blocks for each in newest)
        return in_one_place and self.pixels == newest[0].pixels != b""


class SmallCodec(Protocol):
    """Codes parts of pictures, all of one size."""

    def encode(self, frame: av.VideoFrame, left: int, top: int, quantizer: int) -> bytes:
        """The part that begins at this pixel, as a keyframe with one slice for each row of macroblocks."""


class Patches:
    """Those of one codec. Raises `StreamUnknown` when that writes what it should not."""

    def __init__(self, size: tuple[int, int], opened: Callable[[tuple[int, int]], SmallCodec], finest: int) -> None:
        """`opened` makes a codec for a part of so many pixels. `finest`: the quantizer of small changes."""
        self._size, self._opened, self._finest = size, opened, finest
        self._grid = Blocks(0, 0, -(-size[0] // BLOCK), -(-size[1] // BLOCK))
        self._codecs: dict[tuple[int, int], SmallCodec] = {}
        """By size, the one used last at the end."""
        self._parameters: list[bytes] = []
        """Of the codec's last keyframe. Without them there are no patches."""
        self._frame_number = 0
        self._kept = 0
        """Pictures of the codec that a decoder keeps, its last one among them: none of them any more after a patch."""
        self._patches = 0
        self._since_keyframe = 0
        """Patches. If there are any, the codec's frame numbers are wrong."""
        self._newest: list[_Made] = []
        """The last ones since the codec's last picture: as many as can be referred to."""
        self._since: dict[Blocks, None] = {}
        self._ahead, self._at = 0.0, 0.0
        """Bytes, and when it was so many."""

    @property
    def since(self) -> tuple[Area, ...]:
        """What changed in patches since the codec's last picture; some of it may lie beyond the picture's edge."""
        return tuple(blocks.area for blocks in self._since)

    def keyframe(self, picture: bytes) -> bytes:
        """What is sent for a keyframe that the codec made."""
        self._begin()
        self._frame_number, self._kept, self._since_keyframe, self._parameters = 0, 1, 0, []
        parameters = slices.parameters(slices.units(picture[:_PARAMETERS_WITHIN]))
        slices.check(parameters)
        sent = slices.with_room(picture)
        self._parameters = parameters
        return sent

    def picture(self, picture: bytes) -> bytes:
        """What is sent for another one, which builds on its last."""
        self._begin()
        self._frame_number = (self._frame_number + 1) % slices.FRAME_NUMBERS
        self._kept = min(slices.kept(self._since_keyframe), self._kept + 1)
        return slices.numbered(picture, self._frame_number) if self._since_keyframe else picture

    def _begin(self) -> None:
        """The codec has seen all there is."""
        self._newest.clear()
        self._since.clear()

    def patch(self, frame: av.VideoFrame, changed: Sequence[Area], now: float) -> bytes | None:
        """The picture in which this changed since the one before; `None` where that is the codec's to do.

        `now` in seconds, from anywhere on.
        """
        ahead = max(0.0, self._ahead - (now - self._at) * STEADILY)
        if not self._parameters or len(changed) > _AREAS or ahead > AT_ONCE:
            return None
        blocks = apart((touched(area, self._grid) for area in changed), self._grid)
        since = self._since | dict.fromkeys(blocks)
        if sum(each.number for each in blocks) > LARGEST or sum(each.number for each in since) > MOST:
            return None
        made, place = _Made(blocks, _pixels(frame, blocks)), self._place
        if made.again(self._newest):
            units = [slices.unchanged(0, self._grid.number, place._replace(follows=place.becomes))]
        else:
            coded = self._coded(frame, blocks, self._finest, place)
            units = list(self._whole(coded, partial(slices.unchanged, place=place)))
        written = self._sent(units, made)
        self._ahead, self._at = ahead + len(written), now
        return written

    def scroll(self, frame: av.VideoFrame, scrolled: Scrolled, quantizer: int) -> bytes | None:
        """The picture in which a page was scrolled; what came into view is coded with this quantizer.

        `None` where so much did that it is the codec's to do.
        """
        if not self._parameters:
            return None
        blocks = apart((touched(area, self._grid) for area in scrolled.new), self._grid, _STRIPS)
        if sum(each.number for each in blocks) > COMES_INTO_VIEW:
            return None
        place = self._place
        displacement = Displacement(scrolled.blocks, right=0, down=scrolled.down)
        between = partial(displaced, columns=self._grid.width, displacement=displacement, place=place)
        units = list(self._whole(self._coded(frame, blocks, quantizer, place), between))
        return self._sent(units, _Made([scrolled.blocks, *blocks], b""))

    def _sent(self, units: list[bytes], made: _Made) -> bytes:
        self._since |= dict.fromkeys(made.blocks)
        self._frame_number, self._kept = self._next_number, 0
        self._newest = [*self._newest, made][-slices.PATCHES :]
        self._patches, self._since_keyframe = self._patches + 1, self._since_keyframe + 1
        return slices.stream(units)

    @property
    def _next_number(self) -> int:
        return (self._frame_number + 1) % slices.FRAME_NUMBERS

    @property
    def _place(self) -> Place:
        """Of the next patch."""
        becomes, newest = self._patches % slices.PATCHES, (self._patches - 1) % slices.PATCHES
        return Place(self._next_number, becomes, newest if self._newest else None, max(0, self._kept - 1))

    def _coded(
        self, frame: av.VideoFrame, many: Iterable[Blocks], quantizer: int, place: Place
    ) -> list[tuple[int, int, bytes]]:
        """The first macroblock of each row, how many it has, and its slice."""
        return sorted(row for blocks in many for row in self._rows(frame, blocks, quantizer, place))

    def _rows(
        self, frame: av.VideoFrame, blocks: Blocks, quantizer: int, place: Place
    ) -> Iterator[tuple[int, int, bytes]]:
        columns, rows = self._grid[2:]
        height = min(rows, next((each for each in _HEIGHTS if each >= blocks.height), blocks.height))
        top = min(blocks.top, rows - height)
        left_at, top_at = BLOCK * blocks.left, BLOCK * top
        size = min(BLOCK * blocks.width, self._size[0] - left_at), min(BLOCK * height, self._size[1] - top_at)
        units = slices.units(self._codec(size).encode(frame, left_at, top_at, quantizer))
        slices.check_alike(slices.parameters(units), self._parameters)
        coded = [unit for unit in units if slices.is_slice(unit)]
        if len(coded) != height:
            raise StreamUnknown("not one slice for each row")
        for row in range(blocks.top, blocks.top + blocks.height):
            first, before = row * columns + blocks.left, (row - top) * blocks.width
            yield first, blocks.width, slices.moved(coded[row - top], before, first, place)

    def _whole(self, coded: Iterable[tuple[int, int, bytes]], between: Callable[[int, int], bytes]) -> Iterator[bytes]:
        """With slices between that need no codec."""
        at = 0
        for first, count, unit in coded:
            if first > at:
                yield between(at, first - at)
            yield unit
            at = first + count
        if at < self._grid.number:
            yield between(at, self._grid.number - at)

    def _codec(self, size: tuple[int, int]) -> SmallCodec:
        codec = self._codecs.pop(size, None) or self._opened(size)
        if len(self._codecs) >= _CODECS:
            del self._codecs[next(iter(self._codecs))]
        self._codecs[size] = codec
        return codec


def _pixels(frame: av.VideoFrame, many: Sequence[Blocks]) -> bytes:
    if sum(blocks.number for blocks in many) > _CARET:
        return b""
    return b"".join(_rows_of(frame, blocks.area) for blocks in many)


def _rows_of(frame: av.VideoFrame, area: Area) -> bytes:
    left, top, right, bottom = area.left, area.top, min(area.left + area.width, frame.width), area.top + area.height
    return b"".join(
        memoryview(plane)[row * plane.line_size + left : row * plane.line_size + right]
        for plane in frame.planes
        for row in range(top, min(bottom, frame.height))
    )
