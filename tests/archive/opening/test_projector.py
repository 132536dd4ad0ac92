import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from PIL import Image

from archive.opening import projector
from archive.opening.messages import (
    Describe,
    Described,
    FrameRefused,
    FromProjector,
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
    from_projector,
    received,
)
from archive.opening.projector import UNREADABLE, Pipe
from protocol.peer_messages import Clicked
from tests.fakes.coded import FIRST, STEP, seen
from tests.fakes.recorded_takes import Recorded
from tests.fakes.sealed_recording import SealedRecording

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLICK = Clicked(0, 5, 6)
SEALED = SealedRecording(
    Recorded().take(20, segments=2, keyframes=10, size=(320, 240), events=((1500, CLICK),)).gap(1000).take(5).ended()
)


class Archive:
    """The other end of the pipes."""

    def __init__(self, given: int, out: int, sealed: SealedRecording) -> None:
        self._given, self._out, self._sealed = given, out, sealed
        self.needed = list[int]()
        self.pieces = io.BytesIO()

    def say(self, message: ToProjector) -> None:
        os.write(self._out, framed(message))

    def ask(self, message: ToProjector) -> FromProjector:
        """The answer; what the projector needs for it is given."""
        self.say(message)
        while True:
            answer: FromProjector = received(self._exactly, from_projector)
            match answer:
                case Need(segment):
                    self.needed.append(segment)
                    self.say(Sealed(self._sealed.sealed(segment)))
                case Piece(place, data):
                    self.pieces.seek(place)
                    self.pieces.write(data)
                case _:
                    return answer

    def described(self) -> Described:
        """When all of it was looked through."""
        while True:
            answer = self.ask(Describe())
            assert isinstance(answer, Described)
            if answer.read == answer.segments:
                return answer

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = os.read(self._given, size - len(data))
            if not part:
                raise EOFError
            data += part
        return data


@contextmanager
def opened(sealed: SealedRecording = SEALED, keys: dict[int, bytes] | None = None) -> Iterator[Archive]:
    """A projector in a thread, as far as it has nothing of a process of its own."""
    (to_given, to_out), (from_given, from_out) = os.pipe(), os.pipe()
    thread = threading.Thread(target=projector.run, args=(Pipe(to_given, from_out), lambda: NOON))
    thread.start()
    archive = Archive(from_given, to_out, sealed)
    try:
        archive.say(Project(sealed.manifest, keys or {1: sealed.data_key}, ("Dora", "Sepp"), "7K3M-9QF2"))
        yield archive
    finally:
        os.close(to_out)
        thread.join()
        for end in (to_given, from_given, from_out):
            os.close(end)


def brightness(shown: FromProjector) -> int:
    """Of a pixel between the watermark's lines, as the number of the picture."""
    assert isinstance(shown, Shown)
    level = Image.open(io.BytesIO(shown.picture)).convert("YCbCr").getpixel((3, 40))
    assert isinstance(level, tuple)
    return round((level[0] * 219 / 255 + 16 - FIRST) / STEP)


def test_each_moment_is_shown_as_it_was_recorded() -> None:
    with opened() as archive:
        assert brightness(archive.ask(Show(1250))) == 12
        assert brightness(archive.ask(Show(250))) == 2


def test_what_the_viewer_has_already_is_not_sent_again() -> None:
    with opened() as archive:
        first = archive.ask(Show(1200))
        assert isinstance(first, Shown)
        assert archive.ask(Show(1250, first.seen)) == Same()
        assert isinstance(archive.ask(Show(1300, first.seen)), Shown)


def test_a_gap_says_why_and_how_long() -> None:
    with opened() as archive:
        assert archive.ask(Show(2500)) == Nothing("customer-lost", 3000)


def test_the_recording_is_described_with_what_happened() -> None:
    with opened() as archive:
        described = archive.described()
    assert (described.length, described.gaps) == (3500, (Missing(2000, 3000, "customer-lost"),))
    assert [(event.at, event.what) for event in described.events] == [(1500, CLICK)]


def test_events_come_in_pieces() -> None:
    with opened() as archive:
        archive.described()
        rest = archive.ask(Describe(after=1))
        assert isinstance(rest, Described)
        assert rest.events == ()


def test_a_segment_that_is_gone_is_unreadable_and_no_more() -> None:
    lost = SealedRecording(Recorded().take(20, segments=2, keyframes=10, size=(320, 240)).ended(), SEALED.asking)
    del lost.recorded.segments[2]
    with opened(lost) as archive:
        assert brightness(archive.ask(Show(500))) == 5
        assert archive.ask(Show(1500)) == Nothing(UNREADABLE, 2000)


@pytest.mark.promise("P20")
@pytest.mark.parametrize("keys", [{1: bytes(32)}, {2: SEALED.data_key}])
def test_with_other_keys_there_is_nothing_to_see(keys: dict[int, bytes]) -> None:
    with opened(keys=keys) as archive:
        assert archive.ask(Show(500)) == Nothing(UNREADABLE, 1000)
        assert archive.ask(Join()) == Nothing(UNREADABLE, 3500)
        assert archive.described().events == ()


def test_the_whole_can_be_joined_into_one_file() -> None:
    with opened() as archive:
        assert archive.ask(Join()) == Joined(25, 3500, 1)
    assert len(seen(archive.pieces.getvalue())) == 25


def test_what_is_no_question_ends_it() -> None:
    (given, out), (back, back_out) = os.pipe(), os.pipe()
    os.write(out, framed(Show(0)))
    with pytest.raises(FrameRefused):
        projector.run(Pipe(given, back_out), lambda: NOON)
    for end in (given, out, back, back_out):
        os.close(end)
