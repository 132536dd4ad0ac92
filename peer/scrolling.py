"""A page that was scrolled: most of what changed stood some rows further up or down before, pixel for pixel."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import av

from peer.alike import Pair
from peer.blocks import Blocks, rectangles
from peer.picture import BLOCK, Area, common
from peer.pieces import Converted
from peer.scroll_distance import guessed, longest
from peer.sieve import Sieve, TooManyDiffer

_WORTH: Final = 512
"""Macroblocks that moved, at least."""
_NEW: Final = 768
"""Macroblocks that have to be coded, at most."""
_AREAS: Final = 64
"""In which they lie."""
_PATIENCE: Final = 32
"""Rows of them that are looked at one by one, at most."""


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

    `changed` as in `Picture`. The pieces lie over each other, and are not laid over the picture before yet, which is
    as large as theirs.
    """
    largest = max(pieces, key=lambda piece: piece.area.width * piece.area.height, default=None)
    if largest is None or before is None or len(pieces) > _AREAS:
        return None
    area, size = _looked_at(changed, largest.area), (before.width, before.height)
    inner = _inner(area, size)
    if inner.number < _WORTH or common(largest.area, Area(0, 0, *size)) != largest.area:
        return None
    try:
        return _Search(pieces, before, largest, area, inner).found()
    except TooManyDiffer:
        return None


def _looked_at(changed: Sequence[Area] | None, piece: Area) -> Area:
    """The part of the piece that has all of its changes, and whole macroblocks where the piece has them."""
    if changed is None:
        return piece
    within = [area for area in (common(each, piece) for each in changed) if area.width > 0 and area.height > 0]
    if not within:
        return piece._replace(width=0, height=0)
    left, top = (min(area[edge] for area in within) // BLOCK * BLOCK for edge in (0, 1))
    right, bottom = (-(-max(area[edge] + area[edge + 2] for area in within) // BLOCK) * BLOCK for edge in (0, 1))
    return common(Area(left, top, right - left, bottom - top), piece)


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
        self._pair = Pair(largest, before)
        self._sieve = Sieve(self._pair, _PATIENCE)
        self._moved_not: dict[int, set[int]] = {}
        """By row of macroblocks, where not all moved: the columns of what did not."""
        self._new: dict[int, set[int]] = {}
        """By row of macroblocks the columns of what is to be coded."""

    def found(self) -> Scrolled | None:
        """As `scrolled`."""
        end = min(self._inner.left + self._inner.width, self._pair.size[0] // BLOCK)
        whole = self._inner._replace(width=end - self._inner.left)
        guess = guessed(self._pair, common(whole.area, self._area))
        if guess is None or abs(guess.down) // BLOCK * (guess.end - guess.first) > _NEW:
            return None
        blocks = self._moved(self._inner._replace(left=guess.first, width=guess.end - guess.first), guess.down)
        if blocks.number < _WORTH:
            return None
        rows = range(blocks.top, blocks.top + blocks.height)
        self._new.update((row, self._moved_not[row].copy()) for row in rows if row in self._moved_not)
        if blocks.number - self._number() < _WORTH:
            return None
        self._add_elsewhere(blocks)
        self._add_other_pieces()
        picture = Area(0, 0, *self._pair.size)
        areas = tuple(common(each.area, picture) for each in rectangles(self._new))
        return Scrolled(blocks, guess.down, areas) if self._number() <= _NEW and len(areas) <= _AREAS else None

    def _number(self) -> int:
        return sum(map(len, self._new.values()))

    def _moved(self, columns: Blocks, down: int) -> Blocks:
        """The rows of these columns which it pays to move."""
        gains = [columns.width] * columns.height
        for band in self._pair.differing_bands(common(columns.area, self._area), down):
            row = band.top // BLOCK
            if self._pair.same(band.left, band.left + band.width, band.top, band.top + band.height, 0):
                gains[row - columns.top] = -columns.width
            else:
                differing = self._moved_not[row] = self._sieve.columns(band, down)
                gains[row - columns.top] = columns.width - 2 * len(differing)
        first, end = longest(gains)
        for row in range(columns.top + first, columns.top + end):
            if gains[row - columns.top] == -columns.width and row not in self._moved_not:
                band = common(Blocks(columns.left, row, columns.width, 1).area, self._area)
                self._moved_not[row] = self._sieve.columns(band, down)
        return columns._replace(top=columns.top + first, height=end - first)

    def _add_elsewhere(self, blocks: Blocks) -> None:
        """What differs from the picture before outside of what moved."""
        left, top, width, height = self._area
        right, bottom = left + width, top + height
        inner = common(blocks.area, self._area)
        inner_right, inner_bottom = inner.left + inner.width, inner.top + inner.height
        for part in (
            Area(left, top, width, inner.top - top),
            Area(left, inner_bottom, width, bottom - inner_bottom),
            *_columns(inner._replace(left=left, width=inner.left - left)),
            *_columns(inner._replace(left=inner_right, width=right - inner_right)),
        ):
            if part.width > 0 and part.height > 0:
                for row, columns in self._sieve.differing(part, 0):
                    self._new.setdefault(row, set()).update(columns)

    def _add_other_pieces(self) -> None:
        """All that they touch, but for what the largest one hides."""
        hidden = _inner(self._largest.area, self._pair.size)
        hides = set(range(hidden.left, hidden.left + hidden.width))
        below = True
        for piece in self._pieces:
            if piece is self._largest:
                below = False
                continue
            left, top, width, height = piece.area
            for row in range(top // BLOCK, -(-(top + height) // BLOCK)):
                columns = set(range(left // BLOCK, -(-(left + width) // BLOCK)))
                if below and hidden.top <= row < hidden.top + hidden.height:
                    columns -= hides
                self._new.setdefault(row, set()).update(columns)


def _columns(area: Area) -> Iterator[Area]:
    """The area without the macroblocks at its sides, and these: where a window ends, all of them are new."""
    left, right = area.left, area.left + area.width
    first, last = left // BLOCK * BLOCK + BLOCK, (right - 1) // BLOCK * BLOCK
    for start, end in ((left, min(first, right)), (first, last), (max(first, last), right)):
        yield area._replace(left=start, width=end - start)
