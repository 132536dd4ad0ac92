"""The manifest of a recording: what was recorded, what is missing and why, and when all of it is deleted.

It lies beside the segments as `recording.json`. The recorder writes it, the archive reads it; a gap that is not in
here did not happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from protocol.link import SessionId

RETENTION_DAYS = 90
"""Days from a session's end to the deletion of its recording, as the privacy notice promises."""
GAPS_LISTED = 1000
"""Beyond this the last gap grows instead: a customer's program must not fill the disk with gaps."""

CLOCK, EVENTS, MACHINES = "clock", "events", "events for machines"
"""The titles of a recording's subtitle tracks: the time of day, what happened in words, and the same as JSON."""

Moment = Annotated[datetime, Meta(tz=True)]


class ManifestUnreadable(ValueError):
    """The bytes are no manifest."""


class Cause(StrEnum):
    """Why pictures are missing from a recording."""

    PICTURES_LOST = "pictures-lost"
    """The network lost some, and the next whole picture was awaited."""
    CUSTOMER_LOST = "customer-lost"
    CUSTOMER_PAUSED = "customer-paused"
    """The customer has stopped the picture: nobody got any."""
    RECORDER_STOPPED = "recorder-stopped"
    DISK_FULL = "disk-full"
    DISK_FAILED = "disk-failed"
    NO_KEYS = "no-keys"
    """There was nobody to seal to: the archive's keyring was missing, out of date or not to be believed."""
    CLOCK_JUMPED = "clock-jumped"
    """The recorder did not know what time it was."""
    UNREADABLE = "unreadable"
    """The customer's program sent what is no picture."""
    TOO_MUCH = "too-much"
    """The customer's program sent more than a recorder takes."""


class Closing(StrEnum):
    """How a recording ended."""

    ENDED = "ended"
    """Properly: the session was ended and the recorder was there."""
    CUSTOMER_LOST = "customer-lost"
    """The customer did not come back."""
    RECORDER_LOST = "recorder-lost"
    """The recorder stopped and the session did not come back to it."""


class Segment(Struct, frozen=True):
    """One file: a part of a take, cut between two clusters. A take's files, one after the other, are a Matroska file.

    A take is an uninterrupted stream of pictures of one size.
    """

    number: int
    started_at: Moment
    ended_at: Moment | None = None
    pictures: int | None = None
    """`None` as long as it is written, and when the recorder was killed: nobody counted."""
    size: int | None = None
    take: int = 0
    """0: nobody knows, because the recorder was killed. A take begins with a file that has a Matroska header."""
    stretch: int = 0
    """Which key file opens it. 0: nobody knows but the segment itself."""
    digest: str | None = None
    """SHA-256 of its bytes, in hexadecimal. `None` as long as it is written, and when the recorder was killed."""

    @property
    def file(self) -> str:
        return f"{self.number}.sealed"


class Gap(Struct, frozen=True):
    """A time without recording. The gate was shut: the agent saw nothing either."""

    started_at: Moment
    cause: Cause
    ended_at: Moment | None = None


class Manifest(Struct, frozen=True):
    """One session's recording. `ended_at` is the session's end; the recording is deleted `retention_days` later."""

    session: SessionId
    started_at: Moment
    segments: tuple[Segment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    ended_at: Moment | None = None
    closing: Closing | None = None
    retention_days: int = RETENTION_DAYS
    delete_at: Moment | None = None
    version: int = 1


@dataclass(frozen=True)
class StoredSegment:
    """What the disk knows of a segment."""

    number: int
    size: int
    modified_at: datetime
    stretch: int = 0
    """Which key opens it, as the file says itself."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Manifest)


def encode(manifest: Manifest) -> bytes:
    """As JSON that a person can read."""
    return msgspec.json.format(_encoder.encode(manifest), indent=2) + b"\n"


def read(data: bytes) -> Manifest:
    """The manifest in `data`. Raises `ManifestUnreadable`."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise ManifestUnreadable from None


def next_number(manifest: Manifest) -> int:
    """The number of the segment after the last."""
    return max((segment.number for segment in manifest.segments), default=0) + 1


def segment_begun(manifest: Manifest, number: int, at: datetime, take: int = 0, stretch: int = 0) -> Manifest:
    """A file was begun, and with it whatever gap there was is over."""
    begun = Segment(number, at, take=take, stretch=stretch)
    return gap_until(replace(manifest, segments=(*manifest.segments, begun)), at)


def segment_finished(
    manifest: Manifest, at: datetime, pictures: int | None, size: int, digest: str | None = None
) -> Manifest:
    """The last file is complete."""
    *before, last = manifest.segments
    done = replace(last, ended_at=max(at, last.started_at), pictures=pictures, size=size, digest=digest)
    return replace(manifest, segments=(*before, done))


def gap_from(manifest: Manifest, at: datetime, cause: Cause) -> Manifest:
    """Pictures are missing from now on. The first cause stands as long as the gap lasts."""
    if manifest.gaps and manifest.gaps[-1].ended_at is None:
        return manifest
    if manifest.ended_at is not None:
        return _gap_to_the_end(manifest, at, cause, manifest.ended_at)
    if len(manifest.gaps) >= GAPS_LISTED:
        return replace(manifest, gaps=(*manifest.gaps[:-1], replace(manifest.gaps[-1], ended_at=None)))
    return replace(manifest, gaps=(*manifest.gaps, Gap(at, cause)))


def _gap_to_the_end(manifest: Manifest, at: datetime, cause: Cause, end: datetime) -> Manifest:
    """What came last could not be stored, and the session is over: after its end nobody misses anything."""
    if at >= end or len(manifest.gaps) >= GAPS_LISTED:
        return manifest
    return replace(manifest, gaps=(*manifest.gaps, Gap(at, cause, end)))


def gap_until(manifest: Manifest, at: datetime) -> Manifest:
    """Pictures are there again."""
    if not manifest.gaps or manifest.gaps[-1].ended_at is not None:
        return manifest
    *before, last = manifest.gaps
    return replace(manifest, gaps=(*before, replace(last, ended_at=max(at, last.started_at))))


def closed(manifest: Manifest, at: datetime, closing: Closing) -> Manifest:
    """The session is over. Only the first end counts: nothing may put the deletion off."""
    if manifest.ended_at is not None:
        return manifest
    if manifest.gaps and manifest.gaps[-1].ended_at is None and manifest.gaps[-1].started_at >= at:
        manifest = replace(manifest, gaps=manifest.gaps[:-1])
    ended = replace(gap_until(manifest, at), ended_at=at, closing=closing)
    return replace(ended, delete_at=at + timedelta(days=manifest.retention_days))


def reopened(manifest: Manifest) -> Manifest:
    """A session that was taken for lost goes on."""
    return replace(manifest, ended_at=None, closing=None, delete_at=None)


def repaired(manifest: Manifest | None, session: str, stored: Sequence[StoredSegment], now: datetime) -> Manifest:
    """The manifest after the recorder was killed, from what the disk knows; the gap since then stands open in it."""
    manifest = manifest or Manifest(session, min((file.modified_at for file in stored), default=now))
    listed = {segment.number: segment for segment in manifest.segments}
    for file in stored:
        segment = listed.get(file.number) or Segment(file.number, file.modified_at, stretch=file.stretch)
        if segment.ended_at is None:
            segment = replace(segment, ended_at=max(file.modified_at, segment.started_at), size=file.size)
        listed[file.number] = segment
    there = {file.number for file in stored}
    segments = tuple(listed[number] for number in sorted(listed) if number in there or listed[number].ended_at)
    last = max((segment.ended_at for segment in segments if segment.ended_at), default=manifest.started_at)
    return gap_from(replace(manifest, segments=segments), last, Cause.RECORDER_STOPPED)


def last_stored(manifest: Manifest) -> datetime:
    """When the newest picture that we know of was stored."""
    return max((segment.ended_at for segment in manifest.segments if segment.ended_at), default=manifest.started_at)


def is_due(manifest: Manifest, now: datetime) -> bool:
    """Whether the recording is to be deleted now."""
    return manifest.delete_at is not None and now >= manifest.delete_at
