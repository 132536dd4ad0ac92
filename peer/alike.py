"""Where a new piece of a picture shows, pixel for pixel, what stood in the picture before: there, or some rows away.

All three planes are compared, with `memcmp`: what does not lie in one piece is copied together before.
"""

import ctypes
import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

import av

from peer.beneath import library
from peer.blocks import Block
from peer.picture import BLOCK, Area
from peer.pieces import Converted

_LEAP: Final = 2 * BLOCK
"""Rows that are compared at once: most often they are the same."""
_NUMBERS: Final = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int
# Called with the interpreter's lock held: to let go of it and take it back would last longer than to compare some rows.
_copy_rows = ctypes.PYFUNCTYPE(None, *_NUMBERS)(("av_image_copy_plane", library("avutil")))
_memcmp = ctypes.PyDLL("msvcrt" if sys.platform == "win32" else None).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class TooManyDiffer(Exception):
    """It would take too long to tell how much is the same."""


class _Plane(NamedTuple):
    """Where the first pixel lies, and how many bytes further the one below it."""

    address: int
    line: int


class Memory:
    """Some bytes, for a while."""

    def __init__(self, size: int) -> None:
        self.bytes = bytearray(size)
        self.address = ctypes.addressof(ctypes.c_char.from_buffer(self.bytes))


class Pair:
    """A piece, and the picture before over which it is not laid yet. Areas are the picture's, and lie in the piece."""

    def __init__(self, piece: Converted, before: av.VideoFrame, patience: int) -> None:
        """`patience`: macroblocks that are looked at one by one."""
        self._kept = piece.frame, before  # for as long as somebody looks at where they lie
        self.size = before.width, before.height
        left, top = piece.area[:2]
        self._new = [
            _Plane(each.buffer_ptr - top * each.line_size - left, each.line_size) for each in piece.frame.planes
        ]
        self._old = [_Plane(each.buffer_ptr, each.line_size) for each in before.planes]
        room = piece.area.width * _LEAP
        self._one, self._other = Memory(room), Memory(room)
        self._patience = patience

    def row(self, left: int, width: int, y: int, down: int) -> tuple[bytes, bytes]:
        """The luma of a row in the piece, and of the one that stood `down` rows further in the picture before."""
        new, old = self._new[0], self._old[0]
        one = ctypes.string_at(new.address + y * new.line + left, width)
        return one, ctypes.string_at(old.address + (y + down) * old.line + left, width)

    def stripes(self, area: Area) -> tuple[bytearray, bytearray]:
        """The luma of an area in the piece and in the picture before."""
        found = []
        for plane in (self._new[0], self._old[0]):
            memory = Memory(area.width * area.height)
            at = plane.address + area.top * plane.line + area.left
            _copy_rows(memory.address, area.width, at, plane.line, area.width, area.height)
            found.append(memory.bytes)
        return found[0], found[1]

    def same(self, area: Area, down: int) -> bool:
        """Whether it shows what stood `down` rows further, in each plane. No more rows than `_LEAP`."""
        left, top, width, height = area
        if not 0 <= top + down <= self.size[1] - height:
            return False
        for new, old in zip(self._new, self._old, strict=True):
            one, other = new.address + top * new.line + left, old.address + (top + down) * old.line + left
            if not new.line == old.line == width:
                _copy_rows(self._one.address, width, one, new.line, width, height)
                _copy_rows(self._other.address, width, other, old.line, width, height)
                one, other = self._one.address, self._other.address
            if _memcmp(one, other, width * height):
                return False
        return True

    def differing_bands(self, area: Area, down: int) -> Iterator[Area]:
        """Of each row of macroblocks that is not the same: the part in the area."""
        for leap in bands(area, _LEAP):
            if not self.same(leap, down):
                yield from (band for band in bands(leap, BLOCK) if not self.same(band, down))

    def differing(self, area: Area, down: int) -> Iterator[Block]:
        """The macroblocks of which a pixel in this area is not the same."""
        for band in self.differing_bands(area, down):
            yield from self.differing_blocks(band, down)

    def differing_blocks(self, band: Area, down: int) -> set[Block]:
        """The same for a part of one row of macroblocks that does differ."""
        left, top, width, height = band
        row, first, end = top // BLOCK, -(-left // BLOCK), (left + width) // BLOCK
        if not 0 <= top + down <= self.size[1] - height:
            return {(row, column) for column in range(left // BLOCK, -(-(left + width) // BLOCK))}
        found = set[Block]()
        if end > first:
            self._patience -= end - first
            if self._patience < 0:
                raise TooManyDiffer
            whole = Area(first * BLOCK, top, (end - first) * BLOCK, height)
            found |= {(row, first + each) for each in self._differing(whole, down)}
        if left % BLOCK:
            edge = Area(left, top, min(width, BLOCK - left % BLOCK), height)
            found |= {(row, left // BLOCK)} if not self.same(edge, down) else set()
        if (rest := (left + width) % BLOCK) and end >= first:
            edge = Area(left + width - rest, top, rest, height)
            found |= {(row, end)} if not self.same(edge, down) else set()
        return found

    def _differing(self, area: Area, down: int) -> set[int]:
        """Which columns of an area that is made of columns of `BLOCK` pixels."""
        left, top, width, height = area
        columns, size = width // BLOCK, BLOCK * height
        left_over = set(range(columns))
        for new, old in zip(self._new, self._old, strict=True):
            one, other = new.address + top * new.line + left, old.address + (top + down) * old.line + left
            self._gather(self._one, one, new.line, columns, height)
            self._gather(self._other, other, old.line, columns, height)
            these, those = (bytes(memoryview(each.bytes)[: columns * size]) for each in (self._one, self._other))
            left_over = {
                column
                for column in left_over
                if these[column * size : (column + 1) * size] == those[column * size : (column + 1) * size]
            }
            if not left_over:
                break
        return set(range(columns)) - left_over

    @staticmethod
    def _gather(to: Memory, at: int, line: int, columns: int, rows: int) -> None:
        """Copies each column of `BLOCK` pixels together."""
        for row in range(rows):
            _copy_rows(to.address + row * BLOCK, BLOCK * rows, at + row * line, BLOCK, BLOCK, columns)


def bands(area: Area, rows: int) -> Iterator[Area]:
    """The area from the top, in parts that end where the picture has a multiple of so many rows."""
    top, bottom = area.top, area.top + area.height
    while top < bottom:
        below = min(bottom, top // rows * rows + rows)
        yield area._replace(top=top, height=below - top)
        top = below
