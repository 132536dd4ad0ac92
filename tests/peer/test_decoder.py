import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import av
import pytest

from peer.access_unit import AccessUnit
from peer.decoder import BACKLOG, Decoder
from peer.pieces import Converter
from peer.x264 import X264, EncoderSettings
from tests.fakes.screens import Screen, sharpness
from tests.fakes.waiting import WITHIN

PATIENCE = WITHIN


class Viewer:
    """Collects frames; can stop the decoder in the middle of one."""

    def __init__(self) -> None:
        self.frames: list[av.VideoFrame] = []
        self.asked = 0
        self.useless: list[AccessUnit] = []
        self.busy = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self._changed = threading.Condition()

    def frame(self, frame: av.VideoFrame) -> None:
        self.busy.set()
        assert self.go_on.wait(PATIENCE)
        with self._changed:
            self.frames.append(frame)
            self._changed.notify_all()

    def ask(self, unit: AccessUnit) -> None:
        with self._changed:
            self.asked += 1
            self.useless.append(unit)
            self._changed.notify_all()

    def until(self, condition: Callable[[], Any]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE)


class Coder:
    """Access units of a screen, one per call."""

    def __init__(self) -> None:
        self.screen = Screen(80, 60)
        self._codec = X264(80, 60, EncoderSettings())
        self._time = 0

    def unit(self, *, keyframe: bool = False) -> AccessUnit:
        self._time += 3000
        self.screen.type(1, 2)
        (whole,) = Converter().converted(self.screen.picture(0.0))
        frame = whole.frame
        packet = self._codec.encode(frame, self._time, keyframe=keyframe)
        return AccessUnit(bytes(packet), self._time, packet.is_keyframe, 0.0)


@pytest.fixture
def viewer() -> Viewer:
    return Viewer()


@pytest.fixture
def decoder(viewer: Viewer) -> Iterator[Decoder]:
    decoder = Decoder(viewer.frame, viewer.ask)
    yield decoder
    viewer.go_on.set()
    decoder.close()


def test_each_unit_becomes_a_frame(viewer: Viewer, decoder: Decoder) -> None:
    coder = Coder()
    for n in range(3):
        unit = coder.unit()
        decoder.push(unit)
        viewer.until(lambda n=n: len(viewer.frames) == n + 1)
        frame = viewer.frames[-1]
        assert frame.pts == unit.timestamp
        assert sharpness(frame, coder.screen.bgra) > 30


def test_who_is_behind_sees_the_newest_frame_only(viewer: Viewer, decoder: Decoder) -> None:
    coder = Coder()
    viewer.go_on.clear()
    decoder.push(coder.unit())
    assert viewer.busy.wait(PATIENCE)
    units = [coder.unit() for _ in range(5)]
    for unit in units:
        decoder.push(unit)
    viewer.go_on.set()
    viewer.until(lambda: len(viewer.frames) == 2)
    frame = viewer.frames[-1]
    assert frame.pts == units[-1].timestamp
    assert sharpness(frame, coder.screen.bgra) > 30


def test_who_is_always_behind_sees_something_all_the_same(viewer: Viewer) -> None:
    hours = itertools.count(step=3600)
    decoder = Decoder(viewer.frame, viewer.ask, lambda: next(hours))
    coder = Coder()
    viewer.go_on.clear()
    for _ in range(4):
        decoder.push(coder.unit())
    viewer.go_on.set()
    viewer.until(lambda: len(viewer.frames) == 4)
    decoder.close()


def test_nothing_is_shown_before_the_first_keyframe(viewer: Viewer, decoder: Decoder) -> None:
    coder = Coder()
    coder.unit()
    decoder.push(coder.unit())
    viewer.until(lambda: viewer.asked)
    assert viewer.frames == []


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b"\0\0\0\1\x65" + b"\xff" * 50])
def test_what_is_damaged_is_never_shown(viewer: Viewer, decoder: Decoder, damage: Callable[[bytes], bytes]) -> None:
    coder = Coder()
    decoder.push(coder.unit())
    viewer.until(lambda: len(viewer.frames) == 1)
    unit = coder.unit(keyframe=True)
    decoder.push(AccessUnit(damage(unit.data), unit.timestamp, True, 0.0))
    viewer.until(lambda: viewer.asked == 1)
    decoder.push(coder.unit())
    viewer.until(lambda: viewer.asked == 2)
    whole = coder.unit(keyframe=True)
    decoder.push(whole)
    viewer.until(lambda: len(viewer.frames) == 2)
    assert viewer.frames[-1].pts == whole.timestamp
    assert len(viewer.useless) == 2


def test_what_waits_stays_bounded(viewer: Viewer, decoder: Decoder) -> None:
    coder = Coder()
    viewer.go_on.clear()
    decoder.push(coder.unit())
    assert viewer.busy.wait(PATIENCE)
    unit = coder.unit()
    for _ in range(3 * BACKLOG + 1):
        decoder.push(unit)
    assert len(decoder._units) <= BACKLOG
    viewer.go_on.set()
    viewer.until(lambda: viewer.asked)


def test_after_closing_nothing_is_shown(viewer: Viewer, decoder: Decoder) -> None:
    decoder.close()
    decoder.push(Coder().unit())
    assert viewer.frames == []
    assert "decoder" not in {thread.name for thread in threading.enumerate()}
