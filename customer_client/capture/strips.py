"""Comparing two pictures, where nobody tells what changed: strip by strip, each with one `memcmp`."""

import ctypes
import sys

from peer.picture import Area, Pixels
from peer.pixel_seams import whereabouts

ROWS = 24
"""Rows of a strip: few enough to say where something changed, many enough to be worth a call."""
_PIXEL = 4
"""Bytes."""

_memcmp = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


def differing(before: Pixels, after: Pixels, width: int) -> tuple[Area, ...]:
    """The strips in which two pictures of this width differ; neighbours are one.

    Raises `ValueError` when one has more pixels than the other.
    """
    if len(before) != len(after):
        raise ValueError(f"{len(before)} bytes and {len(after)} bytes")
    row, strip = width * _PIXEL, width * _PIXEL * ROWS
    here, there = whereabouts(before), whereabouts(after)
    one, other = here.buffer_ptr, there.buffer_ptr
    found: list[Area] = []
    for at in range(0, len(after), strip):
        size = min(strip, len(after) - at)
        if _memcmp(one + at, other + at, size):
            top, height = at // row, size // row
            if found and found[-1].top + found[-1].height == top:
                top, height = found[-1].top, found.pop().height + height
            found.append(Area(0, top, width, height))
    return tuple(found)


def same_rows(before: Pixels, rows: Pixels, at: int) -> bool:
    """Whether a picture has these rows, from its byte `at` on. Raises `ValueError` when it ends before they do."""
    if at + len(rows) > len(before):
        raise ValueError(f"{len(rows)} bytes at {at} of {len(before)}")
    here, there = whereabouts(before), whereabouts(rows)
    return not _memcmp(here.buffer_ptr + at, there.buffer_ptr, len(rows))
