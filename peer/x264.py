"""The codec: H.264 High 4:4:4, tuned for screens. Measured settings, with their reasons."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import Colorspace, VideoReformatter

from peer.codec_seams import limit
from peer.picture import Picture

CLOCK: Final = 90000
_PIXELS: Final = "yuv444p"  # 4:2:0 cannot pass 34 dB on coloured text at any bit rate, and is no cheaper here
_BYTES_PER_PIXEL: Final = 4
_PIXELS_4K: Final = 4096 * 2304
_LEVEL_4K: Final = "5.2"
_LEVEL_8K: Final = "6.2"
_BT709: Final = 1
_LIMITED_RANGE: Final = 1
_WORTH_A_CHANGE: Final = 0.05


@dataclass(frozen=True)
class EncoderSettings:
    """What the codec is opened with."""

    ceiling: int = 50_000_000
    """Bits per second that are never exceeded: more than a page of text needs to be sharp in three pictures."""
    floor: int = 250_000
    """Bits per second below which nothing on a screen can be read in time."""
    start: int = 2_500_000
    """Bits per second until the line is known: a first keyframe that a thin line carries within half a second."""
    buffer_seconds: float = 0.1
    """One picture may have what this many seconds of the rate carry."""
    finest: int = 13
    """The quantizer at which a picture is sharp enough: 45 dB at the viewer on the densest coloured text."""


def blank_frame(width: int, height: int) -> av.VideoFrame:
    """A frame for `fill`."""
    return av.VideoFrame(width, height, "bgra")


def fill(frame: av.VideoFrame, picture: Picture) -> None:
    """Copies the picture's pixels. Raises `ValueError` when they are not as many as it says."""
    row, plane = picture.width * _BYTES_PER_PIXEL, frame.planes[0]
    source = memoryview(picture.bgra).cast("B")
    if len(source) != row * picture.height:
        raise ValueError("a picture has width * height * 4 bytes")
    if plane.line_size == row:
        plane.update(source)  # type: ignore[arg-type]  # takes whatever has a buffer
        return
    target = memoryview(plane)  # rows are padded for the processor's sake
    for y in range(picture.height):
        start = y * plane.line_size
        target[start : start + row] = source[y * row : (y + 1) * row]


class Converter:
    """From the screen's pixels to the codec's."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def convert(self, frame: av.VideoFrame) -> av.VideoFrame:
        """A new frame; `frame` can be used again."""
        return self._reformatter.reformat(frame, format=_PIXELS, dst_colorspace=Colorspace.ITU709, threads=1)


class X264:
    """One codec context, for pictures of one size."""

    def __init__(self, width: int, height: int, settings: EncoderSettings) -> None:
        self.size = (width, height)
        self._budget, self._buffer_seconds = 0.0, settings.buffer_seconds
        self._context = _open(width, height, settings)

    def set_budget(self, bits: float) -> None:
        """What the next picture may have. Less holds at once, more from the second picture on: so x264 counts."""
        if abs(bits - self._budget) > self._budget * _WORTH_A_CHANGE:
            self._budget = bits
            limit(self._context, int(bits / self._buffer_seconds), int(bits))

    def encode(self, frame: av.VideoFrame, timestamp: int, *, keyframe: bool) -> "av.Packet[av.VideoStream]":
        """One picture in, one out: the codec keeps none back."""
        frame.pts, frame.time_base = timestamp, Fraction(1, CLOCK)
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        (packet,) = self._context.encode(frame)
        packet.time_base = Fraction(1, CLOCK)
        return packet


def _open(width: int, height: int, settings: EncoderSettings) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, _PIXELS
    context.thread_count = 1  # sliced threads cost up to 1.75 times the bits
    context.time_base = Fraction(1, CLOCK)
    # The codec's rate control sees pictures, not time: with a "frame" as long as its buffer each picture may fill it,
    # and our own pacing keeps the rate. A buffer of several frames makes still pictures sharpen ten times slower.
    context.framerate = 1 / Fraction(settings.buffer_seconds).limit_denominator(1000)
    context.colorspace, context.color_range = _BT709, _LIMITED_RANGE
    context.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "high444",
        "forced-idr": "1",
        # As sharp as is worth it, within a limit. With a target rate instead, x264 makes up for the past: after a
        # large picture it keeps the next ones small although there is room, and a still screen stays blurred.
        "crf": str(settings.finest),
        "maxrate": str(settings.start),
        "bufsize": str(int(settings.start * settings.buffer_seconds)),
        # umh/32: nine times fewer bits on scroll; 64 finds no more of it, and takes half as long again for a film.
        # qcomp: where much changes there is text, as dear as any. qpstep: sharpness need not come in small steps.
        # chroma-qp-offset: the codec saves 6 steps on colours in 4:4:4, and colour errors weigh double in blue: 6 dB
        # on coloured text.
        "x264-params": "keyint=infinite:scenecut=0:cabac=1:8x8dct=1:me=umh:merange=32:qcomp=1:qpstep=50"
        f":chroma-qp-offset=-9:qpmin={settings.finest}"
        # Left to itself the level follows the rate, and another level looks like another stream to the recorder.
        f":level={_LEVEL_4K if width * height <= _PIXELS_4K else _LEVEL_8K}",
    }
    context.open()  # now, not with the first picture, which has a limit of its own
    return context
