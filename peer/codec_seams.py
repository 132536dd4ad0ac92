"""What PyAV cannot set on an open codec, set through the library beneath it.

WORKAROUND: x264 takes another limit for each picture, and FFmpeg passes it on, but PyAV has no setter for it
(https://github.com/PyAV-Org/PyAV, `CodecContext.max_bit_rate` is read-only). To be removed when it has one.
"""

import ctypes
import os
from pathlib import Path
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext

TRIED_WITH: Final = "18.1."
_POINTER_AT: Final = 24
"""Bytes into a `CodecContext`: after reference count, type and method table stands the library's own structure."""
_PLACES: Final = (("av.libs", "libavutil-*.so*"), ("av.libs", "avutil-*.dll"), ("av/.dylibs", "libavutil.*.dylib"))


class CodecSeamBroken(ImportError):
    """The installed PyAV is not the one that the seam was cut for."""


def selfcheck(version: str = av.__version__) -> None:
    """Raises `CodecSeamBroken` for a version whose structures nobody has looked at."""
    if not version.startswith(TRIED_WITH):
        raise CodecSeamBroken(f"PyAV {version} is untried: peer/codec_seams.py knows {TRIED_WITH}x only")


def _library(beside: Path) -> ctypes.CDLL:
    found = [path for folder, pattern in _PLACES for path in sorted((beside / folder).glob(pattern))]
    if not found:
        raise CodecSeamBroken(f"PyAV's own libavutil is not at {beside}")
    library = ctypes.CDLL(os.fspath(found[0]))
    library.av_opt_set_int.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int64, ctypes.c_int]
    return library


selfcheck()
_AVUTIL: Final = _library(Path(av.__file__).parent.parent)


def limit(context: VideoCodecContext, bits_per_second: int, buffer_bits: int) -> None:
    """From the next picture on the codec keeps to this. Raises `CodecSeamBroken` when that could not be set."""
    structure = ctypes.c_void_p.from_address(id(context) + _POINTER_AT)
    for name, value in ((b"maxrate", bits_per_second), (b"bufsize", buffer_bits)):
        _AVUTIL.av_opt_set_int(structure, name, value, 0)
    if context.max_bit_rate != bits_per_second:
        raise CodecSeamBroken("the codec's limit reads differently from what was set")
