"""What PyAV cannot set on an open codec or on a frame, set through the library beneath it.

WORKAROUND: x264 takes another limit and another quality for each picture, and is told where nothing changed; FFmpeg
passes all of it on, but PyAV has no setters (https://github.com/PyAV-Org/PyAV: `CodecContext.max_bit_rate` is
read-only, `Frame.side_data` too). To be removed when it has.
"""

import ctypes
from collections.abc import Sequence
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext

from peer.beneath import SeamBroken, library, structure
from peer.picture import Area

_IN_PRIVATE_OPTIONS: Final = 1  # AV_OPT_SEARCH_CHILDREN
_HINT_TYPE: Final = 27  # AV_FRAME_DATA_VIDEO_HINT, libavutil/frame.h of FFmpeg 8
_CHANGED: Final = 1  # AV_VIDEO_HINT_TYPE_CHANGED: the rectangles changed, all else did not


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


def _avutil() -> ctypes.CDLL:
    avutil = library("avutil")
    avutil.av_opt_set_int.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int64, ctypes.c_int]
    avutil.av_opt_set_double.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double, ctypes.c_int]
    avutil.av_frame_remove_side_data.argtypes = [ctypes.c_void_p, ctypes.c_int]
    avutil.av_frame_remove_side_data.restype = None
    avutil.av_frame_get_side_data.argtypes = [ctypes.c_void_p, ctypes.c_int]
    avutil.av_frame_get_side_data.restype = ctypes.c_void_p
    avutil.av_video_hint_create_side_data.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    avutil.av_video_hint_create_side_data.restype = ctypes.POINTER(_Hint)
    return avutil


_AVUTIL: Final = _avutil()


def limit(context: VideoCodecContext, bits_per_second: int, buffer_bits: int) -> None:
    """From the next picture on the codec keeps to this. Raises `SeamBroken` when that could not be set."""
    context_beneath = structure(context)
    for name, value in ((b"maxrate", bits_per_second), (b"bufsize", buffer_bits)):
        _AVUTIL.av_opt_set_int(context_beneath, name, value, 0)
    if context.max_bit_rate != bits_per_second:
        raise SeamBroken("the codec's limit reads differently from what was set")


def aim(context: VideoCodecContext, quality: float) -> None:
    """From the next picture on the codec aims at this `crf`. Raises `SeamBroken` when that could not be set."""
    if _AVUTIL.av_opt_set_double(structure(context), b"crf", quality, _IN_PRIVATE_OPTIONS) < 0:
        raise SeamBroken("the codec has no quality to aim at")


def hint(frame: av.VideoFrame, changed: Sequence[Area] | None) -> None:
    """Tells the codec where the frame differs from the one before: what it said of that is forgotten. `None`: anywhere.

    Raises `SeamBroken` when that could not be set.
    """
    frame_beneath = structure(frame)
    _AVUTIL.av_frame_remove_side_data(frame_beneath, _HINT_TYPE)
    if changed is None:
        return
    rectangles = changed or (Area(0, 0, 0, 0),)
    made = _AVUTIL.av_video_hint_create_side_data(frame_beneath, len(rectangles))
    if not made or not _AVUTIL.av_frame_get_side_data(frame_beneath, _HINT_TYPE):
        raise SeamBroken("the frame takes no hint")
    made.contents.type = _CHANGED
    first = ctypes.addressof(made.contents) + made.contents.first_at
    for number, area in enumerate(rectangles):
        place = _Rectangle.from_address(first + number * made.contents.size_of_one)
        place.x, place.y, place.width, place.height = area
