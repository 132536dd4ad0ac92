"""A page that was scrolled: most of what changed stood some rows further up or down before, pixel for pixel."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import av

from peer.alike import Pair, TooManyDiffer
from peer.blocks import Block, Blocks, joined
from peer.picture import BLOCK, Area
from peer.pieces import Converted
from peer.scroll_distance import guessed, longest

_WORTH: Final = 512
"""Macroblocks that moved, at least."""
_NEW: Final = 768
"""Macroblocks that have to be coded, at most."""
_AREAS: Final = 64
"""In which they lie."""
_LOOKED_AT: Final = 3072
"""That are looked at one by one, at most."""


class Scrolled(NamedTuple):
    """How the picture before becomes the new one."""

    blocks: Blocks
    """In these each macroblock, but for the `new` ones, shows exactly what stood `down` pixels further before."""
    down: int
    """Negative: further up."""
    new: tuple[Area, ...]
    """All else that differs: whole macroblocks, as far as they lie in the picture, and none of them twice."""


def scrolled(
    changed: Sequence[Area] | None, pieces: Sequence[Converted], before: av.VideoFrame | None
) -> Scrolled | None:
    """How far the largest piece was scrolled. `None`: it was not, or too much else changed.

    `changed` as in `Picture`. The pieces lie over each other, and are not laid over the picture before yet.
    """
    largest = max(pieces, key=lambda piece: piece.area.width * piece.area.height, default=None)
    if largest is None or before is None or len(pieces) > _AREAS:
        return None
    area = _looked_at(changed, largest.area)
    inner = _inner(area, (before.width, before.height))
    if inner.number < _WORTH:
        return None
    try:
        return _Search(pieces, before, largest, area, inner).found()
    except TooManyDiffer:
        return None


def _looked_at(changed: Sequence[Area] | None, piece: Area) -> Area:
    """The part of the piece that has all of its changes, and whole macroblocks where the piece has them."""
    if changed is None:
        return piece
    within = [area for area in (_common(each, piece) for each in changed) if area.width > 0 and area.height > 0]
    if not within:
        return piece._replace(width=0, height=0)
    left, top = (min(area[edge] for area in within) // BLOCK * BLOCK for edge in (0, 1))
    right, bottom = (-(-max(area[edge] + area[edge + 2] for area in within) // BLOCK) * BLOCK for edge in (0, 1))
    return _common(Area(left, top, right - left, bottom - top), piece)


def _common(one: Area, other: Area) -> Area:
    left, top = max(one.left, other.left), max(one.top, other.top)
    right = min(one.left + one.width, other.left + other.width)
    return Area(left, top, right - left, min(one.top + one.height, other.top + other.height) - top)


def _inner(area: Area, size: tuple[int, int]) -> Blocks:
    """The macroblocks that lie in the area with all the pixels which the picture has of them."""
    left, top = -(-area.left // BLOCK), -(-area.top // BLOCK)
    ends = area.left + area.width, area.top + area.height
    right, bottom = (-(-end // BLOCK) if end == edge else end // BLOCK for end, edge in zip(ends, size, strict=True))
    return Blocks(left, top, max(0, right - left), max(0, bottom - top))


class _Search:
    def __init__(
        self, pieces: Sequence[Converted], before: av.VideoFrame, largest: Converted, area: Area, inner: Blocks
    ) -> None:
        self._pieces, self._before, self._largest = pieces, before, largest
        self._area, self._inner = area, inner
        self._pair = Pair(largest, before, _LOOKED_AT)
        self._moved_not: dict[int, set[Block]] = {}
        """By row of macroblocks, where not all is the same: what is not."""

    def found(self) -> Scrolled | None:
        """As `scrolled`."""
        end = min(self._inner.left + self._inner.width, self._pair.size[0] // BLOCK)
        whole = self._inner._replace(width=end - self._inner.left)
        guess = guessed(self._pair, _common(whole.area, self._area))
        if guess is None:
            return None
        blocks = self._moved(self._inner._replace(left=guess.first, width=guess.end - guess.first), guess.down)
        if blocks.number < _WORTH:
            return None
        new = {block for row in range(blocks.top, blocks.top + blocks.height) for block in self._moved_not.get(row, ())}
        if blocks.number - len(new) < _WORTH:
            return None
        new.update(self._elsewhere(blocks))
        picture = Area(0, 0, *self._pair.size)
        areas = tuple(_common(each.area, picture) for each in joined(new))
        return Scrolled(blocks, guess.down, areas) if len(new) <= _NEW and len(areas) <= _AREAS else None

    def _moved(self, columns: Blocks, down: int) -> Blocks:
        """The rows of these columns which it pays to move."""
        gains = [columns.width] * columns.height
        for band in self._pair.differing_bands(_common(columns.area, self._area), down):
            row = band.top // BLOCK
            if self._pair.same(band, 0):
                gains[row - columns.top] = -columns.width
            else:
                differing = self._moved_not[row] = self._pair.differing_blocks(band, down)
                gains[row - columns.top] = columns.width - 2 * len(differing)
        first, end = longest(gains)
        for row in range(columns.top + first, columns.top + end):
            if gains[row - columns.top] == -columns.width and row not in self._moved_not:
                band = _common(Blocks(columns.left, row, columns.width, 1).area, self._area)
                self._moved_not[row] = self._pair.differing_blocks(band, down)
        return columns._replace(top=columns.top + first, height=end - first)

    def _elsewhere(self, blocks: Blocks) -> Iterator[Block]:
        """What differs from the picture before outside of what moved; and all that lies over it."""
        left, top, width, height = self._area
        right, bottom = left + width, top + height
        inner = _common(blocks.area, self._area)
        inner_right, inner_bottom = inner.left + inner.width, inner.top + inner.height
        for part in (
            Area(left, top, width, inner.top - top),
            Area(left, inner_bottom, width, bottom - inner_bottom),
            Area(left, inner.top, inner.left - left, inner.height),
            Area(inner_right, inner.top, right - inner_right, inner.height),
        ):
            if part.width > 0 and part.height > 0:
                yield from self._pair.differing(part, 0)
        yield from self._other_pieces()

    def _other_pieces(self) -> Iterator[Block]:
        """All that they touch, but for what the largest one hides."""
        above = False
        hidden = _inner(self._largest.area, self._pair.size)
        for piece in self._pieces:
            if piece is self._largest:
                above = True
                continue
            left, top, width, height = piece.area
            for row in range(top // BLOCK, -(-(top + height) // BLOCK)):
                for column in range(left // BLOCK, -(-(left + width) // BLOCK)):
                    inside = 0 <= row - hidden.top < hidden.height and 0 <= column - hidden.left < hidden.width
                    if above or not inside:
                        yield row, column
