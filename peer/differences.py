"""Where a change really is: programs draw a whole line for a letter, and rectangles are joined on their way."""

from collections.abc import Iterator, Sequence
from typing import Final

import av

from peer.picture import BLOCK, Area
from peer.pieces import Converted

LOOKED_AT: Final = 256 * 256
"""Pixels of a change that are compared. Larger ones are seldom smaller than they say."""
_Block = tuple[int, int]
"""Row and column of a macroblock."""


def narrowed(changed: Sequence[Area], pieces: Sequence[Converted], before: av.VideoFrame | None) -> tuple[Area, ...]:
    """What of `changed` does differ from the picture before, over which the pieces are not laid yet.

    A large change is not looked at, nor one that says more than its pieces.
    """
    pixels = sum(piece.area.width * piece.area.height for piece in pieces)
    if before is None or pixels > LOOKED_AT:
        return tuple(changed)
    differing = {block for piece in pieces for block in _differing(piece, before)}
    return tuple(part for area in changed for part in _parts(area, differing))


def _differing(piece: Converted, before: av.VideoFrame) -> Iterator[_Block]:
    top, height = piece.area.top, piece.area.height
    for row in range(top // BLOCK, -(-(top + height) // BLOCK)):
        first, end = max(0, row * BLOCK - top), min(height, (row + 1) * BLOCK - top)
        for column in _columns(piece.area.left, _difference(piece, before, range(first, end))):
            yield row, column


def _difference(piece: Converted, before: av.VideoFrame, rows: range) -> int:
    """A byte for each column of the piece, the first one lowest: not 0 where one of these rows differs in it.

    No more rows are looked at when each column does.
    """
    left, top, width, _ = piece.area
    difference = 0
    for new, old in zip(piece.frame.planes, before.planes, strict=True):
        above = bytes(memoryview(new)[rows.start * new.line_size : rows.stop * new.line_size])
        below = bytes(memoryview(old)[(top + rows.start) * old.line_size : (top + rows.stop) * old.line_size])
        for row in range(len(rows)):
            at, beneath = row * new.line_size, row * old.line_size + left
            one, other = above[at : at + width], below[beneath : beneath + width]
            if one != other:  # most often they are the same, and that is seen ten times faster
                difference |= int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
                if 0 not in difference.to_bytes(width, "little"):
                    return difference
    return difference


def _columns(left: int, difference: int) -> Iterator[int]:
    """The macroblocks' columns in which a byte is not 0, if the first byte is of pixel `left`."""
    while difference:
        lowest = (difference & -difference).bit_length() - 1
        column = (left + lowest // 8) // BLOCK
        yield column
        done = 8 * ((column + 1) * BLOCK - left)
        difference = difference >> done << done


def _parts(area: Area, blocks: set[_Block]) -> Iterator[Area]:
    """Of each row of macroblocks the part of the area from the first to the last that differs."""
    left, top, width, height = area
    for row in range(top // BLOCK, -(-(top + height) // BLOCK)):
        columns = [column for column in range(left // BLOCK, -(-(left + width) // BLOCK)) if (row, column) in blocks]
        if columns:
            first, end = max(left, columns[0] * BLOCK), min(left + width, (columns[-1] + 1) * BLOCK)
            upper, lower = max(top, row * BLOCK), min(top + height, (row + 1) * BLOCK)
            yield Area(first, upper, end - first, lower - upper)
