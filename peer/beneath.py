"""FFmpeg beneath PyAV: the libraries that it brings along, and the structures that PyAV's objects hold.

Their functions and structures are FFmpeg's public ones; where PyAV keeps them is its private matter, so another version
of it is refused until somebody has looked.
"""

import ctypes
import os
from pathlib import Path
from typing import Any, Final

import av

TRIED_WITH: Final = "18.1."
_POINTER_AT: Final = 24
"""Bytes into a `CodecContext` or `Frame`: after reference count, type and method table stands the library's own."""
_PLACES: Final = (
    ("av.libs", "lib{}-*.so*"),
    ("av.libs", "{}-*.dll"),  # FFmpeg's own
    ("av.libs", "lib{}-*.dll"),  # the others
    ("av/.dylibs", "lib{}.*.dylib"),
)


class SeamBroken(ImportError):
    """The installed PyAV is not the one that our seams were cut for."""


def selfcheck(version: str = av.__version__) -> None:
    """Raises `SeamBroken` for a version whose structures nobody has looked at."""
    if not version.startswith(TRIED_WITH):
        raise SeamBroken(f"PyAV {version} is untried: peer/beneath.py knows {TRIED_WITH}x only")


selfcheck()


def library(name: str, beside: Path = Path(av.__file__).parent.parent) -> ctypes.CDLL:
    """PyAV's own, such as "avutil" or "x264": loaded already. Raises `SeamBroken` when it is not where it should be."""
    found = [path for folder, pattern in _PLACES for path in sorted((beside / folder).glob(pattern.format(name)))]
    if not found:
        raise SeamBroken(f"PyAV's own lib{name} is not at {beside}")
    return ctypes.CDLL(os.fspath(found[0]))


def structure(owner: Any) -> ctypes.c_void_p:
    """Where the structure of a `CodecContext` or `Frame` lies. Of use for as long as its owner lives.

    Any: `CodecContext` and `Frame` have no common base.
    """
    return ctypes.c_void_p.from_address(id(owner) + _POINTER_AT)
