"""libswscale, with what PyAV keeps to itself: pixels where they lie, frames that are there already, and no dither.

WORKAROUND: `VideoReformatter.reformat` wants the pixels in a frame of its own, allocates another for each result (6 MB
for a screen, which the system has to clear first), and cannot be told how to round
(https://github.com/PyAV-Org/PyAV). To be removed when it writes into a given frame and knows `sws_dither`; a buffer of
somebody else's can be had as a frame through `from_dlpack` then.
"""

import ctypes
import random
import time
import weakref
from functools import cache
from typing import Any, Final, NamedTuple

import av

from peer.beneath import SeamBroken, library, structure
from peer.picture import BYTES_PER_PIXEL, Pixels

_SCREEN: Final = b"bgr0"
_BT709: Final = 1
_LIMITED_RANGE: Final = 1
_BILINEAR: Final = 1 << 1
_ROUNDS: Final = 1 << 18
_UNSTABLE: Final = 1 << 20
"""SWS_BILINEAR, SWS_ACCURATE_RND and SWS_UNSTABLE of libswscale/swscale.h, FFmpeg 8."""
_OFF_BY: Final = 1
"""How far two conversions may be from each other: both round, and halves go either way."""
_TRIALS: Final = 8
_REMEMBERED: Final = 8
"""Sizes that come again and again: a letter, the caret, the clock, the whole screen."""
BLOCK: Final = 64
"""Pixels, at least as many as any vector code takes at once."""


class Way(NamedTuple):
    """How libswscale is asked to convert."""

    flags: int
    dither: bytes


SURE: Final = Way(_BILINEAR, b"auto")
SWIFT: Final = Way(_BILINEAR | _ROUNDS | _UNSTABLE, b"none")
"""Its new code, twice as fast where the processor has vectors. It rounds as well as the old one once it does not
dither, which would cost 3 dB. Its authors still change it: hence the name, and `swiftest`."""


class _Beginning(ctypes.Structure):
    """How AVFrame begins, libavutil/frame.h: FFmpeg has kept to that since its version 1."""

    _fields_ = (
        ("data", ctypes.c_void_p * 8),
        ("line_sizes", ctypes.c_int * 8),
        ("extended_data", ctypes.c_void_p),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("samples", ctypes.c_int),
        ("format", ctypes.c_int),
    )


def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    avutil, swscale = library("avutil"), library("swscale")
    avutil.av_opt_set_int.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int64, ctypes.c_int]
    avutil.av_opt_set.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int]
    avutil.av_get_pix_fmt.argtypes = [ctypes.c_char_p]
    avutil.av_image_copy_plane.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, *[ctypes.c_int] * 3]
    avutil.av_image_copy_plane.restype = None
    swscale.sws_alloc_context.restype = ctypes.c_void_p
    swscale.sws_scale_frame.argtypes = [ctypes.c_void_p] * 3
    swscale.sws_free_context.argtypes = [ctypes.c_void_p]
    swscale.sws_free_context.restype = None
    return avutil, swscale


_AVUTIL, _SWSCALE = _libraries()
_FORMAT: Final[int] = _AVUTIL.av_get_pix_fmt(_SCREEN)


def selfcheck() -> None:
    """Raises `SeamBroken` when a frame's structure does not begin as we think."""
    frame = av.VideoFrame(48, 32, _SCREEN.decode())
    begins, (plane,) = _beginning(frame), frame.planes
    seen = (begins.data[0], begins.line_sizes[0], begins.width, begins.height, begins.format)
    if seen != (plane.buffer_ptr, plane.line_size, 48, 32, _FORMAT):
        raise SeamBroken("a frame's structure is not the one that peer/pixel_seams.py knows")


def _beginning(frame: av.VideoFrame) -> _Beginning:
    return _Beginning.from_address(structure(frame).value or 0)


selfcheck()


class Context:
    """One of libswscale's. It suits any sizes, but takes as long to turn to another one as to convert 60 000 pixels."""

    def __init__(self, way: Way, threads: int = 1) -> None:
        """`threads`: among how many it shares its work."""
        self._context = ctypes.c_void_p(_SWSCALE.sws_alloc_context())
        if not self._context:
            raise MemoryError("libswscale has no room for a context")
        freed = weakref.finalize(self, _SWSCALE.sws_free_context, ctypes.byref(self._context))
        freed.atexit = False  # a thread that nobody waits for may be at work with it then
        for name, value in ((b"sws_flags", way.flags), (b"threads", threads)):
            _AVUTIL.av_opt_set_int(self._context, name, value, 0)
        if _AVUTIL.av_opt_set(self._context, b"sws_dither", way.dither, 0) < 0:
            raise SeamBroken("libswscale does not know how to dither")

    def convert(self, source: av.VideoFrame, target: av.VideoFrame) -> None:
        """Fills a frame, or what says of itself that it is one. In the swift way only in whole blocks."""
        if _SWSCALE.sws_scale_frame(self._context, structure(target), structure(source)) < 0:
            raise SeamBroken("libswscale does not convert these pixels")


class Conversion:
    """From the screen's pixels to the codec's. To be used from one thread."""

    def __init__(self, way: Way | None = None) -> None:
        """The `swiftest` way, or another."""
        self._way = way or swiftest()
        self._contexts: dict[tuple[Way, int, int], Context] = {}
        """By way, width and height, the one used last at the end."""
        self._source, self._target = av.VideoFrame(), av.VideoFrame()
        """Without memory of their own: they say where somebody else's is."""

    def convert(self, bgra: Pixels, frame: av.VideoFrame) -> None:
        """Fills a 4:4:4 frame with rows of blue, green, red and a byte that does not count, as wide as it is.

        It will have the colours of BT.709, in limited range. Raises `ValueError` when there are too few or many pixels.
        """
        memory = whereabouts(bgra)
        if memory.buffer_size != frame.width * frame.height * BYTES_PER_PIXEL:
            raise ValueError(f"{memory.buffer_size} bytes are not {frame.width}x{frame.height} pixels")
        frame.colorspace, frame.color_range = _BT709, _LIMITED_RANGE
        if frame.width < BLOCK:
            context = self._context(SURE, frame.width, frame.height)
            context.convert(_padded(memoryview(memory), frame.width, frame.height), frame)
            return
        # Whole blocks only, the last one over the one before: at anything else the new code reads beyond the end.
        self._columns(memory.buffer_ptr, frame, 0, frame.width // BLOCK * BLOCK)
        if frame.width % BLOCK:
            self._columns(memory.buffer_ptr, frame, frame.width - BLOCK, BLOCK)

    def _columns(self, pixels: int, frame: av.VideoFrame, left: int, width: int) -> None:
        """`pixels` is where they lie."""
        source, target, whole = _beginning(self._source), _beginning(self._target), _beginning(frame)
        source.data[0] = pixels + left * BYTES_PER_PIXEL
        source.line_sizes[0] = frame.width * BYTES_PER_PIXEL
        source.width, source.height, source.format = width, frame.height, _FORMAT
        for plane in range(len(frame.planes)):
            target.data[plane] = whole.data[plane] + left
            target.line_sizes[plane] = whole.line_sizes[plane]
        target.width, target.height, target.format = width, frame.height, whole.format
        self._target.colorspace, self._target.color_range = _BT709, _LIMITED_RANGE
        self._context(self._way, width, frame.height).convert(self._source, self._target)

    def _context(self, way: Way, width: int, height: int) -> Context:
        key = (way, width, height)
        context = self._contexts.pop(key, None) or Context(way)
        if len(self._contexts) >= _REMEMBERED:
            del self._contexts[next(iter(self._contexts))]
        self._contexts[key] = context
        return context


def whereabouts(pixels: Pixels) -> "av.Packet[Any]":
    """Where they lie, as its `buffer_ptr`, for as long as it lives.

    A packet is the one thing of PyAV's that takes any memory as it is, read-only too, and tells its address.
    """
    return av.Packet(pixels)  # type: ignore[arg-type]  # whatever has a buffer


def _padded(pixels: memoryview, width: int, height: int) -> av.VideoFrame:
    """The pixels in a frame with room beside them."""
    frame = av.VideoFrame(width, height, _SCREEN.decode())
    (plane,), row = frame.planes, width * BYTES_PER_PIXEL
    target = memoryview(plane)
    for y in range(height):
        target[y * plane.line_size : y * plane.line_size + row] = pixels[y * row : (y + 1) * row]
    return frame


def lay(source: av.VideoFrame, onto: av.VideoFrame, left: int, top: int) -> None:
    """Copies a frame of one byte for each pixel and plane over a place in another, which must be inside.

    Raises `ValueError` when it is not.
    """
    if not (0 <= left <= onto.width - source.width and 0 <= top <= onto.height - source.height):
        raise ValueError("what is laid over a picture has to lie inside")
    for above, below in zip(source.planes, onto.planes, strict=True):
        place = below.buffer_ptr + top * below.line_size + left
        _AVUTIL.av_image_copy_plane(
            place, below.line_size, above.buffer_ptr, above.line_size, source.width, source.height
        )


@cache
def swiftest() -> Way:
    """The faster way of the two if it is right, which is tried on a pattern: a few milliseconds, once."""
    pattern = random.Random(1).randbytes(256 * 64 * BYTES_PER_PIXEL)  # noqa: S311  # no secret, the same each time
    sure, sure_takes = _tried(SURE, pattern)
    try:
        swift, swift_takes = _tried(SWIFT, pattern)
    except SeamBroken:  # a library that knows of no such way
        return SURE
    right = all(abs(one - other) <= _OFF_BY for one, other in zip(sure, swift, strict=True))
    return SWIFT if right and swift_takes < sure_takes else SURE


def _tried(way: Way, pattern: bytes) -> tuple[bytes, float]:
    """The pattern converted, and the seconds that it took, at best."""
    conversion, frame = Conversion(way), av.VideoFrame(256, 64, "yuv444p")

    def once() -> float:
        began = time.perf_counter()
        conversion.convert(pattern, frame)
        return time.perf_counter() - began

    takes = min(once() for _ in range(_TRIALS))
    return b"".join(map(bytes, frame.planes)), takes
