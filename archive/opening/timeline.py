"""A recording's time, in milliseconds from its beginning: what was recorded when, and what was not. Pure."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from protocol.recording import Gap, Manifest, Segment, last_stored

NO_PICTURE = "no-picture"
"""The cause of a gap about which the manifest says nothing: before the first picture came, for one."""
_SEAM = 1500
"""Milliseconds. A recorder writes each second; what it wrote last covers the time until then."""


@dataclass(frozen=True)
class Part:
    """One segment. The pictures of a take follow on each other; the first part of it has the take's header."""

    segment: int
    take: int
    start: int
    end: int


@dataclass(frozen=True)
class Hole:
    """A time that was not recorded."""

    start: int
    end: int
    cause: str


@dataclass(frozen=True)
class Timeline:
    """The whole of it."""

    began: datetime
    length: int
    parts: tuple[Part, ...]
    holes: tuple[Hole, ...]

    def part_at(self, at: int) -> int | None:
        """Which part, by its place, has the picture of this moment: the last that began before. `None`: none has."""
        if self.hole_at(at):
            return None
        place = bisect_right(self.parts, at, key=lambda part: part.start) - 1
        return place if place >= 0 else None

    def hole_at(self, at: int) -> Hole | None:
        """The gap that this moment lies in."""
        return next((hole for hole in self.holes if hole.start <= at < hole.end), None)

    def take_of(self, place: int) -> range:
        """The places of all parts of the same take, up to and with this one."""
        first = place
        while first > 0 and self.parts[first - 1].take == self.parts[place].take:
            first -= 1
        return range(first, place + 1)

    def begin_of(self, take: int) -> int:
        """When the take began: its own clock starts there."""
        return next(part.start for part in self.parts if part.take == take)


def timeline(manifest: Manifest) -> Timeline:
    """The timeline that a manifest tells. A time without segments is a gap, whether or not the manifest says why."""
    end = manifest.ended_at or last_stored(manifest)
    length = _milliseconds(end - manifest.started_at)
    written = [one for one in manifest.segments if one.size != 0]  # one without a byte has no file
    parts = tuple(sorted((_part(manifest, one, length) for one in written), key=lambda part: part.start))
    told = [hole for one in manifest.gaps if (hole := _hole(manifest, one, length)).end > hole.start]
    untold = [hole for hole in _uncovered(parts, length) if not any(_overlap(hole, one) for one in told)]
    return Timeline(manifest.started_at, length, parts, tuple(sorted(told + untold, key=lambda hole: hole.start)))


def _uncovered(parts: tuple[Part, ...], length: int) -> Iterator[Hole]:
    """Times without a segment: at the beginning any, later such as are longer than the seam between two segments."""
    covered = 0
    for part in parts:
        if part.start - covered > (_SEAM if covered else 0):
            yield Hole(covered, part.start, NO_PICTURE)
        covered = max(covered, part.end)
    if length - covered > _SEAM:
        yield Hole(covered, length, NO_PICTURE)


def _overlap(one: Hole, other: Hole) -> bool:
    return one.start < other.end and other.start < one.end


def _part(manifest: Manifest, segment: Segment, length: int) -> Part:
    """A segment whose take nobody knows is one of its own."""
    start = _milliseconds(segment.started_at - manifest.started_at)
    end = _milliseconds(segment.ended_at - manifest.started_at) if segment.ended_at else length
    return Part(segment.number, segment.take or -segment.number, start, max(start, end))


def _hole(manifest: Manifest, gap: Gap, length: int) -> Hole:
    start = _milliseconds(gap.started_at - manifest.started_at)
    end = _milliseconds(gap.ended_at - manifest.started_at) if gap.ended_at else length
    return Hole(start, min(end, length), gap.cause.value)


def _milliseconds(time: timedelta) -> int:
    return max(round(time / timedelta(milliseconds=1)), 0)
