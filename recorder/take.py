"""A take: an uninterrupted stream of pictures of one size, and the segments that it is cut into. Pure."""

from datetime import datetime, timedelta

from peer.access_unit import AccessUnit
from recorder.clock import Moment
from recorder.timeline import Timeline

SEGMENT_SECONDS = 58.0
"""A segment has at most a minute, and whoever ends it comes by once a second."""
SEGMENT_BYTES = 8 * 1024 * 1024
"""A segment has no more, unless one picture does."""


class Take:
    """The take that pictures go to now."""

    def __init__(self, parameters: bytes, first: AccessUnit, now: Moment) -> None:
        self.parameters = parameters
        self.timeline = Timeline(first.timestamp, first.arrived_at)
        self.covered = 0
        self._begun = now
        self._segment_begun = now
        self._segment_size = 0

    def day(self, millisecond: int) -> datetime:
        return self._begun.utc + timedelta(milliseconds=millisecond)

    def grew(self, size: int) -> None:
        self._segment_size += size

    def segment_is_full(self, now: Moment, more: int = 0) -> bool:
        """Too long, too large with `more` bytes, or of another day: each day has its own key."""
        return (
            now.monotonic - self._segment_begun.monotonic >= SEGMENT_SECONDS
            or (self._segment_size > 0 and self._segment_size + more > SEGMENT_BYTES)
            or now.utc.date() != self._segment_begun.utc.date()
        )

    def next_segment(self, now: Moment) -> None:
        self._segment_begun, self._segment_size = now, 0
