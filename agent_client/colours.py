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
from av.video.reformatter import Interpolation

from agent_client.changes import BAND, Plane, planes
from peer.beneath import SeamBroken
from peer.picture import Area
from peer.pixel_seams import BLOCK, SURE, SWIFT, Context, Way

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
RIGHT: Final = 1.6
"""How far off a conversion may be: a rounding, and the old way's dither of one step."""
_OPAQUE: Final = 255
_TRIALS: Final = 4
THREADS: Final = max(1, min(4, (os.cpu_count() or 1) // 2))
"""Among which a whole picture is shared. Half of the processors: the others receive, decode and draw meanwhile."""
_KEPT: Final = 8
"""Sizes for which scalers are kept: what moves about mostly has one of a few."""

Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


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
    """Converts areas of 4:4:4 pictures. Keeps a context for each of the sizes that were asked for last."""

    def __init__(self, way: Way | None = None) -> None:
        self._way = swiftest() if way is None else way
        self._contexts: dict[tuple[str, int, int], Context] = {}

    def convert(self, frame: av.VideoFrame, area: Area, into: Plane) -> None:
        """Converts an area of a settled 4:4:4 `frame` to blue, green, red, 255 in the same place of `into`.

        `into`: height x width x 4. An area is as wide as a block, or as the picture where that is narrower.
        """
        left, top, width, height = area
        if width < BLOCK:
            sure = frame.reformat(format="bgra", interpolation=Interpolation(SURE.flags))
            into[top : top + height] = _pixels(sure)[top : top + height]
            return
        # Whole blocks only, the last one over the one before: the new way reads and writes beyond anything else.
        self._blocks(frame, Area(left, top, width // BLOCK * BLOCK, height), into)
        if width % BLOCK:
            self._blocks(frame, Area(left + width - BLOCK, top, BLOCK, height), into)

    def _blocks(self, frame: av.VideoFrame, area: Area, into: Plane) -> None:
        rows, columns = slice(area.top, area.top + area.height), slice(area.left, area.left + area.width)
        source = av.VideoFrame.from_dlpack([plane[rows, columns] for plane in planes(frame)], frame.format.name)
        target = av.VideoFrame.from_numpy_buffer(into[rows, columns], "bgra")
        for each in (source, target):
            each.colorspace, each.color_range = frame.colorspace, frame.color_range
        threads = THREADS if 2 * area.width * area.height >= frame.width * frame.height else 1
        self._context((frame.format.name, area.width, area.height), threads).convert(source, target)

    def _context(self, size: tuple[str, int, int], threads: int) -> Context:
        """One that has converted this size before is ready to: to prepare it takes as long as a line of text."""
        made = self._contexts.pop(size, None) or Context(self._way, threads)
        while len(self._contexts) >= _KEPT:
            del self._contexts[next(iter(self._contexts))]
        self._contexts[size] = made
        return made


@cache
def swiftest() -> Way:
    """The fastest way of the library's that is right."""
    trial, truth = pattern()
    _, sure = _tried(trial, SURE)
    try:
        seen, swift = _tried(trial, SWIFT)
    except SeamBroken:  # a library that knows of no such way
        return SURE
    right = np.abs(seen[..., :3] - truth).max() <= RIGHT and seen[..., 3].min() == _OPAQUE
    return SWIFT if right and swift < sure else SURE


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


def _tried(trial: av.VideoFrame, way: Way) -> tuple[Plane, float]:
    """The pattern converted, and the seconds that it took, at best."""
    colours, all_of_it = Colours(way), Area(0, 0, trial.width, trial.height)
    into = np.zeros((trial.height, trial.width, 4), np.uint8)

    def once() -> float:
        began = perf_counter()
        colours.convert(trial, all_of_it, into)
        return perf_counter() - began

    return into, min(once() for _ in range(_TRIALS))


def _pixels(frame: av.VideoFrame) -> Plane:
    return planes(frame)[0][:, : frame.width * 4].reshape(frame.height, frame.width, 4)
