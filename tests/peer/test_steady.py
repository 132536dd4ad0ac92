import random
import statistics
from itertools import pairwise

import av
import pytest

from peer.bits import StreamUnknown
from peer.picture import Area, Picture
from peer.pieces import Converter
from peer.steady import SteadyX264
from peer.x264 import X264, EncoderSettings
from peer.x264_seams import X264SeamBroken, library
from tests.fakes.screens import Screen, planes_of, rows_of, sharpness

SHARP = 45.0  # dB; below this one sees the difference on coloured text when switching between the pictures
FINEST = EncoderSettings().finest


def steady(width: int, height: int, *, full_chroma: bool = True) -> SteadyX264:
    return SteadyX264(width, height, EncoderSettings(), library(), full_chroma=full_chroma)


def converted(screen: Screen) -> av.VideoFrame:
    (whole,) = Converter().converted(screen.picture(0.0))
    return whole.frame


def difference(shown: bytes, meant: bytes) -> float:
    """Of two rows' colours, on average."""
    return 4 / 3 * statistics.fmean(abs(one - other) for one, other in zip(shown, meant, strict=True))


def headers(packet: "av.Packet[av.VideoStream]") -> list[bytes]:
    """Sequence and picture parameters."""
    units = [unit.rstrip(b"\0") for unit in bytes(packet).split(b"\0\0\1")]
    return [unit for unit in units if unit and unit[0] & 31 in (7, 8)]


@pytest.mark.parametrize("size", [(320, 180), (321, 179), (17, 33), (1366, 20)])
def test_a_screen_of_any_size_is_sharp_at_once(size: tuple[int, int]) -> None:
    screen = Screen(*size)
    packet = steady(*size).encode(converted(screen), 0, quantizer=FINEST, keyframe=True)
    (shown,) = av.CodecContext.create("h264", "r").decode(packet)
    assert (shown.width, shown.height) == size
    assert sharpness(shown, screen.bgra) >= SHARP


@pytest.mark.parametrize("full_chroma", [True, False])
def test_the_stream_looks_the_same_as_with_a_limit(full_chroma: bool) -> None:
    limited, frame = X264(63, 47, EncoderSettings(), full_chroma=full_chroma), converted(Screen(63, 47))
    packets = (
        limited.encode(frame, 0, keyframe=True),
        steady(63, 47, full_chroma=full_chroma).encode(frame, 1, quantizer=28, keyframe=True),
    )
    first, second = map(headers, packets)
    assert len(first) == 2
    assert first == second


def test_a_decoder_goes_over_from_one_codec_to_the_other_and_back() -> None:
    screen, decoder = Screen(160, 96), av.CodecContext.create("h264", "r")
    limited, frame = X264(160, 96, EncoderSettings()), converted(screen)
    for number in range(4):
        (shown,) = decoder.decode(
            limited.encode(frame, number, keyframe=number == 0)
            if number % 4 < 2
            else steady(160, 96).encode(frame, number, quantizer=FINEST, keyframe=True)
        )
    assert sharpness(shown, screen.bgra) >= SHARP


def test_only_a_keyframe_is_one() -> None:
    codec, frame = steady(64, 48), converted(Screen(64, 48))
    assert [codec.encode(frame, n, quantizer=20, keyframe=n in (0, 2)).is_keyframe for n in range(4)] == [
        True,
        False,
        True,
        False,
    ]


def test_each_picture_is_as_fine_as_was_told() -> None:
    codec = steady(320, 180)
    codec.encode(converted(Screen(320, 180)), 0, quantizer=FINEST, keyframe=True)
    sizes = [
        codec.encode(converted(Screen(320, 180, seed=seed)), seed, quantizer=fine, keyframe=False).size
        for seed, fine in ((2, FINEST), (3, 28), (4, 34), (5, 40), (6, 51), (7, FINEST))
    ]
    assert all(0.9 * finer > coarser for finer, coarser in pairwise(sizes[:-1]))
    assert sizes[-1] > sizes[1]


def test_what_is_said_to_be_unchanged_is_not_even_looked_at() -> None:
    before, after = Screen(160, 96), Screen(160, 96, seed=2)
    codec, decoder = steady(160, 96), av.CodecContext.create("h264", "r")
    decoder.decode(codec.encode(converted(before), 0, quantizer=FINEST, keyframe=True))
    changed = (Area(0, 0, 160, 48),)
    (frame,) = decoder.decode(codec.encode(converted(after), 1, quantizer=FINEST, keyframe=False, changed=changed))
    wrong = [list(map(difference, rows_of(frame), screen.rows)) for screen in (before, after)]
    assert max(wrong[1][:48]) < 6 < max(wrong[0][:48])
    assert max(wrong[0][48:]) < 6 < max(wrong[1][48:])


def test_what_is_unchanged_but_coarse_is_made_finer_once() -> None:
    screen, decoder = Screen(320, 176), av.CodecContext.create("h264", "r")
    codec, frame = steady(320, 176), converted(screen)
    decoder.decode(codec.encode(frame, 0, quantizer=36, keyframe=True))
    (shown,) = decoder.decode(codec.encode(frame, 1, quantizer=FINEST, keyframe=False, changed=()))
    assert sharpness(shown, screen.bgra) >= SHARP
    assert codec.encode(frame, 2, quantizer=FINEST, keyframe=False, changed=()).size < 30


def test_for_peers_that_take_no_more_it_writes_constrained_baseline() -> None:
    codec = steady(63, 47, full_chroma=False)
    decoder = av.CodecContext.create("h264", "r")
    (shown,) = decoder.decode(codec.encode(converted(Screen(63, 47)), 0, quantizer=20, keyframe=True))
    assert (shown.format.name, shown.width, shown.height) == ("yuv420p", 64, 48)
    assert decoder.profile == "Constrained Baseline"
    assert codec.fits(63, 47, full_chroma=False)
    assert not codec.fits(63, 47, full_chroma=True)


def test_what_has_gone_far_is_found_only_by_looking_far() -> None:
    wide = Screen(480, 160)
    codec, decoder, sizes = steady(416, 160), av.CodecContext.create("h264", "r"), []
    for number, (left, near) in enumerate([(0, False), (24, True), (48, True), (24, False), (0, False)]):
        pixels = b"".join(row[4 * left : 4 * (left + 416)] for row in wide.rows)
        (whole,) = Converter().converted(Picture.whole(416, 160, pixels, number / 30))
        packet = codec.encode(whole.frame, number, quantizer=20, keyframe=number == 0, near=near)
        (shown,) = decoder.decode(packet)
        assert sharpness(shown, pixels) > 35
        sizes.append(packet.size)
    assert max(sizes[3:]) < 0.7 * min(sizes[1:3])


class Session:
    """A screen that changes, the codec, and what a viewer's decoder makes of it."""

    def __init__(self, width: int, height: int) -> None:
        self.screen, self.codec = Screen(width, height), steady(width, height)
        self._decoder, self._stamp = av.CodecContext.create("h264", "r"), 0
        self._decoder.options = {"err_detect": "explode"}
        self.keyframe()

    def keyframe(self) -> None:
        self.decoded(self.codec.encode(converted(self.screen), self._stamp, quantizer=FINEST, keyframe=True))

    def by_the_codec(self, *changed: Area) -> None:
        frame = converted(self.screen)
        self.decoded(self.codec.encode(frame, self._stamp, quantizer=FINEST, keyframe=False, changed=changed))

    def patched(self, *changed: Area) -> bool:
        """Whether it became a patch; all outside of its blocks is as before, to the bit."""
        before, packet = planes_of(self.shown), self.codec.patch(converted(self.screen), self._stamp, changed)
        if packet is None:
            return False
        self.decoded(packet)
        for old, new in zip(before, planes_of(self.shown), strict=True):
            for number, (above, below) in enumerate(zip(old, new, strict=True)):
                if not any(area.top // 16 <= number // 16 <= (area.top + area.height - 1) // 16 for area in changed):
                    assert above == below
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


@pytest.mark.parametrize("size", [(97, 67), (17, 33), (130, 20)])
def test_patches_keyframes_and_the_codecs_pictures_in_any_order_show_what_is_on_the_screen(
    size: tuple[int, int],
) -> None:
    session, chance, patches = Session(*size), random.Random(size[0]), 0
    for _ in range(24):
        areas = [session.change(chance) for _ in range(chance.randint(1, 3))]
        kind = chance.random()
        if kind < 0.05:
            session.keyframe()
        elif kind < 0.25 or not session.patched(*areas):
            session.by_the_codec(*areas)
        else:
            patches += 1
    assert patches > 12


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


@pytest.mark.parametrize("codecs", [0, 1, 5])
def test_however_many_of_the_codecs_pictures_a_decoder_keeps_the_next_one_builds_on_the_last(codecs: int) -> None:
    session = Session(96, 48)
    for seed in range(2, 2 + codecs):
        session.screen = Screen(96, 48, seed)
        session.by_the_codec(Area(0, 0, 96, 48))
    for column in range(20):
        session.screen.type(1, column % 10)
        assert session.patched(Area(0, 16, 96, 16))
    for _ in range(3):
        session.by_the_codec()


@pytest.mark.parametrize("patches", [1, 2])
@pytest.mark.parametrize("codecs", [1, 2, 3])
def test_however_many_came_after_how_many_patches_the_next_one_builds_on_the_last(patches: int, codecs: int) -> None:
    session = Session(96, 48)
    for _ in range(patches):
        assert session.patched()
    for seed in range(2, 2 + codecs):
        session.screen = Screen(96, 48, seed)
        session.by_the_codec(Area(0, 0, 96, 48))
    assert session.patched()
    session.by_the_codec()


def test_for_peers_that_take_no_more_there_are_no_patches() -> None:
    codec = steady(64, 48, full_chroma=False)
    codec.encode(converted(Screen(64, 48)), 0, quantizer=20, keyframe=True)
    assert codec.patch(converted(Screen(64, 48)), 1, (Area(0, 0, 8, 8),)) is None
    assert codec.patched == ()


def test_when_parts_cannot_be_coded_every_picture_is_the_codecs(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise X264SeamBroken("no picture")

    session = Session(64, 48)
    assert session.patched(Area(0, 0, 8, 8))
    with monkeypatch.context() as patching:
        patching.setattr("peer.steady.SmallX264.encode", broken)
        assert not session.patched(Area(0, 0, 8, 8))
    assert not session.patched(Area(0, 0, 8, 8))
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
