"""Decoded pictures to pixels for the screen, off Qt's thread, and only the part that changed.

Two buffers: the front is what Qt paints from, the back is written to, and they are swapped under a lock. A full HD
picture in 4:4:4 takes 8 to 10 ms to convert; a typed character changes one band of it and takes about 1 ms.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias

import av
import numpy as np
from av.video.reformatter import VideoReformatter

BAND = 60
"""Rows that are compared and converted together: small enough for a line of text, large enough for the call's cost."""

WORKERS = 4
"""Threads that convert a picture of which much has changed, where there are as many processors."""
SHARED_FROM = 6
"""Bands from which on it is worth it to share the work."""

Plane: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Rows: TypeAlias = tuple[int, int]
"""From this row up to but not including that one."""


@dataclass(frozen=True)
class Pixels:
    """A picture that can be painted: rows of blue, green, red, unused. Valid while it is being shown."""

    width: int
    height: int
    bgra: Plane
    """height x width x 4, without gaps."""


class Developer:
    """Turns frames into pixels. `develop` is called from the decoder's thread, everything else from Qt's."""

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._working = Lock()
        self._swapping = Lock()
        self._open = False
        self._size: tuple[int, int] | None = None
        self._frame: av.VideoFrame | None = None
        self._early: av.VideoFrame | None = None
        self._front: Pixels | None = None
        self._back: Pixels | None = None
        self._stale: list[Rows] = []
        self._dirty: list[Rows] = []
        self._bands = [_Bands() for _ in range(max(1, min(WORKERS, os.cpu_count() or 1)))]
        self._pool = ThreadPoolExecutor(len(self._bands), thread_name_prefix="developer")

    @property
    def source(self) -> tuple[int, int] | None:
        """Width and height of the customer's picture, while there is one."""
        frame = self._frame
        return None if frame is None else _size(frame)

    @property
    def developed_height(self) -> int | None:
        """How many rows the newest pixels have, while there are any."""
        front = self._front
        return None if front is None else front.height

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
            self._open, self._frame, self._early, self._back = False, None, None, None
            with self._swapping:
                self._front, self._stale, self._dirty = None, [], []
        self._on_ready()

    def develop(self, frame: av.VideoFrame) -> bool:
        """Takes the newest frame. Whether it may be shown."""
        with self._working:
            if not self._open:
                self._early = frame
                return False
            self._take(frame)
        self._on_ready()
        return True

    def resize(self, size: tuple[int, int] | None) -> None:
        """The size in device pixels in which to develop from now on; `None` for the picture's own."""
        with self._working:
            if size == self._size:
                return
            self._size = size
            frame, self._frame = self._frame, None
            if frame is not None:
                self._take(frame)
        self._on_ready()

    def take_dirty(self) -> list[Rows]:
        """The rows that changed since this was last asked."""
        with self._swapping:
            dirty, self._dirty = self._dirty, []
        return _joined(dirty)

    def paint(self, painter: Callable[[Pixels], None]) -> bool:
        """Calls `painter` with the newest pixels, which stay as they are until it returns. Whether there were any."""
        with self._swapping:
            if self._front is not None:
                painter(self._front)
            return self._front is not None

    def _take(self, frame: av.VideoFrame) -> None:
        width, height = self._size or (frame.width, frame.height)
        fits = self._back is not None and (self._back.width, self._back.height) == (width, height)
        back = self._back if fits and self._back else _blank(width, height)
        front = self._front if self._front and (self._front.width, self._front.height) == (width, height) else None
        changed = self._changed(frame) if front is not None else [(0, frame.height)]
        if not changed:
            self._frame = frame
            return
        if (width, height) == (frame.width, frame.height) and frame.format.name == "yuv444p":
            self._convert(frame, changed, back, front)
        else:
            changed = [(0, height)]
            _copy(_scaled(frame, width, height), back.bgra)
        self._frame = frame
        with self._swapping:
            self._front, self._back, self._stale = back, front, changed
            self._dirty += changed

    def _changed(self, frame: av.VideoFrame) -> list[Rows]:
        before = self._frame
        if before is None or before.format.name != frame.format.name or _size(before) != _size(frame):
            return [(0, frame.height)]
        return changed_rows(_planes(before), _planes(frame), frame.height)

    def _convert(self, frame: av.VideoFrame, changed: list[Rows], back: Pixels, front: Pixels | None) -> None:
        """Brings the back up to date: what is new is converted, what else the front is ahead of it is copied."""
        bands = _split(changed)
        if front is not None:
            for top, bottom in set(_split(self._stale)) - set(bands):
                back.bgra[top:bottom] = front.bgra[top:bottom]
        shares = [bands[first :: len(self._bands)] for first in range(len(self._bands))]
        if len(bands) < SHARED_FROM:
            shares = [bands]
        others = [
            self._pool.submit(converter.convert, frame, share, back.bgra)
            for converter, share in zip(self._bands[1:], shares[1:], strict=False)
        ]
        self._bands[0].convert(frame, shares[0], back.bgra)
        for other in others:
            other.result()


class _Bands:
    """Converts bands of 4:4:4 frames. Keeps its small frames, so that nothing is allocated for a picture."""

    def __init__(self) -> None:
        self._frames: dict[tuple[int, int], tuple[av.VideoFrame, VideoReformatter]] = {}

    def convert(self, frame: av.VideoFrame, bands: list[Rows], into: Plane) -> None:
        """Converts bands of `frame` into the same rows of `into`."""
        width, planes = frame.width, _planes(frame)
        for top, bottom in bands:
            band, reformatter = self._small(width, bottom - top)
            band.colorspace, band.color_range = frame.colorspace, frame.color_range
            for source, target in zip(planes, _planes(band), strict=True):
                target[:, :width] = source[top:bottom, :width]
            _copy(reformatter.reformat(band, format="bgra"), into[top:bottom])

    def _small(self, width: int, height: int) -> tuple[av.VideoFrame, VideoReformatter]:
        if (width, height) not in self._frames:
            self._frames = {size: small for size, small in self._frames.items() if size[0] == width}
            self._frames[width, height] = av.VideoFrame(width, height, "yuv444p"), VideoReformatter()
        return self._frames[width, height]


def changed_rows(before: list[Plane], after: list[Plane], height: int) -> list[Rows]:
    """The bands in which two pictures of the same kind differ, neighbours joined. Planes may have fewer rows."""
    changed: list[Rows] = []
    for top in range(0, height, BAND):
        bottom = min(top + BAND, height)
        if any(_differ(a, b, top, bottom, height) for a, b in zip(before, after, strict=True)):
            changed.append((top, bottom))
    return _joined(changed)


def _differ(before: Plane, after: Plane, top: int, bottom: int, height: int) -> bool:
    rows = slice(top * len(after) // height, -(-bottom * len(after) // height))
    return not np.array_equal(_wide(before[rows]), _wide(after[rows]))


def _wide(rows: Plane) -> np.ndarray[Any, Any]:
    """Eight bytes at a time, where that is possible."""
    return rows.view(np.uint64) if rows.shape[1] % 8 == 0 else rows


def _split(rows: list[Rows]) -> list[Rows]:
    """The bands in ranges of rows that begin at bands."""
    return [(top, min(top + BAND, bottom)) for first, bottom in rows for top in range(first, bottom, BAND)]


def _joined(rows: list[Rows]) -> list[Rows]:
    joined: list[Rows] = []
    for top, bottom in sorted(rows):
        if joined and top <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(bottom, joined[-1][1]))
        else:
            joined.append((top, bottom))
    return joined


def _scaled(frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
    """The whole frame in another size: averaged when it gets smaller, so that nothing of a thin line is lost."""
    smaller = width * height < frame.width * frame.height
    return frame.reformat(width=width, height=height, format="bgra", interpolation="AREA" if smaller else "BICUBIC")


def _copy(frame: av.VideoFrame, into: Plane) -> None:
    rows = _planes(frame)[0][:, : frame.width * 4]
    into[:] = rows.reshape(frame.height, frame.width, 4)


def _planes(frame: av.VideoFrame) -> list[Plane]:
    """The planes as rows, padding included, without a copy."""
    return [np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height] for plane in frame.planes]  # type: ignore[call-overload]  # a plane is a buffer, which its stub does not say


def _size(frame: av.VideoFrame) -> tuple[int, int]:
    return frame.width, frame.height


def _blank(width: int, height: int) -> Pixels:
    return Pixels(width, height, np.zeros((height, width, 4), np.uint8))
