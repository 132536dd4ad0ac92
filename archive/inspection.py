"""A recording as it was brought, looked at: when its session ended, what is in it, and what is wrong with it. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from ledger.archive_facts import Flaw, Wrong
from protocol import recording
from protocol.recording import Closing, Manifest, Segment, StoredSegment

SEGMENT_SECONDS = timedelta(seconds=60)
"""No segment lasts longer."""
CLOCKS_APART = timedelta(minutes=5)
"""Recorder and archive may be two machines."""

_SEGMENT = re.compile(r"([1-9][0-9]*)\.sealed")
_KEY = re.compile(r"key-([1-9][0-9]*)\.json")
_HOLD = re.compile(r"hold-([0-9a-f]{1,32})\.json")


@dataclass(frozen=True)
class Parts:
    """The names of a recording's objects, without the folder."""

    segments: dict[int, str]
    keys: dict[int, str]
    holds: dict[str, str]
    count: int


@dataclass(frozen=True)
class Weighed:
    """A segment's object, looked at."""

    digest: str
    size: int
    stretch: int
    is_itself: bool
    """Whether it says of itself that it is this segment of this session."""


def parts(names: Iterable[str]) -> Parts:
    """What is what among the names in a recording's folder."""
    plain = [name.rpartition("/")[2] for name in names]
    return Parts(_numbered(_SEGMENT, plain), _numbered(_KEY, plain), _found(_HOLD, plain), len(plain))


def weighed_up(manifest: Manifest, found: Mapping[int, Weighed]) -> tuple[Manifest, list[Flaw]]:
    """The manifest with the digests that the recorder could not write, and each segment that is not as it should be."""
    flaws = []
    segments = []
    for segment in manifest.segments:
        name, weighed = _name(segment.number), found.get(segment.number)
        if weighed is None:
            flaws.append(Flaw(Wrong.MISSING, name))
        elif not weighed.is_itself or segment.digest not in (None, weighed.digest):
            flaws.append(Flaw(Wrong.ALTERED, name))
        segments.append(_completed(segment, weighed) if weighed else segment)
    listed = {segment.number for segment in manifest.segments}
    flaws += [Flaw(Wrong.UNLISTED, _name(number)) for number in sorted(set(found) - listed)]
    return replace(manifest, segments=tuple(segments)), flaws


def ended(manifest: Manifest, now: datetime) -> tuple[Manifest, list[Flaw]]:
    """With an end that is possible: not in the future, and not before its own pictures."""
    assert manifest.ended_at, "the recorder ended it"
    latest = max(recording.last_stored(manifest), manifest.ended_at)
    end = now if latest > now + CLOCKS_APART else latest
    flaws = [Flaw(Wrong.END_IMPOSSIBLE)] if abs(end - manifest.ended_at) > CLOCKS_APART else []
    return _with_end(manifest, end), flaws


def abandoned(
    manifest: Manifest | None, session: str, found: Mapping[int, Weighed], days: Iterable[date], now: datetime
) -> tuple[Manifest, list[Flaw]]:
    """Ended for a recorder that never came back: at the latest moment at which it can have stored something.

    `days` are those on which its stretches began; a stretch is of one UTC day.
    """
    flaws = [] if manifest else [Flaw(Wrong.NO_MANIFEST)]
    latest = now if manifest is None else _last_possible(manifest)
    if manifest is None:
        latest = max((now if day >= now.date() else _end_of(day) for day in days), default=now)
    listed = {segment.number: segment for segment in manifest.segments} if manifest else {}
    unlisted = [number for number in found if number not in listed]
    latest = min(latest + (len(unlisted) * SEGMENT_SECONDS if manifest else timedelta()), now)
    stored = [
        StoredSegment(
            number,
            weighed.size,
            min(listed[number].started_at + SEGMENT_SECONDS, latest) if number in listed else latest,
            weighed.stretch,
        )
        for number, weighed in sorted(found.items())
    ]
    repaired = recording.repaired(manifest, session, stored, now)
    end = max(latest, repaired.started_at) if manifest is None else recording.last_stored(repaired)
    return _with_end(recording.closed(repaired, end, Closing.RECORDER_LOST), min(end, now)), flaws


def keyless(manifest: Manifest, keys: Iterable[int]) -> list[Flaw]:
    """The stretches of which pictures are there, but no key file."""
    there = set(keys)
    missing = {segment.stretch for segment in manifest.segments if segment.stretch} - there
    return [Flaw(Wrong.NO_KEY, f"key-{stretch}.json") for stretch in sorted(missing)]


def _with_end(manifest: Manifest, end: datetime) -> Manifest:
    """How long it is kept is nothing that a recorder decides."""
    days = recording.RETENTION_DAYS
    return replace(manifest, ended_at=end, retention_days=days, delete_at=end + timedelta(days=days))


def _last_possible(manifest: Manifest) -> datetime:
    ends = [segment.ended_at or segment.started_at + SEGMENT_SECONDS for segment in manifest.segments]
    return max(ends, default=manifest.started_at)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _completed(segment: Segment, weighed: Weighed) -> Segment:
    return replace(
        segment,
        digest=segment.digest or weighed.digest,
        size=weighed.size if segment.size is None else segment.size,
        stretch=segment.stretch or weighed.stretch,
    )


def _name(number: int) -> str:
    return f"{number}.sealed"


def _numbered(pattern: re.Pattern[str], names: Iterable[str]) -> dict[int, str]:
    return {int(number): name for number, name in _found(pattern, names).items()}


def _found(pattern: re.Pattern[str], names: Iterable[str]) -> dict[str, str]:
    return {match[1]: name for name in names if (match := pattern.fullmatch(name))}
