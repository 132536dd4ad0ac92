"""What PyAV cannot set on an open codec or on a frame, set through the library beneath it.

WORKAROUND: x264 takes another limit and another quality for each picture, and is told where nothing changed; FFmpeg
passes all of it on, but PyAV has no setters (https://github.com/PyAV-Org/PyAV: `CodecContext.max_bit_rate` is
read-only, `Frame.side_data` too). To be removed when it has.
"""

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext

from peer.picture import Area

TRIED_WITH: Final = "18.1."
_POINTER_AT: Final = 24
"""Bytes into a `CodecContext` or `Frame`: after reference count, type and method table stands the library's own."""
_IN_PRIVATE_OPTIONS: Final = 1  # AV_OPT_SEARCH_CHILDREN
_HINT_TYPE: Final = 27  # AV_FRAME_DATA_VIDEO_HINT, libavutil/frame.h of FFmpeg 8
_CHANGED: Final = 1  # AV_VIDEO_HINT_TYPE_CHANGED: the rectangles changed, all else did not
_PLACES: Final = (("av.libs", "libavutil-*.so*"), ("av.libs", "avutil-*.dll"), ("av/.dylibs", "libavutil.*.dylib"))


class _Hint(ctypes.Structure):
    """AVVideoHint, libavutil/video_hint.h."""

    _fields_ = (
        ("count", ctypes.c_size_t),
        ("first_at", ctypes.c_size_t),
        ("size_of_one", ctypes.c_size_t),
        ("type", ctypes.c_int),
    )


class _Rectangle(ctypes.Structure):
    """AVVideoRect."""

    _fields_ = (("x", ctypes.c_uint32), ("y", ctypes.c_uint32), ("width", ctypes.c_uint32), ("height", ctypes.c_uint32))


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
    library.av_opt_set_double.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double, ctypes.c_int]
    library.av_frame_remove_side_data.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.av_frame_remove_side_data.restype = None
    library.av_frame_get_side_data.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.av_frame_get_side_data.restype = ctypes.c_void_p
    library.av_video_hint_create_side_data.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    library.av_video_hint_create_side_data.restype = ctypes.POINTER(_Hint)
    return library


selfcheck()
_AVUTIL: Final = _library(Path(av.__file__).parent.parent)


def limit(context: VideoCodecContext, bits_per_second: int, buffer_bits: int) -> None:
    """From the next picture on the codec keeps to this. Raises `CodecSeamBroken` when that could not be set."""
    structure = _beneath(context)
    for name, value in ((b"maxrate", bits_per_second), (b"bufsize", buffer_bits)):
        _AVUTIL.av_opt_set_int(structure, name, value, 0)
    if context.max_bit_rate != bits_per_second:
        raise CodecSeamBroken("the codec's limit reads differently from what was set")


def aim(context: VideoCodecContext, quality: float) -> None:
    """From the next picture on the codec aims at this `crf`. Raises `CodecSeamBroken` when that could not be set."""
    if _AVUTIL.av_opt_set_double(_beneath(context), b"crf", quality, _IN_PRIVATE_OPTIONS) < 0:
        raise CodecSeamBroken("the codec has no quality to aim at")


def hint(frame: av.VideoFrame, changed: Sequence[Area] | None) -> None:
    """Tells the codec where the frame differs from the one before: what it said of that is forgotten. `None`: anywhere.

    Raises `CodecSeamBroken` when that could not be set.
    """
    structure = _beneath(frame)
    _AVUTIL.av_frame_remove_side_data(structure, _HINT_TYPE)
    if changed is None:
        return
    rectangles = changed or (Area(0, 0, 0, 0),)
    made = _AVUTIL.av_video_hint_create_side_data(structure, len(rectangles))
    if not made or not _AVUTIL.av_frame_get_side_data(structure, _HINT_TYPE):
        raise CodecSeamBroken("the frame takes no hint")
    made.contents.type = _CHANGED
    first = ctypes.addressof(made.contents) + made.contents.first_at
    for number, area in enumerate(rectangles):
        place = _Rectangle.from_address(first + number * made.contents.size_of_one)
        place.x, place.y, place.width, place.height = area


def _beneath(owner: VideoCodecContext | av.VideoFrame) -> ctypes.c_void_p:
    return ctypes.c_void_p.from_address(id(owner) + _POINTER_AT)
