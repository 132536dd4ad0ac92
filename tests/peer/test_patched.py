import random

import av
import pytest

from peer.bits import StreamUnknown
from peer.blocks import Blocks
from peer.patched import PatchedStream
from peer.picture import Area
from peer.pieces import Converter
from peer.scrolling import Scrolled
from peer.steady import SteadyX264
from peer.x264 import X264, EncoderSettings
from peer.x264_seams import X264SeamBroken, library
from tests.fakes.screens import Screen, planes_of, sharpness

SHARP = 45.0  # dB; below this one sees the difference on coloured text when switching between the pictures
FINEST = EncoderSettings().finest


def converted(screen: Screen) -> av.VideoFrame:
    (whole,) = Converter().converted(screen.picture(0.0))
    return whole.frame


class Session:
    """A screen that changes, a stream of its pictures, and what a viewer's decoder makes of it."""

    def __init__(self, width: int, height: int, *, limited: bool = False) -> None:
        settings = EncoderSettings()
        self.screen, self.stream = Screen(width, height), PatchedStream((width, height), settings, library())
        self._limited = X264(width, height, settings) if limited else None
        self._steady = SteadyX264(width, height, settings, library())
        self._decoder, self._stamp = av.CodecContext.create("h264", "r"), 0
        self._decoder.options = {"err_detect": "explode"}
        self.keyframe()

    def keyframe(self) -> None:
        self._code(None, keyframe=True)

    def by_the_codec(self, *changed: Area) -> None:
        self._code((*changed, *self.stream.since), keyframe=False)

    def _code(self, changed: tuple[Area, ...] | None, *, keyframe: bool) -> None:
        frame, codec = converted(self.screen), self._limited
        self.decoded(
            self.stream.codecs(
                self._steady.encode(frame, self._stamp, quantizer=FINEST, keyframe=keyframe, changed=changed)
                if codec is None
                else codec.encode(frame, self._stamp, keyframe=keyframe, changed=changed)
            )
        )

    def patched(self, *changed: Area) -> bool:
        """Whether it became a patch; all outside of its blocks is as before, to the bit."""
        before, packet = planes_of(self.shown), self.stream.patch(converted(self.screen), self._stamp, changed)
        if packet is None:
            return False
        self.decoded(packet)
        for old, new in zip(before, planes_of(self.shown), strict=True):
            for number, (above, below) in enumerate(zip(old, new, strict=True)):
                if not any(area.top // 16 <= number // 16 <= (area.top + area.height - 1) // 16 for area in changed):
                    assert above == below
        return True

    def scrolled(self, down: int, *also: Area) -> bool:
        """Whether a page that goes up by so many rows, and what else changes, needed no codec."""
        width, height, screen = self.screen.width, self.screen.height, self.screen
        screen.rows = screen.rows[down:] + Screen(width, height, seed=self._stamp).rows[:down]
        new = (Area(0, height - down, width, down), *also)
        found = Scrolled(Blocks(0, 0, -(-width // 16), -(-height // 16)), down, new)
        packet = self.stream.scroll(converted(screen), self._stamp, found, FINEST)
        if packet is None:
            return False
        self.decoded(packet)
        return True

    def decoded(self, packet: "av.Packet[av.VideoStream]") -> None:
        self._stamp += 1
        (self.shown,) = self._decoder.decode(packet)
        assert not self.shown.is_corrupt
        assert self.sharpness() >= SHARP

    def sharpness(self) -> float:
        return sharpness(self.shown, self.screen.bgra)

    def change(self, chance: random.Random) -> Area:
        wide, high = chance.randint(1, min(40, self.screen.width)), chance.randint(1, min(30, self.screen.height))
        area = Area(
            chance.randint(0, self.screen.width - wide), chance.randint(0, self.screen.height - high), wide, high
        )
        self.screen.lay(Screen(self.screen.width, self.screen.height, chance.randrange(1000)), area)
        return area


@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("size", [(97, 67), (17, 33), (130, 20)])
def test_patches_keyframes_and_the_codecs_pictures_in_any_order_show_what_is_on_the_screen(
    size: tuple[int, int], limited: bool
) -> None:
    session, chance, patches, scrolled = Session(*size, limited=limited), random.Random(size[0]), 0, 0
    for _ in range(32):
        kind = chance.random()
        if kind > 0.6 and session.scrolled(chance.randint(1, 9)):
            scrolled += 1
            continue
        areas = [session.change(chance) for _ in range(chance.randint(1, 3))]
        if kind < 0.05:
            session.keyframe()
        elif kind < 0.25 or not session.patched(*areas):
            session.by_the_codec(*areas)
        else:
            patches += 1
    assert patches > 6
    assert scrolled > 6


@pytest.mark.parametrize(
    "area", [Area(0, 0, 1, 1), Area(160, 82, 1, 1), Area(160, 0, 1, 83), Area(0, 82, 161, 1), Area(0, 0, 161, 83)]
)
def test_changes_at_edges_and_in_corners_become_patches(area: Area) -> None:
    session = Session(161, 83)
    session.screen.lay(Screen(161, 83, seed=2), area)
    assert session.patched(area)
    assert session.patched()


def test_a_patch_may_follow_one_with_nothing_new() -> None:
    session = Session(64, 48)
    for _ in range(2):
        assert session.patched()
        session.screen.type(0, 0)
        assert session.patched(Area(0, 0, 16, 16))
        session.by_the_codec()


@pytest.mark.parametrize("codecs", [0, 1])
def test_what_blinks_looks_to_the_bit_as_it_did(codecs: int) -> None:
    session, area, shown = Session(64, 48), Area(16, 16, 20, 20), []
    for _ in range(codecs):
        session.by_the_codec()
    for blink in range(6):
        session.screen.lay(Screen(64, 48, seed=blink % 2), area)
        assert session.patched(area)
        shown.append(planes_of(session.shown))
    assert shown[2:] == 2 * shown[:2]
    assert shown[0] != shown[1]
    session.by_the_codec()


@pytest.mark.parametrize("codecs", [0, 1, 2, 5])
@pytest.mark.parametrize("patches", [0, 1, 2, 3])
def test_however_many_of_the_codecs_pictures_a_decoder_keeps_the_next_one_builds_on_the_last(
    codecs: int, patches: int
) -> None:
    session = Session(96, 48)
    for number, column in enumerate([*range(patches), *range(18)]):
        if number == patches:
            for seed in range(2, 2 + codecs):
                session.screen = Screen(96, 48, seed)
                session.by_the_codec(Area(0, 0, 96, 48))
        session.screen.type(1, column % 10)
        assert session.patched(Area(0, 16, 96, 16))
    for _ in range(3):
        session.by_the_codec()


def test_when_parts_cannot_be_coded_every_picture_is_the_codecs(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise X264SeamBroken("no picture")

    session = Session(64, 48)
    assert session.patched(Area(0, 0, 8, 8))
    with monkeypatch.context() as patching:
        patching.setattr("peer.steady.SmallX264.encode", broken)
        assert not session.patched(Area(0, 0, 8, 8))
    assert not session.patched(Area(0, 0, 8, 8))
    assert not session.scrolled(0)
    session.by_the_codec()


def test_a_picture_whose_number_cannot_be_told_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> bytes:
        raise StreamUnknown("another")

    session = Session(64, 48)
    assert session.patched(Area(0, 0, 8, 8))
    monkeypatch.setattr("peer.slices.numbered", unknown)
    with pytest.raises(X264SeamBroken, match="another"):
        session.by_the_codec()


def test_a_keyframe_without_room_for_patches_is_sent_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> bytes:
        raise StreamUnknown("another")

    monkeypatch.setattr("peer.slices.with_room", unknown)
    session = Session(64, 48)
    assert not session.patched(Area(0, 0, 8, 8))
    session.by_the_codec()
