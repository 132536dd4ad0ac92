"""The codec: H.264, High 4:4:4 wherever it can be, tuned for screens. Measured settings, with their reasons."""

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, cast

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from peer.chroma import HALVED, Halver
from peer.codec_seams import aim, hint, limit
from peer.picture import Area
from peer.pieces import PIXELS

CLOCK: Final = 90000
_PIXELS_4K: Final = 4096 * 2304
_LEVEL_4K: Final = "5.2"
_LEVEL_8K: Final = "6.2"
_BT709: Final = 1
_LIMITED_RANGE: Final = 1
_WORTH_A_CHANGE: Final = 0.05
THREADS: Final = min(2, os.cpu_count() or 1)
"""Slices that are coded side by side: two take two thirds of the time for 1 % more bits, four gain nothing more."""
_LAMBDA: Final = 118  # FF_QP2LAMBDA, libavutil/avutil.h


PARAMETERS: Final = (
    "keyint=infinite:scenecut=0",
    # Arithmetic coding saves 5 % on text, but takes three times as long to write, and five times as long to read.
    "cabac=0",
    # Blocks of 4x4 in a picture that builds on another: a third fewer bits on text that comes into view. Larger
    # transforms, and larger blocks in between, make text dearer.
    "partitions=i4x4:8x8dct=0",
    # Hexagons lose a page that jumps by more than 16 pixels, as it does for each notch of a wheel: then all of it is
    # coded anew, ten times the bits. A film takes twice as long for it: `peer.search` knows one when it comes.
    "me=umh:merange=32",
    # Where much changes there is text, as dear as any; sharpness need not come in small steps; rounding as it is
    # measured, half a decibel for nothing.
    "qcomp=1:qpstep=50:deadzone-intra=6:deadzone-inter=10",
    # The codec saves 6 steps on colours in 4:4:4, and colour errors weigh double in blue: 6 dB on coloured text.
    "chroma-qp-offset=-14",
)
"""Decision 0073 has the figures."""
COLOUR_PARAMETERS: Final = ("colormatrix=bt709:fullrange=off",)
"""What FFmpeg makes of `_BT709` and `_LIMITED_RANGE`."""
PROFILES: Final = {True: "high444", False: "baseline"}


@dataclass(frozen=True)
class EncoderSettings:
    """What the codec is opened with."""

    ceiling: int = 300_000_000
    """Bits per second that are never exceeded: a page of the densest text goes as one sharp picture."""
    floor: int = 250_000
    """Bits per second below which nothing on a screen can be read in time."""
    start: int = 2_500_000
    """Bits per second until the line is known: a first keyframe that a thin line carries within half a second."""
    buffer_seconds: float = 0.1
    """One picture may have what this many seconds of the rate carry."""
    finest: int = 12
    """The quantizer at which a picture is sharp enough: 45 dB at the viewer on the densest coloured text."""
    moving: int = 28
    """The quantizer for what moves: legible, and not worth more bits before it stands still."""


class X264:
    """One codec context, for pictures of one size. `full_chroma`: it keeps all colours, or makes 4:2:0 of them."""

    def __init__(self, width: int, height: int, settings: EncoderSettings, *, full_chroma: bool = True) -> None:
        self.size = (width, height)
        self._halver = None if full_chroma else Halver()
        self._budget, self._quality, self._buffer_seconds = 0.0, settings.finest, settings.buffer_seconds
        self._context = _open(width, height, settings, full_chroma=full_chroma)

    def fits(self, width: int, height: int, *, full_chroma: bool) -> bool:
        """Whether it codes such pictures for such peers."""
        return (width, height) == self.size and full_chroma == (self._halver is None)

    def set_budget(self, bits: float) -> None:
        """What the next picture may have. Less holds at once, more from the second picture on: so x264 counts."""
        if abs(bits - self._budget) > self._budget * _WORTH_A_CHANGE:
            self._budget = bits
            limit(self._context, int(bits / self._buffer_seconds), int(bits))

    def set_quality(self, quantizer: int) -> None:
        """What the next picture aims at, as far as its budget reaches."""
        if quantizer != self._quality:
            self._quality = quantizer
            aim(self._context, quantizer)

    def encode(
        self, frame: av.VideoFrame, timestamp: int, *, keyframe: bool, changed: Sequence[Area] | None = None
    ) -> "av.Packet[av.VideoStream]":
        """One picture in, one out: the codec keeps none back. `changed`: where it may differ from the one before.

        What did not change, and was coded as well as is wanted now, costs next to nothing.
        """
        frame = frame if self._halver is None else self._halver.halved(frame)
        hint(frame, changed)
        frame.pts, frame.time_base = timestamp, Fraction(1, CLOCK)
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        (packet,) = self._context.encode(frame)
        packet.time_base = Fraction(1, CLOCK)
        return packet


def packet(written: bytes, timestamp: int, *, keyframe: bool) -> "av.Packet[av.VideoStream]":
    """A picture that was not coded by FFmpeg."""
    made = cast("av.Packet[av.VideoStream]", av.Packet(written))
    made.pts, made.time_base = timestamp, Fraction(1, CLOCK)
    made.is_keyframe = keyframe
    return made


def quantizer(packet: "av.Packet[av.VideoStream]") -> int:
    """How fine the codec meant a picture to be, before its limit made some rows coarser."""
    (quality,) = struct.unpack_from("<I", bytes(packet.get_sidedata("quality_stats")))
    return int(quality) // _LAMBDA


def level(width: int, height: int) -> str:
    """The H.264 level: how large pictures may be. The same for all rates."""
    return _LEVEL_4K if width * height <= _PIXELS_4K else _LEVEL_8K


def _open(width: int, height: int, settings: EncoderSettings, *, full_chroma: bool) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, PIXELS
    if not full_chroma:
        context.width, context.height, context.pix_fmt = width + width % 2, height + height % 2, HALVED
    context.thread_count, context.thread_type = THREADS, "SLICE"
    context.time_base = Fraction(1, CLOCK)
    # The codec's rate control sees pictures, not time: with a "frame" as long as its buffer each picture may fill it,
    # and our own pacing keeps the rate. A buffer of several frames makes still pictures sharpen ten times slower.
    context.framerate = 1 / Fraction(settings.buffer_seconds).limit_denominator(1000)
    context.colorspace, context.color_range = _BT709, _LIMITED_RANGE
    context.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": PROFILES[full_chroma],
        "forced-idr": "1",
        "mb_info": "1",  # listen to our hints
        # As sharp as is worth it, within a limit. With a target rate instead, x264 makes up for the past: after a
        # large picture it keeps the next ones small although there is room, and a still screen stays blurred.
        "crf": str(settings.finest),
        "maxrate": str(settings.start),
        "bufsize": str(int(settings.start * settings.buffer_seconds)),
        "x264-params": ":".join(PARAMETERS) + f":qpmin={settings.finest}"
        # Left to itself the level follows the rate, and another level looks like another stream to the recorder.
        f":level={level(width, height)}",
    }
    context.open()  # now, not with the first picture, which has a limit of its own
    return context
