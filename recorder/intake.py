"""Which pictures are kept, into which take and segment, and when: decided here, done elsewhere. Time is an argument.

            ┌───────── hole, flood, customer gone or paused, disk ──────────┐
            ▼                                                               │
         WAITING ──keyframe──► FLOWING ──other parameter sets: new take──► FLOWING

While it waits, no picture is kept and no mark may be answered as stored; the time is a gap. A take goes on in the next
segment where one is full: between two clusters, wherever the last keyframe was.
"""

from dataclasses import dataclass
from datetime import datetime

from peer.access_unit import AccessUnit
from protocol.peer_messages import Happening
from protocol.recording import Cause, Closing
from recorder.clock import Moment
from recorder.h264 import parameter_sets
from recorder.seeking import Seeking
from recorder.take import Take

PENDING_LIMIT = 16 * 1024 * 1024
"""Bytes of one session that wait for the disk. What comes beyond is a gap."""
_OVERHEAD = 256
"""Bytes that a picture costs us besides its own, so that a flood of empty ones counts too."""
EARLY = 32
"""Events that wait for a take."""
TAKE_EVERY = 1.0
"""Seconds between two new takes; a customer's program must not fill the disk with them."""
TAKE_LIMIT = 10_000
"""Takes of one session, for the same reason."""
CLUSTER_BYTES = 1024 * 1024
"""Pictures that are muxed together; a segment can only end between clusters."""
STILL_EVERY = 900
"""Milliseconds that a cluster without a picture covers at least."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture and its millisecond in the take."""

    at: int
    data: bytes
    keyframe: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What happened beside the pictures, and at which millisecond of the take."""

    at: int
    what: Happening


@dataclass(frozen=True)
class Begin:
    """A new take, and its first segment; `picture` is a keyframe and tells its format."""

    at: datetime
    picture: bytes


@dataclass(frozen=True)
class Cluster:
    """What came between two milliseconds of the take, perhaps nothing. `clock` is the time of day at `start`."""

    pictures: tuple[Placed, ...]
    start: int
    end: int
    clock: datetime
    events: tuple[Noted, ...] = ()


@dataclass(frozen=True)
class Cut:
    """The segment is complete; the take goes on in the next."""

    at: datetime


@dataclass(frozen=True)
class Finish:
    """The take is complete."""

    at: datetime


@dataclass(frozen=True)
class GapFrom:
    """Pictures are missing from here on."""

    at: datetime
    cause: Cause


@dataclass(frozen=True)
class GapUntil:
    """They are there again, in the same take."""

    at: datetime


@dataclass(frozen=True)
class End:
    """The session is over."""

    at: datetime
    closing: Closing


Work = Begin | Cluster | Cut | Finish | GapFrom | GapUntil | End


class Intake:
    """One session's decisions."""

    def __init__(self) -> None:
        self._work: list[Work] = []
        self._pictures: list[Placed] = []
        self._events: list[Noted] = []
        self._early: list[Happening] = []
        self._pending = self._uncut = 0
        self._take: Take | None = None
        self._takes = 0
        self._waiting = True
        self._paused = False
        self._next_take_at = float("-inf")
        self._seeking = Seeking()

    @property
    def flowing(self) -> bool:
        """Whether every picture since the last keyframe was kept."""
        return not self._waiting

    def take(self, unit: AccessUnit, now: Moment) -> None:
        """A picture has arrived. While the customer has paused it is none of ours, whoever sent it."""
        if self._paused:
            return
        size = len(unit.data) + _OVERHEAD
        if self._pending + size > PENDING_LIMIT:
            self.broke(Cause.TOO_MUCH, now)
        elif unit.keyframe:
            self._start_at(unit, now)
        if self._waiting or self._take is None:
            return
        if self._uncut + size > CLUSTER_BYTES or self._take.segment_is_full(now, self._uncut + size):
            self._cover(now, more=size)
        at = self._take.timeline.place(unit.timestamp, unit.arrived_at)
        self._pictures.append(Placed(at, unit.data, unit.keyframe))
        self._pending += size
        self._uncut += size
        self._seeking.picture(len(unit.data), now.monotonic)

    def note(self, what: Happening, now: Moment) -> None:
        """Something has happened beside the pictures. Without a take it waits for the next, unless it is too much."""
        if self._take is None or self._waiting:
            self._early = [*self._early, what][-EARLY:]
        elif self._pending + _OVERHEAD <= PENDING_LIMIT:
            self._events.append(Noted(max(self._take.timeline.at(now.monotonic), self._take.covered), what))
            self._pending += _OVERHEAD
            self._uncut += _OVERHEAD

    def pause(self, now: Moment) -> None:
        """The customer has stopped the picture."""
        self._paused = True
        self.broke(Cause.CUSTOMER_PAUSED, now)

    def go_on(self) -> None:
        """The customer shows it again, or it is a line on which nobody has paused yet."""
        self._paused = False

    def broke(self, cause: Cause, now: Moment) -> None:
        """What follows cannot be joined to what came before: until the next keyframe everything is dropped."""
        if not self._waiting:
            self._cover(now, last=True)
            self._work.append(GapFrom(now.utc, cause))
            self._waiting = True
        if cause is not Cause.PICTURES_LOST:
            self._finish(now)

    def failed(self, cause: Cause, since: Moment, retry_at: float) -> None:
        """What was given out by `flush` was not stored; all was lost since that moment. Next try at `retry_at`."""
        self._pictures, self._events, self._pending, self._uncut = [], [], 0, 0
        self._take, self._waiting = None, True
        self._work = [GapFrom(since.utc, cause)]
        self._next_take_at = max(self._next_take_at, retry_at)

    def ended(self, at: datetime, closing: Closing, now: Moment) -> None:
        """The session is over, since `at`."""
        self._cover(now, last=True)
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
        if self._paused:
            return False
        if self._waiting:
            return self._take is not None or now.monotonic >= self._next_take_at
        return self._seeking.overdue(now.monotonic)

    def wishes_keyframe(self, now: Moment) -> bool:
        """Whether one would be welcome when it is in nobody's way there."""
        return not self._paused and not self._waiting and self._seeking.due(now.monotonic)

    def _start_at(self, unit: AccessUnit, now: Moment) -> None:
        parameters = parameter_sets(unit.data)
        changed = self._take is None or parameters not in (b"", self._take.parameters)
        if changed and not self._new_take(parameters, unit, now):
            return
        if self._waiting and not changed and self._take:
            self._take.covered = max(self._take.covered, self._take.timeline.at(now.monotonic))
            self._work.append(GapUntil(now.utc))
        self._waiting = False
        self._seeking.keyframe(now.monotonic)
        early, self._early = self._early, []
        for what in early:
            self.note(what, now)

    def _new_take(self, parameters: bytes, unit: AccessUnit, now: Moment) -> bool:
        if now.monotonic < self._next_take_at or self._takes >= TAKE_LIMIT:
            self.broke(Cause.TOO_MUCH, now)
            return False
        if not parameters:
            return False
        self._cover(now, last=True)
        self._finish(now)
        self._work.append(Begin(now.utc, unit.data))
        self._take = Take(parameters, unit, now)
        self._takes += 1
        self._next_take_at = now.monotonic + TAKE_EVERY
        return True

    def _cover(self, now: Moment, *, last: bool = False, more: int = 0) -> None:
        """Cuts a cluster. It reaches up to now though no picture came: the screen stood still, and that is recorded.

        `last`: none follows for now. `more`: the bytes of what comes next.
        """
        take = self._take
        if take is None or self._waiting:
            return
        latest = max([self._pictures[-1].at if self._pictures else 0, self._events[-1].at if self._events else 0])
        end = max(take.timeline.at(now.monotonic), latest, take.covered)
        came = bool(self._pictures or self._events)
        if came or end - take.covered >= (1 if last else STILL_EVERY):
            pictures, events = tuple(self._pictures), tuple(self._events)
            self._work.append(Cluster(pictures, take.covered, end, take.day(take.covered), events))
            take.covered = end
            take.grew(self._uncut + _OVERHEAD)
        self._pictures, self._events, self._uncut = [], [], 0
        if not last and take.segment_is_full(now, more):
            self._work.append(Cut(now.utc))
            take.next_segment(now)

    def _finish(self, now: Moment) -> None:
        if self._take is not None:
            self._work.append(Finish(now.utc))
            self._take = None
