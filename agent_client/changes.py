"""Where two decoded pictures differ: bands of rows, each compared with one `memcmp` a plane."""

import ctypes
import sys
from typing import Any, Final, TypeAlias

import av
import numpy as np

BAND: Final = 16
"""Rows that are compared, converted and painted together: a line of small text."""

Plane: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Rows: TypeAlias = tuple[int, int]
"""From this row up to but not including that one."""

# Called with the interpreter's lock held: to let go of it and take it back would last longer than to compare a band.
_memcmp = ctypes.PyDLL("msvcrt" if sys.platform == "win32" else None).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


def planes(frame: av.VideoFrame) -> list[Plane]:
    """The planes as rows, padding included, without a copy."""
    return [np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height] for plane in frame.planes]  # type: ignore[call-overload]  # a plane is a buffer, which its stub does not say


def changed_rows(before: list[Plane], after: list[Plane], height: int) -> list[Rows]:
    """The bands in which two pictures of this height differ, neighbours joined. Planes may have fewer rows."""
    if [plane.shape for plane in before] != [plane.shape for plane in after]:
        return [(0, height)]
    pairs = [(_address(a), _address(b), *a.shape) for a, b in zip(before, after, strict=True)]
    changed: list[Rows] = []
    for top in range(0, height, BAND):
        bottom = min(top + BAND, height)
        for one, other, rows, row in pairs:
            first, after_last = top * rows // height, -(-bottom * rows // height)
            if _memcmp(one + first * row, other + first * row, (after_last - first) * row):
                changed.append((top, bottom))
                break
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


def without(rows: list[Rows], others: list[Rows]) -> list[Rows]:
    """The rows that are not among the others. Both are joined."""
    left: list[Rows] = []
    for begin, end in rows:
        top = begin
        for first, after_last in others:
            if first < end and after_last > top:
                if first > top:
                    left.append((top, first))
                top = after_last
        if top < end:
            left.append((top, end))
    return left


def _address(plane: Plane) -> int:
    address, _read_only = plane.__array_interface__["data"]
    return int(address)
