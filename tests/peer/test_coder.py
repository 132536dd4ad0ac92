import ctypes
from typing import Any, ClassVar

import av
import pytest

from peer import coder
from peer.coder import ANOTHER, FAST, PATCHED_FROM, SLOW, Coder, Order, steadily
from peer.picture import Area
from peer.pieces import Converted, Converter
from peer.rate import LARGEST, Worth
from peer.scrolling import scrolled
from peer.search import IN_A_ROW
from peer.steady import SteadyX264
from peer.turns import AT_FIRST, AT_MOST
from peer.x264 import EncoderSettings
from peer.x264_seams import X264SeamBroken
from tests.fakes.screens import Screen, sharpness

SHARP, READABLE = 45.0, 30.0  # dB
SIZE = (320, 180)
LETTER = (Area(10, 10, 8, 12),)
HALF = (Area(0, 0, SIZE[0], int(SIZE[1] * ANOTHER)),)
MUCH = (Area(0, 0, SIZE[0], SIZE[1] // 3),)
ONCE, MOVING = Worth(LARGEST, moving=False), Worth(480_000, moving=True)


def order(
    rate: int,
    changed: tuple[Area, ...] | None = None,
    worth: Worth = ONCE,
    *,
    refines: bool = False,
    keyframe: bool = False,
) -> Order:
    return Order(() if refines else changed, refines, keyframe, rate, worth, 0.1 * rate)


def converted(screen: Screen) -> av.VideoFrame:
    (whole,) = Converter().converted(screen.picture(0.0))
    return whole.frame


@pytest.mark.parametrize(
    ("was", "wish", "becomes"),
    [
        # A limit is given up for what costs about a keyframe anyway:
        (False, order(FAST, keyframe=True), True),
        (False, order(FAST, refines=True), True),
        (False, order(FAST, HALF), True),
        (False, order(FAST), True),
        # and for nothing else, nor on a slower line:
        (False, order(FAST, LETTER), False),
        (False, order(FAST, MUCH), False),
        (False, order(FAST, None, MOVING), False),
        (False, order(FAST - 1, keyframe=True), False),
        # It comes back on a thin line, when something large is to be coded:
        (True, order(SLOW), True),
        (True, order(SLOW - 1), False),
        (True, order(SLOW - 1, MUCH, MOVING), False),
        (True, order(SLOW - 1, keyframe=True), False),
        (True, order(SLOW - 1, LETTER, keyframe=True), False),
        (True, order(SLOW - 1, LETTER), True),
        (True, order(SLOW - 1, refines=True), True),
    ],
)
def test_whether_there_is_a_limit(was: bool, wish: Order, becomes: bool) -> None:
    assert steadily(was, wish, SIZE) is becomes


def test_a_film_on_a_fast_line_needs_no_limit() -> None:
    assert steadily(False, order(FAST, None, MOVING), SIZE, film=True)
    assert not steadily(False, order(FAST - 1, None, MOVING), SIZE, film=True)


class Session:
    """Codes one picture after the other, and decodes them."""

    def __init__(self, coder: Coder) -> None:
        self.coder, self.keyframes, self.stamp, self.last = coder, 0, 0, 0
        self._decoder = av.CodecContext.create("h264", "r")

    def code(self, screen: Screen, wish: Order, *, full_chroma: bool = True) -> tuple[bool, bool, float]:
        """Whether what is new is sharp, whether everything is, and how sharp it is."""
        frame = converted(screen)
        keyframe = self.coder.ready((frame.width, frame.height), wish, full_chroma=full_chroma)
        self.stamp += 1
        coded = self.coder.encode(frame, self.stamp, wish._replace(keyframe=keyframe))
        assert coded.keyframe == coded.packet.is_keyframe
        self.keyframes += coded.keyframe
        self.last = coded.packet.size
        (shown,) = self._decoder.decode(coded.packet)
        return coded.sharp, coded.all_sharp, sharpness(shown, screen.bgra)


def test_a_film_that_began_on_a_line_not_yet_known_loses_its_limit() -> None:
    session, film = Session(Coder(EncoderSettings())), order(FAST, None, MOVING)
    session.code(Screen(*SIZE), order(SLOW, keyframe=True))
    for number in range(1, IN_A_ROW + 1):
        session.code(Screen(*SIZE, seed=number), film)
    assert session.keyframes == 1
    session.code(Screen(*SIZE), film)
    assert session.keyframes == 2


def test_a_session_begins_with_a_limit_and_is_sharp_at_once_when_the_line_turns_out_to_be_fast() -> None:
    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    sharp, *_ = session.code(screen, order(2_500_000, keyframe=True))
    assert not sharp
    sharp, all_sharp, decibels = session.code(screen, order(FAST, refines=True))
    assert sharp
    assert all_sharp
    assert decibels >= SHARP
    assert session.keyframes == 2


def test_on_a_fast_line_a_letter_leaves_nothing_to_refine() -> None:
    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    session.code(screen, order(FAST, keyframe=True))
    screen.type(0, 0)
    sharp, all_sharp, _ = session.code(screen, order(FAST, (Area(0, 0, 20, 20),)))
    assert (sharp, all_sharp, session.keyframes) == (True, True, 1)


def test_on_a_fast_line_a_letter_is_nothing_that_the_codec_of_the_whole_screen_hears_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    session.code(screen, order(FAST, keyframe=True))
    with monkeypatch.context() as deaf:
        deaf.setattr("peer.steady.SteadyX264.encode", None)
        for column in range(5):
            screen.type(0, column)
            *sharp, decibels = session.code(screen, order(FAST, (Area(8 * column, 0, 10, 12),)))
            assert sharp == [True, True]
            assert decibels >= SHARP
    *_, decibels = session.code(screen, order(FAST, ()))
    assert decibels >= SHARP


def test_a_letter_on_a_coarse_page_is_sharp_and_the_page_is_refined_with_it() -> None:
    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    session.code(Screen(*SIZE, seed=2), order(FAST, keyframe=True))
    session.code(screen, order(FAST, None, Worth(100_000, moving=True)))
    screen.type(0, 0)
    assert session.code(screen, order(FAST, (Area(0, 0, 10, 12),)))[:2] == (True, False)
    _, all_sharp, decibels = session.code(screen, order(FAST, refines=True))
    assert all_sharp
    assert decibels >= SHARP


def test_what_moves_after_letters_moves_with_them() -> None:
    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    session.code(screen, order(FAST, keyframe=True))
    for column in range(10):
        screen.type(3, column)
        session.code(screen, order(FAST, (Area(8 * column, 50, 10, 14),)))
    session.code(screen, order(FAST, (Area(0, 100, 320, 80),), MOVING))
    _, all_sharp, decibels = session.code(screen, order(FAST, refines=True))
    assert all_sharp
    assert decibels >= SHARP


def test_what_moves_is_coarse_and_refined_when_it_stands_still() -> None:
    session = Session(Coder(EncoderSettings()))
    session.code(Screen(*SIZE), order(FAST, keyframe=True))
    small = Worth(100_000, moving=True)
    _, all_sharp, moving = session.code(Screen(*SIZE, seed=2), order(FAST, None, small))
    assert not all_sharp
    _, all_sharp, still = session.code(Screen(*SIZE, seed=2), order(FAST, refines=True))
    assert all_sharp
    assert moving < SHARP <= still


def test_motion_that_costs_too_much_becomes_coarser_at_once() -> None:
    session = Session(Coder(EncoderSettings()))
    session.code(Screen(*SIZE), order(FAST, keyframe=True))
    decibels = [
        session.code(Screen(*SIZE, seed=seed), order(FAST, None, Worth(60_000, moving=True)))[2] for seed in (2, 3, 4)
    ]
    assert decibels[0] > decibels[2] + 3


def test_on_a_line_that_became_thin_the_next_page_has_a_limit() -> None:
    session = Session(Coder(EncoderSettings()))
    session.code(Screen(*SIZE), order(FAST, keyframe=True))
    session.code(Screen(*SIZE, seed=2), order(SLOW - 1, None, Worth(30_000, moving=False)))
    session.code(Screen(*SIZE, seed=2), order(SLOW - 1, refines=True))
    assert session.keyframes == 2


def test_another_size_or_fewer_colours_take_a_keyframe_on_a_fast_line_too() -> None:
    session, screen = Session(Coder(EncoderSettings())), Screen(64, 48)
    session.code(screen, order(FAST, keyframe=True))
    session.code(Screen(64, 50), order(FAST))
    session.code(Screen(64, 50), order(FAST), full_chroma=False)
    session.code(Screen(64, 50), order(FAST), full_chroma=False)
    assert session.keyframes == 3


def test_with_another_x264_every_picture_has_a_limit() -> None:
    def none() -> ctypes.CDLL:
        raise X264SeamBroken("none")

    session, screen = Session(Coder(EncoderSettings(), none)), Screen(*SIZE)
    for number in range(4):
        _, all_sharp, decibels = session.code(screen, order(FAST, keyframe=number == 0, refines=number > 0))
    assert all_sharp
    assert decibels >= SHARP
    assert session.keyframes == 1


def test_with_an_x264_that_does_what_it_should_not_every_picture_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise X264SeamBroken("another layout")

    monkeypatch.setattr("peer.coder.SteadyX264", broken)
    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    session.code(screen, order(FAST, keyframe=True))
    session.code(screen, order(FAST, refines=True))
    assert session.keyframes == 1


def test_an_x264_that_fails_in_mid_session_costs_a_keyframe_and_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise X264SeamBroken("no picture")

    session, screen = Session(Coder(EncoderSettings())), Screen(*SIZE)
    session.code(screen, order(FAST, keyframe=True))
    monkeypatch.setattr("peer.x264_seams.Handle.encode", broken)
    screen.type(0, 0)
    session.code(screen, order(FAST, LETTER))
    assert session.keyframes == 2
    for _ in range(4):
        *_, decibels = session.code(screen, order(FAST, refines=True))
    assert decibels >= SHARP
    assert session.keyframes == 2


def test_a_picture_that_no_peer_would_take_is_coded_again_with_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    session, page = Session(Coder(EncoderSettings())), Screen(*SIZE, seed=2)
    session.code(Screen(*SIZE), order(FAST, keyframe=True))
    with monkeypatch.context() as patch:
        patch.setattr("peer.coder.MAX_UNIT", 10_000)
        session.code(page, order(FAST, None, Worth(40_000, moving=False)))
    assert session.keyframes == 2
    assert session.last <= 10_000
    for _ in range(4):
        *_, decibels = session.code(page, order(FAST, refines=True))
    assert decibels >= SHARP


class Noting(SteadyX264):
    """Notes how far it was to look."""

    noted: ClassVar[list[bool]] = []

    def encode(self, *args: Any, near: bool = False, **words: Any) -> "av.Packet[av.VideoStream]":
        self.noted.append(near)
        return super().encode(*args, near=near, **words)


def test_in_a_film_it_looks_near_until_something_else_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder, "SteadyX264", Noting)
    made, film = Coder(EncoderSettings()), order(FAST, None, MOVING)
    work = [order(FAST, keyframe=True), *[film] * (IN_A_ROW + 2), order(FAST), film]
    for number, what in enumerate(work):
        made.ready(SIZE, what, full_chroma=True)
        made.encode(converted(Screen(*SIZE, seed=number)), number, what)
        assert made.films == (IN_A_ROW <= number <= IN_A_ROW + 2)
    assert Noting.noted == [False] * (1 + IN_A_ROW) + [True] * 2 + [False] * 2


class Reader:
    """Scrolls a page, and sees each picture of it."""

    def __init__(self, rate: int) -> None:
        self.coder, self.rate, self.sizes = Coder(EncoderSettings()), rate, list[int]()
        self._tall, self._top, self._stamp = Screen(512, 1000), 0, 0
        self._decoder = av.CodecContext.create("h264", "r")
        self._before = self._converted()
        self._code(order(rate, keyframe=True))
        self._code(order(rate, refines=True))

    def _converted(self) -> av.VideoFrame:
        self._screen = Screen(512, 320)
        self._screen.rows = self._tall.rows[self._top : self._top + 320]
        return converted(self._screen)

    def _code(self, wish: Order) -> None:
        keyframe = self.coder.ready((512, 320), wish, full_chroma=True)
        self._stamp += 1
        coded = self.coder.encode(self._before, self._stamp, wish._replace(keyframe=keyframe))
        self.sizes.append(coded.packet.size)
        (self._shown,) = self._decoder.decode(coded.packet)

    def scroll(self, down: int = 7, worth: Worth = MOVING) -> None:
        self._top += down
        before, self._before = self._before, self._converted()
        whole = (Area(0, 0, 512, 320),)
        found = scrolled(whole, (Converted(whole[0], self._before),), before)
        assert found is not None
        self._code(order(self.rate, whole, worth)._replace(scrolled=found))

    def stand_still(self) -> None:
        self._code(order(self.rate, refines=True))

    @property
    def sharpness(self) -> float:
        return sharpness(self._shown, self._screen.bgra)


@pytest.mark.parametrize(("rate", "codec"), [(FAST, "steady.SteadyX264"), (PATCHED_FROM, "x264.X264")])
def test_the_codec_need_not_hear_that_a_page_is_scrolled(
    rate: int, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(rate)
    with monkeypatch.context() as deaf:
        deaf.setattr(f"peer.{codec}.encode", None)
        for _ in range(AT_FIRST):
            reader.scroll()
    assert reader.sharpness > READABLE
    for _ in range(AT_MOST):
        reader.scroll()
    assert reader.sharpness > READABLE


def test_on_a_thin_line_the_codec_looks_itself_how_far_a_page_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peer.patched.PatchedStream.scroll", None)
    monkeypatch.setattr("peer.patched.PatchedStream.patch", None)
    reader = Reader(PATCHED_FROM - 1)
    reader.scroll()
    assert reader.sharpness > READABLE


def test_a_notch_of_the_wheel_is_the_codecs_and_sharp_at_once() -> None:
    reader = Reader(FAST)
    reader.scroll(60, ONCE)
    assert reader.sharpness >= SHARP


def test_that_the_codec_has_more_to_say_when_it_is_its_turn_makes_nothing_coarser() -> None:
    reader, worth = Reader(FAST), Worth(60_000, moving=True)
    for _ in range(24):
        reader.scroll(worth=worth)
    assert max(reader.sizes[2:]) > worth.bits / 8
    assert reader.sharpness > READABLE


def test_a_page_that_was_scrolled_is_sharp_when_it_stands_still() -> None:
    reader = Reader(FAST)
    for _ in range(AT_FIRST):
        reader.scroll()
    reader.stand_still()
    assert reader.sharpness >= SHARP


def test_fewer_colours_are_scrolled_by_the_codec() -> None:
    made = Coder(EncoderSettings())
    made.ready(SIZE, order(FAST, keyframe=True), full_chroma=False)
    assert not made.scrolls
    made.ready(SIZE, order(FAST, keyframe=True), full_chroma=True)
    assert made.scrolls
