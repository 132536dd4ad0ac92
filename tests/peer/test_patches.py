"""With a codec that is asked for parts and says what is in them; that decoders agree is in `test_steady`."""

import random

import av
import pytest

from peer import patches, slices
from peer.bits import Reader, StreamUnknown, unescaped
from peer.blocks import Blocks
from peer.patches import AT_ONCE, COMES_INTO_VIEW, LARGEST, MOST, STEADILY, Patches
from peer.picture import Area
from peer.scrolling import Scrolled
from peer.slices import Place
from peer.steady import SmallX264, SteadyX264
from peer.x264 import EncoderSettings
from peer.x264_seams import library
from tests.fakes.screens import grey

SIZE = (1000, 500)
FINEST = EncoderSettings().finest
GRID = Blocks(0, 0, 63, 32)
SHOWN = grey(*SIZE)
A_PATCH_OF_NOISE = 60_000  # bytes
WORD = (Area(100, 100, 40, 10),)


class Parts:
    """Opens codecs, and remembers which."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, int]] = []
        self.broken = False

    def __call__(self, size: tuple[int, int]) -> "Parts.Codec":
        self.opened.append(size)
        return self.Codec(self, SmallX264(size, EncoderSettings(), library()))

    class Codec:
        def __init__(self, parts: "Parts", codec: SmallX264) -> None:
            self._parts, self._codec = parts, codec

        def encode(self, frame: av.VideoFrame, left: int, top: int, quantizer: int) -> bytes:
            coded = self._codec.encode(frame, left, top, quantizer)
            return slices.stream(slices.units(coded)[:-1]) if self._parts.broken else coded


def begun(parts: Parts) -> Patches:
    """After a keyframe."""
    of_all, whole = Patches(SIZE, parts, FINEST), SmallX264(SIZE, EncoderSettings(), library())
    of_all.keyframe(whole.encode(SHOWN, 0, 0, FINEST))
    return of_all


def places(patch: bytes | None) -> list[tuple[int, bool]]:
    """Where each slice begins, and whether there is something new in it."""
    assert patch is not None
    read = [Reader(unescaped(unit[1:])) for unit in slices.units(patch)]
    return [(each.number(), each.number() == 2) for each in read]


def frame_number(picture: bytes | None) -> int:
    assert picture is not None
    read = Reader(unescaped(slices.units(picture)[0][1:]))
    read.number(), read.number(), read.number()
    return read.bits(4)


def of_the_codec(number: int) -> bytes:
    return slices.stream([slices.unchanged(0, GRID.number, Place(number, 0, None))])


def test_a_patch_is_what_changed_and_all_round_it_as_before() -> None:
    patch = begun(Parts()).patch(SHOWN, WORD, 0.0)
    row = 6 * 63
    assert places(patch) == [(0, False), (row + 6, True), (row + 9, False)]


def test_changes_beside_each_other_stand_in_the_order_of_their_blocks() -> None:
    areas = (Area(800, 20, 10, 20), Area(30, 18, 10, 10), Area(990, 490, 10, 10), Area(0, 0, 1, 1))
    starts = places(begun(Parts()).patch(SHOWN, areas, 0.0))
    new = [first for first, is_new in starts if is_new]
    assert new == [0, 63 + 1, 63 + 50, 126 + 50, 30 * 63 + 61, 31 * 63 + 61]
    assert starts == sorted(starts)
    assert starts[-1] == (new[-1], True)


def test_nothing_new_is_one_slice() -> None:
    assert places(begun(Parts()).patch(SHOWN, (), 0.0)) == [(0, False)]


def test_without_a_keyframe_there_is_nothing_to_lay_a_patch_over() -> None:
    assert Patches(SIZE, Parts(), FINEST).patch(SHOWN, WORD, 0.0) is None


def test_each_patch_counts_as_a_picture_and_so_do_the_codecs() -> None:
    of_all = begun(Parts())
    numbers = [frame_number(of_all.patch(SHOWN, WORD, 0.0)) for _ in range(16)]
    assert numbers == [*range(1, 16), 0]
    assert frame_number(of_all.picture(of_the_codec(1))) == 1
    assert frame_number(of_all.patch(SHOWN, WORD, 0.0)) == 2
    assert frame_number(of_all.picture(of_the_codec(2))) == 3


def test_before_the_first_patch_the_codecs_pictures_are_sent_as_they_are() -> None:
    of_all = begun(Parts())
    assert of_all.picture(b"whatever") == b"whatever"


def test_what_changed_since_the_codecs_last_picture_is_known() -> None:
    of_all = begun(Parts())
    of_all.patch(SHOWN, WORD, 0.0)
    of_all.patch(SHOWN, (Area(0, 0, 5, 5),), 0.0)
    of_all.patch(SHOWN, WORD, 0.0)
    assert of_all.since == (Area(96, 96, 48, 16), Area(0, 0, 16, 16))
    of_all.picture(of_the_codec(1))
    assert of_all.since == ()


def painted(area: Area, brightness: int) -> av.VideoFrame:
    frame = grey(*SIZE)
    luma = frame.planes[0]
    for row in range(area.top, area.top + area.height):
        start = row * luma.line_size + area.left
        memoryview(luma)[start : start + area.width] = bytes((brightness,)) * area.width
    return frame


def test_a_caret_that_blinks_is_coded_twice_and_then_only_named() -> None:
    of_all, caret = begun(Parts()), Area(995, 490, 2, 10)
    on, off = painted(caret, 200), painted(caret, 20)
    patches = [places(of_all.patch(frame, (caret,), 0.0)) for frame in (on, off, on, off, on)]
    assert [any(new for _, new in each) for each in patches] == [True, True, False, False, False]


@pytest.mark.parametrize("meanwhile", [Area(995, 470, 2, 30), Area(0, 0, 5, 5)])
def test_what_comes_back_after_something_else_is_coded_again(meanwhile: Area) -> None:
    of_all, caret = begun(Parts()), Area(995, 490, 2, 10)
    on, off = painted(caret, 200), painted(caret, 20)
    for frame, area in ((on, caret), (off, caret), (on, meanwhile)):
        of_all.patch(frame, (area,), 0.0)
    assert any(new for _, new in places(of_all.patch(off, (caret,), 0.0)))


def test_a_caret_after_the_codecs_picture_is_coded_again() -> None:
    of_all, caret = begun(Parts()), Area(995, 490, 2, 10)
    on, off = painted(caret, 200), painted(caret, 20)
    of_all.patch(on, (caret,), 0.0)
    of_all.patch(off, (caret,), 0.0)
    of_all.picture(of_the_codec(1))
    assert any(new for _, new in places(of_all.patch(on, (caret,), 0.0)))


def test_a_large_change_is_the_codecs() -> None:
    of_all = begun(Parts())
    assert of_all.patch(SHOWN, (Area(0, 0, 256, 16 * LARGEST // 16),), 0.0) is not None
    assert of_all.patch(SHOWN, (Area(0, 0, 256, 16 * LARGEST // 16 + 1),), 0.0) is None


def test_when_much_changed_piece_by_piece_it_is_the_codecs_turn() -> None:
    of_all, made = begun(Parts()), 0
    while of_all.patch(SHOWN, (Area(256 * (made % 3), 64 * (made // 3), 256, 64),), 0.0) is not None:
        made += 1
    assert made == MOST // (16 * 4)
    of_all.picture(of_the_codec(1))
    assert of_all.patch(SHOWN, WORD, 0.0) is not None


def test_what_changes_again_and_again_in_one_place_is_never_much() -> None:
    of_all = begun(Parts())
    assert all(of_all.patch(SHOWN, (Area(0, 0, 256, 64),), 0.0) for _ in range(20))


def test_what_moves_all_the_time_is_left_to_the_codec_but_for_a_little_in_each_second() -> None:
    of_all, noise, carried = begun(Parts()), av.VideoFrame(*SIZE, "yuv444p"), 0
    for plane in noise.planes:
        plane.update(random.Random(1).randbytes(plane.buffer_size))
    for picture in range(300):
        patch = of_all.patch(noise, (Area(0, 0, 96, 96),), picture / 30)
        if patch is None:
            of_all.picture(of_the_codec(1))
        carried += len(patch or b"")
    assert AT_ONCE + 9 * STEADILY < carried < AT_ONCE + 10 * STEADILY + A_PATCH_OF_NOISE
    assert of_all.patch(SHOWN, WORD, 20.0) is not None


def test_codecs_are_opened_once_for_a_size_and_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "_CODECS", 2)
    parts = Parts()
    of_all = begun(parts)
    for width in (10, 20, 10, 40, 10, 20):
        of_all.patch(SHOWN, (Area(0, 16, width, 16),), 0.0)
    assert parts.opened == [(16, 16), (32, 16), (48, 16), (32, 16)]


def test_at_the_lower_right_a_part_is_no_larger_than_the_picture() -> None:
    parts = Parts()
    begun(parts).patch(SHOWN, (Area(999, 499, 1, 1),), 0.0)
    assert parts.opened == [(1000 - 62 * 16, 500 - 31 * 16)]


def test_a_codec_that_does_not_code_each_row_is_noticed_and_no_patch_was_made() -> None:
    parts = Parts()
    of_all = begun(parts)
    parts.broken = True
    with pytest.raises(StreamUnknown, match="each row"):
        of_all.patch(SHOWN, WORD, 0.0)
    assert of_all.since == ()
    parts.broken = False
    assert frame_number(of_all.patch(SHOWN, WORD, 0.0)) == 1


def test_a_keyframe_of_an_unknown_kind_ends_patches() -> None:
    of_all = begun(Parts())
    few = SteadyX264(*SIZE, EncoderSettings(), library(), full_chroma=False)
    with pytest.raises(StreamUnknown):
        of_all.keyframe(bytes(few.encode(SHOWN, 0, quantizer=30, keyframe=True)))
    assert of_all.patch(SHOWN, WORD, 0.0) is None


PAGE = Scrolled(GRID, 8, (Area(0, 492, 1000, 8),))


def test_of_a_scrolled_page_only_what_came_into_view_is_coded() -> None:
    of_all = begun(Parts())
    assert places(of_all.scroll(SHOWN, PAGE, 28)) == [(0, False), (30 * 63, True), (31 * 63, True)]
    assert of_all.since == (Area(0, 0, 1008, 512), Area(0, 480, 1008, 32))


def test_what_comes_into_view_is_coded_in_few_sizes() -> None:
    parts = Parts()
    of_all = begun(parts)
    of_all.picture(of_the_codec(1))
    for left, width in ((0, 8), (40, 200), (300, 220), (700, 16)):
        assert of_all.scroll(SHOWN, PAGE._replace(new=(Area(left, 464, width, 20),)), 28) is not None
    assert set(parts.opened) == {(256, 32)}


def test_where_much_comes_into_view_it_is_the_codecs_turn() -> None:
    rows = COMES_INTO_VIEW // 63
    of_all = begun(Parts())
    assert of_all.scroll(SHOWN, PAGE._replace(new=(Area(0, 0, 1000, 16 * rows),)), 28) is not None
    assert of_all.scroll(SHOWN, PAGE._replace(new=(Area(0, 0, 1000, 16 * rows + 1),)), 28) is None


def test_without_a_keyframe_nothing_can_be_scrolled() -> None:
    assert Patches(SIZE, Parts(), FINEST).scroll(SHOWN, PAGE, 28) is None


def test_a_caret_after_a_scrolled_page_is_coded_again() -> None:
    of_all, caret = begun(Parts()), Area(995, 490, 2, 10)
    on, off = painted(caret, 200), painted(caret, 20)
    of_all.patch(on, (caret,), 0.0)
    of_all.scroll(off, PAGE, 28)
    of_all.picture(of_the_codec(1))
    assert any(new for _, new in places(of_all.patch(on, (caret,), 0.0)))
