"""Recordings as a recorder leaves them, unsealed, in memory: one byte string for each segment, and the manifest."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from protocol import recording
from protocol.peer_messages import Happening
from protocol.recording import Cause, Closing, Manifest
from recorder.intake import Cluster, Noted, Placed
from recorder.matroska import Format
from sealing.records import Ending
from sealing.segment import Unsealed
from tests.fakes.coded import coded
from tests.fakes.recorder_doors import NOON

EVERY = 100
"""Milliseconds between two pictures."""


def after(milliseconds: int) -> datetime:
    return NOON + timedelta(milliseconds=milliseconds)


@cache
def _coded(pictures: int, size: tuple[int, int], keyframes: int) -> list[bytes]:
    """The same pictures are coded once for all tests; nobody changes them."""
    return coded(pictures, size=size, keyframes=keyframes)


@dataclass
class Recorded:
    """What is recorded so far."""

    session: str = "a" * 32
    segments: dict[int, bytes] = field(default_factory=dict)
    manifest: Manifest = field(init=False)
    now: int = 0
    cut: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.manifest = Manifest(self.session, NOON)

    def take(
        self,
        pictures: int,
        *,
        segments: int = 1,
        keyframes: int = 0,
        size: tuple[int, int] = (64, 48),
        events: tuple[tuple[int, Happening], ...] = (),
    ) -> "Recorded":
        """A take of pictures 100 ms apart, cut into as many segments; `events` are at milliseconds of the take."""
        begun, data = self.now, _coded(pictures, size, keyframes)
        form = Format(data[0])
        each = -(-pictures // segments)
        take = 1 + max((segment.take for segment in self.manifest.segments), default=0)
        for first in range(0, pictures, each):
            placed = [
                Placed(at * EVERY, data[at], at == 0 or bool(keyframes and at % keyframes == 0))
                for at in range(first, min(first + each, pictures))
            ]
            start, end = first * EVERY, (first + len(placed)) * EVERY
            noted = tuple(Noted(at, what) for at, what in events if start <= at < end)
            number = recording.next_number(self.manifest)
            body = form.cluster(Cluster(tuple(placed), start, end, after(begun + start), noted))
            self.segments[number] = (form.header(after(begun)) if first == 0 else b"") + body
            self.manifest = recording.segment_begun(self.manifest, number, after(begun + start), take, 1)
            self.now = begun + end
            self.manifest = recording.segment_finished(self.manifest, after(self.now), len(placed), len(body))
        form.close()
        return self

    def gap(self, milliseconds: int, cause: Cause = Cause.CUSTOMER_LOST) -> "Recorded":
        self.manifest = recording.gap_from(self.manifest, after(self.now), cause)
        self.now += milliseconds
        return self

    def ended(self) -> "Recorded":
        self.manifest = recording.closed(self.manifest, after(self.now), Closing.ENDED)
        return self

    def unsealed(self, number: int) -> Unsealed:
        """What the archive finds of it: the end of a segment that is gone was not seen."""
        if number not in self.segments:
            return Unsealed(b"", Ending.BROKEN)
        return Unsealed(self.segments[number], Ending.CUT if number in self.cut else Ending.COMPLETE)
