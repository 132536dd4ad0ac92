"""How far a viewer is behind: pictures that it has, and has not shown yet. No clock, no I/O.

A slow computer takes pictures off the line faster than it decodes and draws them. Whoever sends must not take that for
a line with room: each picture would be older than the one before. So a viewer also says what it has shown, and as long
as some pictures wait for that, the next one is not made.
"""

from collections import deque
from typing import Final

BEHIND: Final = 3
"""Pictures that may wait at a viewer: one is being drawn, one decoded, one comes in."""
PATIENCE: Final = 0.5
"""Seconds after which a picture no longer counts as waiting: what was said of it got lost, perhaps."""
_MOST: Final = 64  # that are kept count of; a viewer that says nothing more does not make us keep more
_HALF: Final = 1 << 31  # of all timestamps: what is further ahead is behind


class Showing:
    """What one viewer has and has not shown. Timestamps are those on the line."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, float]] = deque(maxlen=_MOST)
        self._newest: int | None = None
        self._says = False

    def arrived(self, timestamp: int, now: float) -> None:
        """The viewer has a picture. What it says again, because something was repeated, counts for nothing."""
        if self._newest is None or 0 < (timestamp - self._newest) % (2 * _HALF) < _HALF:
            self._newest = timestamp
            self._waiting.append((timestamp, now))

    def shown(self, timestamp: int) -> None:
        """It has shown that picture, or is done with it, and so with all before it. From now on it counts."""
        self._says = True
        if any(waiting == timestamp for waiting, _ in self._waiting):
            while self._waiting.popleft()[0] != timestamp:
                pass

    def held_until(self, now: float) -> float | None:
        """Until when the next picture has to wait, unless something is shown before; `None`: it need not."""
        while self._waiting and now - self._waiting[0][1] >= PATIENCE:
            self._waiting.popleft()
        if not self._says or len(self._waiting) < BEHIND:
            return None
        return self._waiting[-BEHIND][1] + PATIENCE

    def forget(self) -> None:
        """The viewer gets nothing any more."""
        self._waiting.clear()
        self._newest = None
