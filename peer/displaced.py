"""Slices that say of a rectangle "as before, but elsewhere": a page that was scrolled, without a codec.

All macroblocks are predicted from the picture before and have nothing else to say. Most of them are skipped: what their
neighbours on the left and above do, if that is the same, they do too. The others name their vector, as its difference
to what is expected after their neighbours. Numbers in brackets are clauses of ITU-T H.264.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from peer import slices
from peer.bits import signed, unsigned
from peer.blocks import Blocks
from peer.slices import Place

FARTHEST_RIGHT: Final = 2047
FARTHEST_DOWN: Final = 511
"""Pixels, and as many to the left and up: so far vectors go in streams of level 5.2 (A.3.1, table A-1)."""
_QUARTERS: Final = 4
_SHAPES: Final = 64
"""Slices of which it is kept which macroblocks are not skipped: up to 10 kB each."""
_MOST_ARE: Final = 2
_AS_EXPECTED: Final = "1" + signed(0) + signed(0) + "1"
"""P_L0_16x16, with no difference to the vector that is expected, and no residual (7.3.5, 9.1.2)."""
_NOT_EXPECTED: Final = "1v1"
"""The same, before it is known where to."""


class Displacement(NamedTuple):
    """What these macroblocks show stood so many pixels further right and down in the picture before."""

    blocks: Blocks
    """They lie inside the picture. Where they take what lay outside of it, they take what lay at its edge; a picture
    ends with a whole macroblock, of which nobody sees the rest."""
    right: int
    down: int


class _Slice(NamedTuple):
    """Which macroblocks there are, in a picture with so many `columns`, and which of them move."""

    first: int
    end: int
    columns: int
    blocks: Blocks


def displaced(first: int, count: int, columns: int, displacement: Displacement, place: Place) -> bytes:
    """A slice of so many macroblocks. Those outside of the rectangle look as before.

    Shortest where it begins with the rectangle's first one. Raises `ValueError` for what is too far.
    """
    blocks, right, down = displacement
    if abs(right) > FARTHEST_RIGHT or abs(down) > FARTHEST_DOWN:
        raise ValueError(f"{right}, {down}: no vector goes so far")
    if not (right or down):
        return slices.unchanged(first, count, place)
    vector = signed(_QUARTERS * right) + signed(_QUARTERS * down)
    digits = _without_vector(_Slice(first, first + count, columns, blocks)).replace("v", vector)
    return slices.ended(slices.predicted(first, place).digits(digits))


@lru_cache(_SHAPES)
def _without_vector(part: _Slice) -> str:
    """Its data (7.3.4) as zeros and ones, with a `v` for each vector."""
    written: list[str] = []
    done = part.first
    for number in _not_skipped(part):
        written += unsigned(number - done), _AS_EXPECTED if _is_expected(number, part) else _NOT_EXPECTED
        done = number + 1
    if done < part.end:
        written.append(unsigned(part.end - done))
    return "".join(written)


def _not_skipped(part: _Slice) -> Iterator[int]:
    """Those that move, but not both the one on their left and the one above.

    If both do, a skipped one moves with them: two of three are the median. If one does not, or belongs to another
    slice, a skipped one stays (8.4.1.1). So none has to name its vector in order to stay: where the blocks on the left
    and above move, it belongs to the rectangle itself.
    """
    first, end, columns, blocks = part
    for row in range(max(blocks.top, first // columns), min(blocks.top + blocks.height, -(-end // columns))):
        left = row * columns + blocks.left
        begin, stop = max(left, first), min(left + blocks.width, end)
        if row > blocks.top:  # and so do those above, as far as they belong to the slice
            stop = min(stop, max(begin + 1, first + columns))
        yield from range(begin, stop)


def _is_expected(number: int, part: _Slice) -> bool:
    """Whether the vector that is predicted for one that moves is the rectangle's, not zero (8.4.1.3).

    That is the median of those on the left, above, and above on the right; those of other slices count as zero. If
    there is only one, it is that one's. At the right edge the one above on the left takes the third's place, and
    decides nothing: where it moves, those on the left and above do, too.
    """
    first, _, columns, _ = part
    left, right, above = number % columns > 0, (number + 1) % columns > 0, number - columns
    there = [each for each in [number - 1] * left + [above] + [above + 1] * right if each >= first]
    moving = [each for each in there if _moves(each, part)]
    return len(moving) >= _MOST_ARE or len(moving) == len(there) == 1


def _moves(number: int, part: _Slice) -> bool:
    row, column = divmod(number, part.columns)
    left, top, width, height = part.blocks
    return left <= column < left + width and top <= row < top + height
