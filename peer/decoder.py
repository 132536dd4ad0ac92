"""Access units to pictures, in a thread of its own."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from peer.access_unit import AccessUnit

MAX_PIXELS: Final = 8192 * 8192
"""A picture larger than this is no screen, but an attempt to use up our memory."""
BACKLOG: Final = 240
"""Units that may wait. More wait only if this computer is far too slow: then the newest keyframe is better."""
THREADS: Final = min(2, os.cpu_count() or 1)
"""As many slices as our encoder makes are decoded side by side."""
LATEST: Final = 0.1
"""Seconds after which a picture is handed out although a newer one waits: who is always behind sees something too."""


class Decoder:
    """Decodes every unit in order, but hands out only the newest picture. Damaged ones are never handed out.

    `on_frame` is called from the decoder's thread, with a frame whose `pts` is its unit's timestamp; `on_useless` too,
    with each unit that makes no picture: a keyframe is needed.
    """

    def __init__(
        self,
        on_frame: Callable[[av.VideoFrame], None],
        on_useless: Callable[[AccessUnit], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_frame, self._on_useless, self._clock = on_frame, on_useless, clock
        self._handed_out_at = float("-inf")
        self._changed = threading.Condition()
        self._units: deque[AccessUnit] = deque()
        self._closed = False
        self._broken = True  # until the next keyframe
        self._context = _open()
        self._thread = threading.Thread(target=self._run, name="decoder", daemon=True)
        self._thread.start()

    def push(self, unit: AccessUnit) -> None:
        """Takes the next unit, from any thread. Never blocks."""
        with self._changed:
            if len(self._units) >= BACKLOG:
                self._units.clear()
                self._broken = True
            self._units.append(unit)
            self._changed.notify()

    def close(self) -> None:
        """Ends the thread. No frame is handed out after this returned."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while (unit := self._next()) is not None:
            if unit.keyframe:
                self._broken = False
            frames = None if self._broken else self._decode(unit)
            if frames is None:
                self._on_useless(unit)
            elif frames and self._wanted():
                self._handed_out_at = self._clock()
                self._on_frame(frames[-1])

    def _next(self) -> AccessUnit | None:
        with self._changed:
            while not self._units and not self._closed:
                self._changed.wait()
            return None if self._closed else self._units.popleft()

    def _wanted(self) -> bool:
        """Whether there is no newer picture already, or none was handed out for long."""
        with self._changed:
            late = self._clock() - self._handed_out_at >= LATEST
            return (late or not self._units) and not self._closed

    def _decode(self, unit: AccessUnit) -> list[av.VideoFrame] | None:
        """What comes out; `None` when that is damaged."""
        packet = av.Packet(unit.data)
        packet.pts = unit.timestamp
        try:
            frames = self._context.decode(packet)
        except av.FFmpegError:
            frames = None
        if frames is None or any(frame.is_corrupt for frame in frames):
            self._broken = True
            self._context = _open()
            return None
        return frames


def _open() -> VideoCodecContext:
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count, context.thread_type = THREADS, "SLICE"  # over pictures they would hold each back by one
    context.flags |= Flags.low_delay
    context.options = {"max_pixels": str(MAX_PIXELS), "err_detect": "explode"}
    return context
