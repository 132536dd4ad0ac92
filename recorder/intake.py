"""Which pictures are kept, into which file, and when: decided here, done elsewhere. Pure; time is an argument.

            ┌────────────── hole, flood, customer gone, disk ───────────────┐
            ▼                                                               │
         WAITING ──keyframe──► FLOWING ──other parameter sets: new file──► FLOWING

While it waits, no picture is kept and no mark may be answered as stored; the time is a gap.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peer.access_unit import AccessUnit
from protocol.recording import Cause, Closing
from recorder.clock import Moment
from recorder.h264 import parameter_sets
from recorder.timeline import Timeline

PENDING_LIMIT = 16 * 1024 * 1024
"""Bytes of one session that wait for the disk. What comes beyond is a gap."""
_OVERHEAD = 256
"""Bytes that a picture costs us besides its own, so that a flood of empty ones counts too."""
KEYFRAME_EVERY = 60.0
"""Seconds between two places to which a player can jump."""
SEGMENT_EVERY = 1.0
"""Seconds between two new files; a customer's program must not fill the disk with them."""
SEGMENT_LIMIT = 10_000
"""Files of one session, for the same reason."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture and its millisecond in the segment."""

    at: int
    data: bytes
    keyframe: bool


@dataclass(frozen=True)
class Begin:
    """A new file; `picture` is a keyframe and tells its format."""

    at: datetime
    picture: bytes


@dataclass(frozen=True)
class Cluster:
    """What happened between two milliseconds of the segment, perhaps nothing. `clock` is the time of day at `start`."""

    pictures: tuple[Placed, ...]
    start: int
    end: int
    clock: datetime


@dataclass(frozen=True)
class Finish:
    """The file is complete."""

    at: datetime


@dataclass(frozen=True)
class GapFrom:
    """Pictures are missing from here on."""

    at: datetime
    cause: Cause


@dataclass(frozen=True)
class GapUntil:
    """They are there again, in the same file."""

    at: datetime


@dataclass(frozen=True)
class End:
    """The session is over."""

    at: datetime
    closing: Closing


Work = Begin | Cluster | Finish | GapFrom | GapUntil | End


class _Segment:
    """The file that pictures go to now."""

    def __init__(self, parameters: bytes, first: AccessUnit, now: Moment) -> None:
        self.parameters = parameters
        self.timeline = Timeline(first.timestamp, first.arrived_at)
        self.covered = 0
        self._begun = now

    def day(self, millisecond: int) -> datetime:
        return self._begun.utc + timedelta(milliseconds=millisecond)


class Intake:
    """One session's decisions."""

    def __init__(self) -> None:
        self._work: list[Work] = []
        self._pictures: list[Placed] = []
        self._pending = 0
        self._segment: _Segment | None = None
        self._segments = 0
        self._waiting = True
        self._next_segment_at = float("-inf")
        self._keyframe_at = float("-inf")

    @property
    def flowing(self) -> bool:
        """Whether every picture since the last keyframe was kept."""
        return not self._waiting

    def take(self, unit: AccessUnit, now: Moment) -> None:
        """A picture has arrived."""
        size = len(unit.data) + _OVERHEAD
        if self._pending + size > PENDING_LIMIT:
            self.broke(Cause.TOO_MUCH, now)
        elif unit.keyframe:
            self._start_at(unit, now)
        if self._waiting or self._segment is None:
            return
        at = self._segment.timeline.place(unit.timestamp, unit.arrived_at)
        self._pictures.append(Placed(at, unit.data, unit.keyframe))
        self._pending += size

    def broke(self, cause: Cause, now: Moment) -> None:
        """What follows cannot be joined to what came before: until the next keyframe everything is dropped."""
        if not self._waiting:
            self._cover(now)
            self._work.append(GapFrom(now.utc, cause))
            self._waiting = True
        if cause is not Cause.PICTURES_LOST:
            self._finish(now)

    def failed(self, cause: Cause, since: Moment, retry_at: float) -> None:
        """What was given out by `flush` was not stored; all was lost since that moment. Next try at `retry_at`."""
        self._pictures, self._pending, self._segment, self._waiting = [], 0, None, True
        self._work = [GapFrom(since.utc, cause)]
        self._next_segment_at = max(self._next_segment_at, retry_at)

    def ended(self, at: datetime, closing: Closing, now: Moment) -> None:
        """The session is over, since `at`."""
        self._cover(now)
        self._waiting = True
        self._finish(now)
        self._work.append(End(at, closing))

    def flush(self, now: Moment) -> list[Work]:
        """What is to be done with everything that came until now."""
        self._cover(now)
        work, self._work, self._pending = self._work, [], 0
        return work

    def wants_keyframe(self, now: Moment) -> bool:
        """Whether the customer's encoder is to be asked for one."""
        if self._waiting:
            return self._segment is not None or now.monotonic >= self._next_segment_at
        return now.monotonic - self._keyframe_at >= KEYFRAME_EVERY

    def _start_at(self, unit: AccessUnit, now: Moment) -> None:
        parameters = parameter_sets(unit.data)
        changed = self._segment is None or parameters not in (b"", self._segment.parameters)
        if changed and not self._new_segment(parameters, unit, now):
            return
        if self._waiting and not changed and self._segment:
            self._segment.covered = max(self._segment.covered, self._segment.timeline.at(now.monotonic))
            self._work.append(GapUntil(now.utc))
        self._waiting = False
        self._keyframe_at = now.monotonic

    def _new_segment(self, parameters: bytes, unit: AccessUnit, now: Moment) -> bool:
        if now.monotonic < self._next_segment_at or self._segments >= SEGMENT_LIMIT:
            self.broke(Cause.TOO_MUCH, now)
            return False
        if not parameters:
            return False
        self._cover(now)
        self._finish(now)
        self._work.append(Begin(now.utc, unit.data))
        self._segment = _Segment(parameters, unit, now)
        self._segments += 1
        self._next_segment_at = now.monotonic + SEGMENT_EVERY
        return True

    def _cover(self, now: Moment) -> None:
        """Cuts a cluster. It reaches up to now though no picture came: the screen stood still, and that is recorded."""
        segment = self._segment
        if segment is None or self._waiting:
            return
        last = self._pictures[-1].at if self._pictures else 0
        end = max(segment.timeline.at(now.monotonic), last, segment.covered)
        if self._pictures or end > segment.covered:
            self._work.append(Cluster(tuple(self._pictures), segment.covered, end, segment.day(segment.covered)))
        segment.covered = end
        self._pictures = []

    def _finish(self, now: Moment) -> None:
        if self._segment is not None:
            self._work.append(Finish(now.utc))
            self._segment = None
