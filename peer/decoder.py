"""Access units to pictures, in a thread of its own."""

import threading
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


class Decoder:
    """Decodes every unit in order, but hands out only the newest picture. Damaged ones are never handed out.

    `on_frame` is called from the decoder's thread; `request_keyframe` too.
    """

    def __init__(
        self, on_frame: Callable[[av.VideoFrame, AccessUnit], None], request_keyframe: Callable[[], None]
    ) -> None:
        self._on_frame, self._request_keyframe = on_frame, request_keyframe
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
            if self._broken:
                self._request_keyframe()
                continue
            frame = self._decode(unit)
            if frame is not None and not self._behind():
                self._on_frame(frame, unit)

    def _next(self) -> AccessUnit | None:
        with self._changed:
            while not self._units and not self._closed:
                self._changed.wait()
            return None if self._closed else self._units.popleft()

    def _behind(self) -> bool:
        """Whether a newer picture is here already, or nobody wants any."""
        with self._changed:
            return bool(self._units) or self._closed

    def _decode(self, unit: AccessUnit) -> av.VideoFrame | None:
        try:
            frames = self._context.decode(av.Packet(unit.data))
        except av.FFmpegError:
            self._damaged()
            return None
        if any(frame.is_corrupt for frame in frames):
            self._damaged()
            return None
        return frames[-1] if frames else None

    def _damaged(self) -> None:
        self._broken = True
        self._context = _open()
        self._request_keyframe()


def _open() -> VideoCodecContext:
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1  # threads over pictures would hold each one back by one
    context.flags |= Flags.low_delay
    context.options = {"max_pixels": str(MAX_PIXELS), "err_detect": "explode"}
    return context
