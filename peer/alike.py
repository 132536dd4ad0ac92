"""Where a new piece of a picture shows, pixel for pixel, what stood in the picture before: there, or some rows away.

All three planes are compared, with `memcmp`: what does not lie in one piece is copied together before.
"""

import ctypes
import struct
import sys
from collections.abc import Callable, Iterator
from functools import cache
from operator import eq
from typing import Final, NamedTuple

import av

from peer.beneath import library
from peer.picture import BLOCK, Area
from peer.pieces import Converted

_LEAP: Final = 2 * BLOCK
"""Rows that are compared at once: most often they are the same."""
_NUMBERS: Final = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int
# Called with the interpreter's lock held: to let go of it and take it back would last longer than to compare some rows.
_copy_rows = ctypes.PYFUNCTYPE(None, *_NUMBERS)(("av_image_copy_plane", library("avutil")))
_memcmp = ctypes.PyDLL("msvcrt" if sys.platform == "win32" else None).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


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

    def __init__(self, piece: Converted, before: av.VideoFrame) -> None:
        self._kept = piece.frame, before  # for as long as somebody looks at where they lie
        self.size = before.width, before.height
        left, top = piece.area[:2]
        new = (_Plane(each.buffer_ptr - top * each.line_size - left, each.line_size) for each in piece.frame.planes)
        old = (_Plane(each.buffer_ptr, each.line_size) for each in before.planes)
        self._planes = [*zip(new, old, strict=True)]
        self._room = piece.area.width * _LEAP
        self._one, self._other = Memory(self._room), Memory(self._room)

    def columns_alike(self, left: int, number: int, y: int, down: int) -> bytes:
        """For each of so many columns of `BLOCK` pixels, 1 if its luma is the same in this row, which lies inside."""
        new, old = self._planes[0]
        one = ctypes.string_at(new.address + y * new.line + left, number * BLOCK)
        other = ctypes.string_at(old.address + (y + down) * old.line + left, number * BLOCK)
        if one == other:
            return b"\1" * number
        cut = _cut(number)
        return bytes(map(eq, cut(one), cut(other)))

    def stripes(self, area: Area) -> tuple[bytes, bytes]:
        """The luma of an area in the piece and in the picture before."""
        new, old = self._planes[0]
        return _copied(new, area), _copied(old, area)

    def same(self, left: int, right: int, top: int, bottom: int, down: int) -> bool:
        """Whether all between shows what stood `down` rows further, in each plane.

        It is not larger than the piece in `_LEAP` rows. (Asked very often: hence numbers, no `Area`.)
        """
        width = right - left
        if not 0 <= top + down <= bottom + down <= self.size[1]:
            return False
        rows, middle = bottom - top, (bottom - top) // 2
        for new, old in self._planes:
            one, other = new.address + top * new.line + left, old.address + (top + down) * old.line + left
            if not new.line == old.line == width:
                if _memcmp(one + middle * new.line, other + middle * old.line, width):  # a row tells most often
                    return False
                _copy_rows(self._one.address, width, one, new.line, width, rows)
                _copy_rows(self._other.address, width, other, old.line, width, rows)
                one, other = self._one.address, self._other.address
            if _memcmp(one, other, width * rows):
                return False
        return True

    def differing_bands(self, area: Area, down: int) -> Iterator[Area]:
        """Of each row of macroblocks that is not the same: the part in the area. From the top."""
        left, top, width, height = area
        if width <= BLOCK and 0 <= top + down <= self.size[1] - height:
            yield from self._narrow_bands(area, down)
            return
        leap, bottom = self._room // width // BLOCK, top + height
        waiting = [(row, row + leap) for row in range(top // BLOCK, -(-bottom // BLOCK), leap)][::-1]
        while waiting:
            row, end = waiting.pop()
            first, after = max(top, row * BLOCK), min(bottom, end * BLOCK)
            if first >= after or self.same(left, left + width, first, after, down):
                continue
            if end - row > 1:
                middle = (row + end) // 2
                waiting += (middle, end), (row, middle)
            else:
                yield Area(left, first, width, after - first)

    def _narrow_bands(self, area: Area, down: int) -> Iterator[Area]:
        """The same of an area that is copied faster than compared, and stood inside of the picture."""
        planes = [
            (one, other)
            for new, old in self._planes
            if (one := _copied(new, area)) != (other := _copied(old, area._replace(top=area.top + down)))
        ]
        if not planes:
            return
        left, top, width, height = area
        for row in range(top // BLOCK, -(-(top + height) // BLOCK)):
            first, after = max(0, row * BLOCK - top), min(height, (row + 1) * BLOCK - top)
            if any(one[first * width : after * width] != other[first * width : after * width] for one, other in planes):
                yield Area(left, top + first, width, after - first)


def _copied(plane: _Plane, area: Area) -> bytes:
    memory = Memory(area.width * area.height)
    at = plane.address + area.top * plane.line + area.left
    _copy_rows(memory.address, area.width, at, plane.line, area.width, area.height)
    return bytes(memory.bytes)


@cache
def _cut(columns: int) -> Callable[[bytes], tuple[bytes, ...]]:
    return struct.Struct(f"{BLOCK}s" * columns).unpack
