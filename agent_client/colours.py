"""From the codec's numbers to the screen's: what they mean, and the fastest sure way to convert them.

libswscale has two ways from 4:4:4 to what a screen shows. The old one goes pixel by pixel. The new one uses the
processor's vector instructions and is four times as fast, but has to be asked for, as its authors still change it. So
both are tried on a pattern before the first picture, and the new one is used where it is right, and faster.
"""

import os
from functools import cache
from time import perf_counter
from typing import Any, Final, TypeAlias

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from agent_client.changes import BAND, Plane, Rows, planes

FOUR_FOUR_FOUR: Final = frozenset({"yuv444p", "yuvj444p"})
"""Pictures with all their colours: these are converted as they are, any other becomes one first."""
_BT601: Final = 5
WEIGHTS: Final = {
    1: (0.2126, 0.0722),
    4: (0.30, 0.11),
    _BT601: (0.299, 0.114),
    6: (0.299, 0.114),
    7: (0.212, 0.087),
    9: (0.2627, 0.0593),
}
"""Matrix coefficients by their number in a video stream: what red and blue weigh in luma (ITU-T H.273, table 4)."""
_FULL_RANGE: Final = 2
_SURE: Final = int(Interpolation.BILINEAR)
_SWIFT: Final = _SURE | 1 << 20
"""SWS_UNSTABLE of libswscale/swscale.h, for which PyAV has no name; older libraries take no notice of it."""
_NARROWEST: Final = 64
"""Columns that a picture has at least for the new way. WORKAROUND: with fewer than 13 libswscale 9.5 ends the program
(docs/upstream/ffmpeg-narrow-pictures.md); its blocks are no wider than this. To be removed when one column survives."""
RIGHT: Final = 1.6
"""How far off a conversion may be: a rounding, and a dither of one step."""
_OPAQUE: Final = 255
_TRIALS: Final = 4
THREADS: Final = max(1, min(4, (os.cpu_count() or 1) // 2))
"""Among which a whole picture is shared. Half of the processors: the others receive, decode and draw meanwhile."""
_PIECE: Final = 4 * BAND
"""Rows that are converted at one go when not all are: their numbers stay in the processor's cache."""

Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
_Small: TypeAlias = tuple[av.VideoFrame, VideoReformatter]


def settle(frame: av.VideoFrame) -> None:
    """Gives a picture that does not say what its colours mean, or says what nobody knows, the usual meaning.

    Whoever sends decides what a stream says, and the library refuses to convert what it does not know.
    """
    if frame.colorspace not in WEIGHTS:
        frame.colorspace = _BT601


def matrix(frame: av.VideoFrame) -> Matrix:
    """Of a settled picture: rows for red, green and blue, columns for luma, blue, red difference and a constant.

    Takes and gives 0 to 255.
    """
    red, blue = WEIGHTS[frame.colorspace]
    green = 1 - red - blue
    full = frame.color_range == _FULL_RANGE or frame.format.name.startswith("yuvj")
    luma, colour, black = (1.0, 1.0, 0.0) if full else (255 / 219, 255 / 224, 16.0)
    to_red, to_blue = 2 * (1 - red) * colour, 2 * (1 - blue) * colour
    turned = np.array(
        [
            [luma, 0.0, to_red],
            [luma, -to_blue * blue / green, -to_red * red / green],
            [luma, to_blue, 0.0],
        ]
    )
    return np.column_stack([turned, -turned @ (black, 128.0, 128.0)])


class Colours:
    """Converts rows of 4:4:4 pictures. Keeps its small frames, so that nothing is allocated for a few rows."""

    def __init__(self, way: int | None = None) -> None:
        self._way = swiftest() if way is None else way
        self._whole = VideoReformatter()
        self._small: dict[tuple[str, int, int], _Small] = {}

    def convert(self, frame: av.VideoFrame, rows: list[Rows], into: Plane) -> None:
        """Converts rows of a settled 4:4:4 `frame` to blue, green, red, 255 in the same rows of `into`."""
        if 2 * sum(bottom - top for top, bottom in rows) >= frame.height:
            way = self._way_of(frame)
            converted = _pixels(self._whole.reformat(frame, format="bgra", interpolation=way, threads=THREADS))
            for top, bottom in rows:
                into[top:bottom] = converted[top:bottom]
            return
        for first, last in rows:
            for top in range(first, last, _PIECE):
                self._piece(frame, top, min(top + _PIECE, last), into)

    def _fitting(self, kind: str, width: int, height: int) -> _Small:
        if (kind, width, height) not in self._small:
            self._small = {known: small for known, small in self._small.items() if known[:2] == (kind, width)}
            self._small[kind, width, height] = av.VideoFrame(width, height, kind), VideoReformatter()
        return self._small[kind, width, height]

    def _piece(self, frame: av.VideoFrame, top: int, bottom: int, into: Plane) -> None:
        small, reformatter = self._fitting(frame.format.name, frame.width, bottom - top)
        small.colorspace, small.color_range = frame.colorspace, frame.color_range
        for source, target in zip(planes(frame), planes(small), strict=True):
            target[:, : frame.width] = source[top:bottom, : frame.width]
        way = self._way_of(frame)
        into[top:bottom] = _pixels(reformatter.reformat(small, format="bgra", interpolation=way, threads=1))

    def _way_of(self, frame: av.VideoFrame) -> int:
        return self._way if frame.width >= _NARROWEST else _SURE


@cache
def swiftest() -> int:
    """The fastest way of the library's that is right, as what its `reformat` takes for an interpolation."""
    trial, truth = pattern()
    _, sure = _tried(trial, _SURE)
    try:
        seen, swift = _tried(trial, _SWIFT)
    except (av.FFmpegError, ValueError):  # a library that knows of no such way, and says so
        return _SURE
    right = np.abs(seen[..., :3] - truth).max() <= RIGHT and seen[..., 3].min() == _OPAQUE
    return _SWIFT if right and swift < sure else _SURE


def pattern() -> tuple[av.VideoFrame, Matrix]:
    """A picture of every kind of colour, for a trial, and what it is: blue, green, red."""
    trial = av.VideoFrame(256, 4 * BAND, "yuv444p")
    settle(trial)
    chance = np.random.default_rng(1)
    for plane, (low, high) in zip(planes(trial), ((16, 236), (64, 192), (64, 192)), strict=True):
        plane[:] = chance.integers(low, high, plane.shape, dtype=np.uint8)
    numbers = np.stack([plane[:, :256] for plane in planes(trial)], axis=-1).astype(np.float64)
    turned = matrix(trial)
    return trial, (numbers @ turned[:, :3].T + turned[:, 3]).clip(0, 255)[..., ::-1]


def _tried(trial: av.VideoFrame, way: int) -> tuple[Plane, float]:
    """The pattern converted, and the seconds that it took, at best."""
    reformatter = VideoReformatter()

    def once() -> tuple[float, av.VideoFrame]:
        began = perf_counter()
        converted = reformatter.reformat(trial, format="bgra", interpolation=way, threads=1)
        return perf_counter() - began, converted

    tried = [once() for _ in range(_TRIALS)]
    return _pixels(tried[-1][1]), min(seconds for seconds, _ in tried)


def _pixels(frame: av.VideoFrame) -> Plane:
    return planes(frame)[0][:, : frame.width * 4].reshape(frame.height, frame.width, 4)
