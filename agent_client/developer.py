"""Decoded pictures to pixels for the screen, off Qt's thread, and only the part that changed.

Qt paints from the front. Small changes are converted into it while Qt does not look; a picture that is mostly new goes
into the spare, which then becomes the front.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from agent_client.changes import Plane, Rows, changed_areas, comparable, joined, planes, same
from agent_client.colours import FOUR_FOUR_FOUR, THREADS, Colours, settle
from agent_client.glance import Glance, seems_all
from peer.picture import Area, part

_WHOLE: Final = "yuv444p"
_MUCH: Final = 0.5
"""The part of a picture from which on all of it is converted, in the time in which Qt could paint the one before."""
_MANY: Final = 64
"""Areas that may wait to be painted; what comes on top is painted with all that lies between."""


@dataclass(frozen=True)
class Pixels:
    """A picture that can be painted. Valid while it is being shown."""

    width: int
    height: int
    bgra: Plane
    """height x width x 4, without gaps: blue, green, red, unused."""


class Developer:
    """Turns frames into pixels. `develop` is called from the decoder's thread, everything else from Qt's."""

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._working = Lock()
        self._swapping = Lock()
        self._open = False
        self._by_card = False
        self._size: tuple[int, int] | None = None
        self._frame: av.VideoFrame | None = None
        self._early: av.VideoFrame | None = None
        self._fitted: av.VideoFrame | None = None
        self._front: Pixels | None = None
        self._spare: Pixels | None = None
        self._dirty: list[Area] = []
        self._fitting = VideoReformatter()
        self._colours = Colours()
        self._glance = Glance()

    @property
    def source(self) -> tuple[int, int] | None:
        """Width and height of the customer's picture, while there is one."""
        frame = self._frame
        return None if frame is None else _size(frame)

    @property
    def number(self) -> int | None:
        """The `pts` of the newest picture, while there is one that has such a number."""
        frame = self._frame
        return None if frame is None else frame.pts

    @property
    def developed(self) -> tuple[int, int] | None:
        """Width and height of the newest pixels, while there are any."""
        front = self._front
        return None if front is None else (front.width, front.height)

    def open(self) -> bool:
        """From now on pictures may be drawn, and one that came a moment too early. Whether there was one."""
        with self._working:
            self._open = True
            early, self._early = self._early, None
            if early is not None:
                self._take(early)
        self._on_ready()
        return early is not None

    def shut(self) -> None:
        """From now on no picture may be drawn, and those that were are forgotten."""
        with self._working:
            self._open, self._frame, self._early = False, None, None
            self._forget()
        self._on_ready()

    def develop(self, frame: av.VideoFrame) -> bool:
        """Takes the newest frame. Whether it may be shown."""
        with self._working:
            if not self._open:
                self._early = frame
                return False
            told = self._take(frame, in_parts=True)
        if not told:
            self._on_ready()
        return True

    def resize(self, size: tuple[int, int] | None) -> None:
        """The size in device pixels in which to develop from now on; `None` for the picture's own."""
        with self._working:
            if size == self._size:
                return
            self._size = size
            if self._frame is not None:
                self._take(self._frame)
        self._on_ready()

    def leave_to_card(self, by_card: bool) -> None:
        """Whether the graphics card makes colours of the pictures, so that it need not be done here."""
        with self._working:
            self._by_card = by_card
            self._forget()
            if self._frame is not None:
                self._take(self._frame)
        self._on_ready()

    def take_frame(self) -> tuple[av.VideoFrame | None, list[Rows]]:
        """For the graphics card: the newest picture, settled and in 4:4:4, and what changed since this was last asked.

        To be kept no longer than it takes to copy it.
        """
        with self._swapping:
            dirty, self._dirty = self._dirty, []
            return self._fitted, joined([(area.top, area.top + area.height) for area in dirty])

    def take_dirty(self) -> list[Area]:
        """Where the pixels changed since this was last asked, possibly overlapping."""
        with self._swapping:
            dirty, self._dirty = self._dirty, []
        return dirty

    def paint(self, painter: Callable[[Pixels], None]) -> bool:
        """Calls `painter` with the newest pixels, which stay as they are until it returns. Whether there were any."""
        with self._swapping:
            if self._front is not None:
                painter(self._front)
            return self._front is not None

    def _take(self, frame: av.VideoFrame, *, in_parts: bool = False) -> bool:
        """Whether all that is new has been told of.

        `in_parts`: what changed where something changed last is told of first, while the rest is being compared.
        """
        settle(frame)
        fitted = self._fit(frame)
        before, whole = self._fitted, (0, fitted.height)
        if before is None or _size(before) != _size(fitted) or _meaning(before) != _meaning(fitted):
            self._bring(frame, fitted, [_all_of(fitted)])
            return False
        old, new = planes(before), planes(fitted)
        rows = self._glance.rows(fitted.height) if comparable(old, new) else whole
        found = changed_areas(old, new, fitted.width, rows)
        early = in_parts and seems_all(found, rows, fitted.height)
        if early:
            self._bring(frame, fitted, found)
            self._on_ready()
        rest = [other for other in ((0, rows[0]), (rows[1], fitted.height)) if not same(old, new, other)]
        more = [area for other in rest for area in changed_areas(old, new, fitted.width, other)]
        self._glance.found(found + more)
        if not early:
            self._bring(frame, fitted, found + more)
        elif more:
            self._bring(frame, fitted, more)
        return early and not more

    def _bring(self, frame: av.VideoFrame, fitted: av.VideoFrame, changed: list[Area]) -> None:
        """That is the picture now; it has changed there."""
        if changed and not self._by_card:
            self._convert(fitted, changed)
        with self._swapping:
            self._dirty = _few(self._dirty + changed)
            self._fitted = fitted
        self._frame = frame

    def _convert(self, fitted: av.VideoFrame, changed: list[Area]) -> None:
        front = self._of_size(self._front, fitted)
        if front is None or part(tuple(changed), _size(fitted)) >= _MUCH:
            new = self._of_size(self._spare, fitted) or _blank(*_size(fitted))
            self._colours.convert(fitted, _all_of(fitted), new.bgra)
            with self._swapping:
                self._front, self._spare = new, front
        else:
            with self._swapping:
                for area in changed:
                    self._colours.convert(fitted, area, front.bgra)

    def _of_size(self, pixels: Pixels | None, fitted: av.VideoFrame) -> Pixels | None:
        """The pixels, if they have the size for that picture."""
        return pixels if pixels is not None and (pixels.width, pixels.height) == _size(fitted) else None

    def _forget(self) -> None:
        with self._swapping:
            self._front, self._spare, self._fitted, self._dirty = None, None, None, []

    def _fit(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The picture in the size to show, with all its colours.

        Averaged when it gets smaller, so that nothing of a thin line is lost.
        """
        width, height = self._size or _size(frame)
        if (width, height) == _size(frame) and frame.format.name in FOUR_FOUR_FOUR:
            return frame
        smaller = width * height < frame.width * frame.height
        way = Interpolation.AREA if smaller else Interpolation.BICUBIC
        return self._fitting.reformat(frame, width, height, _WHOLE, interpolation=way, threads=THREADS)


def _size(frame: av.VideoFrame) -> tuple[int, int]:
    return frame.width, frame.height


def _meaning(frame: av.VideoFrame) -> tuple[str, int, int]:
    return frame.format.name, frame.colorspace, frame.color_range


def _all_of(frame: av.VideoFrame) -> Area:
    return Area(0, 0, frame.width, frame.height)


def _blank(width: int, height: int) -> Pixels:
    return Pixels(width, height, np.zeros((height, width, 4), np.uint8))


def _few(areas: list[Area]) -> list[Area]:
    """The same areas, or one round all of them when they are too many."""
    if len(areas) <= _MANY:
        return areas
    left, top = min(area.left for area in areas), min(area.top for area in areas)
    right, bottom = max(area.left + area.width for area in areas), max(area.top + area.height for area in areas)
    return [Area(left, top, right - left, bottom - top)]
