"""The projector: one opened recording's pictures, in a process of its own (`python -m archive.opening.projector`).

What it decodes was sent by customers' programs, and some of those are hostile. So it knows nothing but the keys of this
one recording, has nothing but two pipes to the archive, and everything that it holds in clear is gone when it ends.
"""

import os
import resource
import select
import sys
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import assert_never

from archive.opening.film import Film
from archive.opening.joining import NothingToJoin, join
from archive.opening.messages import (
    EVENTS_AT_ONCE,
    Describe,
    Described,
    FrameRefused,
    FromProjector,
    Happened,
    Join,
    Joined,
    Missing,
    Need,
    Nothing,
    Piece,
    Project,
    Same,
    Sealed,
    Show,
    Shown,
    ToProjector,
    framed,
    received,
    to_projector,
)
from archive.opening.prints import Prints
from archive.opening.timeline import timeline
from archive.opening.window import EVENTS_LIMIT, Windows
from protocol import recording
from sealing import memory, segment
from sealing.records import Ending
from sealing.segment import Unsealed

UNREADABLE = "unreadable"
"""The cause of a picture's absence that no manifest knows: the segment is gone, damaged, or its key is."""

_MEMORY = 4 * 1024**3
"""Bytes of address space: room for the largest picture that a recorder takes, and not for what claims to be more."""


class Pipe:
    """The two pipes to the archive, blocking."""

    def __init__(self, given: int, out: int) -> None:
        self._given, self._out = given, out

    def receive(self) -> ToProjector:
        """The next message. Raises `EOFError` when the archive has closed the pipe, and `FrameRefused`."""
        message: ToProjector = received(self._exactly, to_projector)
        return message

    def send(self, message: FromProjector) -> None:
        left = memoryview(framed(message))
        while left:
            left = left[os.write(self._out, left) :]

    def quiet(self) -> bool:
        """Whether nobody waits for an answer."""
        return not select.select([self._given], [], [], 0)[0]

    def _exactly(self, size: int) -> bytes:
        parts = list[bytes]()
        while size:
            part = os.read(self._given, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class Projector:
    """One recording, opened."""

    def __init__(self, pipe: Pipe, project: Project, now: Callable[[], datetime]) -> None:
        manifest = recording.read(project.manifest)
        self._pipe = pipe
        self._session, self._keys = manifest.session, project.keys
        self._timeline = timeline(manifest)
        self._windows = Windows(self._timeline, self._unseal)
        self._film = Film(self._timeline, self._windows)
        self._prints = Prints(project.officers, project.number, now)
        self._waiting = deque[ToProjector]()
        self._events = list[Happened]()
        self._read = 0

    def run(self) -> None:
        """Answers until the archive closes the pipe; looks for events while nobody asks."""
        while True:
            while not self._waiting and self._pipe.quiet() and self._read < len(self._timeline.parts):
                self._look_through()
            self._answer(self._waiting.popleft() if self._waiting else self._pipe.receive())

    def _answer(self, asked: ToProjector) -> None:
        match asked:
            case Show():
                self._pipe.send(self._shown(asked))
            case Describe():
                self._pipe.send(self._described(asked.after))
            case Join():
                self._pipe.send(self._joined())
            case Project() | Sealed():
                raise FrameRefused
            case _:
                assert_never(asked)

    def _shown(self, asked: Show) -> Shown | Same | Nothing:
        hole = self._timeline.hole_at(asked.at)
        if hole:
            return Nothing(hole.cause, hole.end)
        still = self._film.still(asked.at)
        if still is None:
            return Nothing(UNREADABLE, self._next_part(asked.at))
        seen = f"{still.at} {self._prints.text()}"
        return Same() if seen == asked.seen else Shown(still.at, seen, self._prints.print(still.frame))

    def _next_part(self, at: int) -> int:
        return next((part.start for part in self._timeline.parts if part.start > at), self._timeline.length)

    def _described(self, after: int) -> Described:
        time = self._timeline
        gaps = tuple(Missing(hole.start, hole.end, hole.cause) for hole in time.holes)
        events = tuple(self._events[after : after + EVENTS_AT_ONCE])
        return Described(time.began, time.length, gaps, events, self._read, len(time.parts))

    def _joined(self) -> Joined | Nothing:
        try:
            done = join(self._timeline, self._windows, lambda place, data: self._pipe.send(Piece(place, data)))
        except NothingToJoin:
            return Nothing(UNREADABLE, self._timeline.length)
        return Joined(done.pictures, done.milliseconds, done.gaps)

    def _look_through(self) -> None:
        """The next segment's events. It is not kept: what is being looked at stays in memory instead."""
        found = self._windows.glance(self._read).events
        room = EVENTS_LIMIT - len(self._events)
        self._events += [Happened(event.at, event.what) for event in found[:room]]
        self._read += 1

    def _unseal(self, number: int) -> Unsealed:
        """A segment says itself which stretch's key opens it; one that says something wrong does not open."""
        self._pipe.send(Need(number))
        while not isinstance(sealed := self._pipe.receive(), Sealed):
            self._waiting.append(sealed)  # asked while we were looking for events
        place = segment.place_of(sealed.data or b"")
        if sealed.data is None or place is None or place.stretch not in self._keys:
            return Unsealed(b"", Ending.BROKEN)
        expected = segment.Place(self._session, place.stretch, number)
        return segment.unseal(sealed.data, self._keys[place.stretch], expected)


def run(pipe: Pipe, now: Callable[[], datetime]) -> None:
    """Returns when the archive has closed the pipe."""
    try:
        project = pipe.receive()
        if not isinstance(project, Project):
            raise FrameRefused
        Projector(pipe, project, now).run()
    except (EOFError, BrokenPipeError):
        return


def main() -> None:
    memory.keep_off_disks()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not get between our messages
    run(Pipe(sys.stdin.fileno(), out), lambda: datetime.now(UTC))


if __name__ == "__main__":
    main()
