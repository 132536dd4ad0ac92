"""Where two decoded pictures differ: bands of rows, each compared with one `memcmp` a plane, and their columns."""

import ctypes
import sys
from typing import Any, Final, TypeAlias

import av
import numpy as np

from peer.picture import Area
from peer.pixel_seams import BLOCK

BAND: Final = 16
"""Rows that are compared, converted and painted together: a line of small text."""
_LEAP: Final = 8 * BAND
"""Rows that are looked at first: mostly they are the same, and one comparison tells."""
_TOGETHER: Final = 8
"""Columns that are compared at once, as one number."""
_MANY: Final = 4 * _LEAP
"""Rows in which it pays to look for their columns in a few first."""
_ALMOST_ALL: Final = 0.75
"""The part of a row from which on the rest of it is not worth being looked for."""

Plane: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
_Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
Rows: TypeAlias = tuple[int, int]
"""From this row up to but not including that one."""

_LIBRARY: Final = "msvcrt" if sys.platform == "win32" else None
# Called with the interpreter's lock held: to let go of it and take it back would last longer than to compare a band.
_memcmp = ctypes.PyDLL(_LIBRARY).memcmp
# And without: for many rows, while others have something to do.
_memcmp_aside = ctypes.CDLL(_LIBRARY).memcmp
for _each in (_memcmp, _memcmp_aside):
    _each.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


def planes(frame: av.VideoFrame) -> list[Plane]:
    """The planes as rows, padding included, without a copy."""
    return [np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height] for plane in frame.planes]  # type: ignore[call-overload]  # a plane is a buffer, which its stub does not say


def comparable(before: list[Plane], after: list[Plane]) -> bool:
    """Whether these planes lie alike in memory."""
    return [plane.shape for plane in before] == [plane.shape for plane in after]


def same(before: list[Plane], after: list[Plane], rows: Rows) -> bool:
    """Whether comparable planes are the same in these rows. Others may run meanwhile."""
    top, bottom = rows
    pairs = zip(before, after, strict=True)
    row = after[0].shape[1]
    return not any(
        _memcmp_aside(_address(one) + top * row, _address(other) + top * row, (bottom - top) * row)
        for one, other in pairs
    )


def changed_areas(before: list[Plane], after: list[Plane], width: int, rows: Rows | None = None) -> list[Area]:
    """Where two 4:4:4 pictures of this width differ, from the top; their planes have the same number of rows.

    None overlap. They are as wide as a block at least, if the picture is. `rows`: looks at these only, from a band's
    first on.
    """
    if not comparable(before, after):
        return [Area(0, 0, width, len(after[0]))]
    found = []
    for top, bottom in changed_rows(before, after, rows):
        left, right = _columns([plane[top:bottom] for plane in before], [plane[top:bottom] for plane in after], width)
        if left < right:  # else it was padding that differed
            found.append(Area(left, top, right - left, bottom - top))
    return found


def changed_rows(before: list[Plane], after: list[Plane], rows: Rows | None = None) -> list[Rows]:
    """The bands in which planes of the same shape differ, neighbours joined. `rows`: of these only."""
    height, row = after[0].shape
    first, last = (0, height) if rows is None else rows
    pairs = [(_address(a), _address(b)) for a, b in zip(before, after, strict=True)]

    def differ(top: int, bottom: int) -> bool:
        return any(_memcmp(one + top * row, other + top * row, (bottom - top) * row) for one, other in pairs)

    changed: list[Rows] = []
    for start in range(first, last, _LEAP):
        end = min(start + _LEAP, last)
        if differ(start, end):
            bands = ((top, min(top + BAND, end)) for top in range(start, end, BAND))
            changed += [band for band in bands if differ(*band)]
    return joined(changed)


def joined(rows: list[Rows]) -> list[Rows]:
    """The same rows, in order, neighbours as one."""
    found: list[Rows] = []
    for top, bottom in sorted(rows):
        if found and top <= found[-1][1]:
            found[-1] = (found[-1][0], max(bottom, found[-1][1]))
        else:
            found.append((top, bottom))
    return found


def _columns(before: list[Plane], after: list[Plane], width: int) -> tuple[int, int]:
    """From which column up to but not including which one these rows differ, in whole blocks of what converts them.

    Of many rows a few are looked at first: where those differ almost from end to end, the others need not be.
    """
    if after[0].shape[1] % _TOGETHER:
        return 0, width
    pairs = [(one.view(np.uint64), other.view(np.uint64)) for one, other in zip(before, after, strict=True)]
    if len(after[0]) > _MANY:
        first, after_last = _ends([(one[::BAND], other[::BAND]) for one, other in pairs], width)
        if after_last - first >= _ALMOST_ALL * width:
            return 0, width
    first, after_last = _ends(pairs, width)
    left, right = first // BLOCK * BLOCK, -(-after_last // BLOCK) * BLOCK
    return min(left, max(0, (width // BLOCK - 1) * BLOCK)), min(right, width)


def _ends(pairs: list[tuple[_Numbers, _Numbers]], width: int) -> tuple[int, int]:
    """From which column up to but not including which one any pair differs: twice the same if none does."""
    differ = np.zeros(pairs[0][0].shape[1], np.bool_)
    for one, other in pairs:
        differ |= (one != other).any(axis=0)
    at = differ[: -(-width // _TOGETHER)].nonzero()[0]
    return (int(at[0]) * _TOGETHER, (int(at[-1]) + 1) * _TOGETHER) if at.size else (0, 0)


def _address(plane: Plane) -> int:
    address, _read_only = plane.__array_interface__["data"]
    return int(address)
