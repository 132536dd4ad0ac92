from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from peer import slices
from peer.bits import Reader, StreamUnknown, Writer, unescaped
from peer.slices import Place
from peer.x264 import COLOUR_PARAMETERS, PARAMETERS, PROFILES
from peer.x264_seams import Handle, Plane, library
from tests.fakes.screens import grey

KEYFRAME, SLICE = 0x65, 0x41
FIRST, LATER, AGAIN = Place(5, 1, None), Place(6, 0, 1), Place(6, 0, 0)
TRICKY = some.lists(some.sampled_from([0, 0, 0, 1, 3, 128, 255]), min_size=1, max_size=90).map(bytes)


def keyframe(*more: str, profile: str = "high444", colours: int = 0x0C) -> bytes:
    """What x264 makes of nothing but grey."""
    codec = Handle(library(), (64, 48), colours, profile, (*":".join(PARAMETERS).split(":"), "log=-1", *more))
    frame = grey(64, 48)
    planes = [Plane(plane.buffer_ptr, plane.line_size) for plane in frame.planes]
    return codec.encode(planes, 0, 12, None, keyframe=True)


def with_data(write: Writer, data: bytes) -> Writer:
    return write.bits(8 * len(data), int.from_bytes(data, "big")).bits(1, 1)


def of_a_keyframe(data: bytes, first: int = 40) -> bytes:
    """A slice with the quality 9, as it is written."""
    return with_data(Writer().numbers(first, 7, 0).bits(4, 0).numbers(1).bits(2, 0).numbers(9, 1), data).unit(KEYFRAME)


def of_a_picture(data: bytes, number: int, first: int = 4080) -> bytes:
    return with_data(Writer().numbers(first, 5, 0).bits(4, number), data).unit(SLICE)


def header(unit: bytes, kind: int, place: Place) -> Reader:
    """Reads a patch's slice up to its first macroblock, which is left to be read before."""
    assert unit[0] == SLICE
    read = Reader(unescaped(unit[1:]))
    first = read.number()
    read.expect(kind, 0)
    read.expect_bits(4, place.frame_number)
    assert first == 300
    return read


def marking(read: Reader, place: Place) -> None:
    read.expect_bits(1, 1)
    read.expect(4, 3)
    if place.follows is None:
        read.expect(3, 0, 0)
    for older in range(place.older):
        read.expect(1, older + 1)
    read.expect(6, 1 + place.becomes, 0)


@given(TRICKY)
def test_a_slice_of_a_keyframe_says_the_same_elsewhere_in_a_patch(data: bytes) -> None:
    for place in (FIRST, LATER, FIRST._replace(older=3)):
        read = header(slices.moved(of_a_keyframe(data), 40, 300, place), 2, place)
        marking(read, place)
        read.expect(9, 1)
        assert read.bits(8 * len(data)).to_bytes(len(data), "big") == data
        assert read.bits(1) == 1
        assert read.bits(read.left) == 0


@pytest.mark.parametrize(("place", "refers"), [(FIRST, (0,)), (LATER, (1, 2, 2, 3)), (AGAIN, (1, 2, 1, 3))])
def test_what_did_not_change_is_one_run_that_refers_to_a_picture(place: Place, refers: tuple[int]) -> None:
    read = header(slices.unchanged(300, 7860, place), 0, place)
    read.expect_bits(1, 0)
    read.expect_bits(1, refers[0])
    read.expect(*refers[1:])
    marking(read, place)
    read.expect(0, 1, 7860)
    read.expect_bits(1, 1)
    assert read.bits(read.left) == 0


@given(TRICKY, some.integers(0, 15), some.integers(0, 15))
def test_a_picture_of_the_codecs_gets_another_number_and_keeps_all_else(data: bytes, was: int, becomes: int) -> None:
    both = [of_a_picture(data, was, 0), of_a_picture(data, was)]
    numbered = slices.units(slices.numbered(slices.stream(both), becomes))
    assert numbered == [of_a_picture(data, becomes, 0), of_a_picture(data, becomes)]


def test_a_large_picture_is_numbered_where_its_number_stands() -> None:
    data = b"\0\0\3\0\x80" * 30_000
    assert slices.units(slices.numbered(slices.stream([of_a_picture(data, 1)]), 2)) == [of_a_picture(data, 2)]


def test_a_slice_of_zeros_is_refused() -> None:
    with pytest.raises(StreamUnknown, match="zeros"):
        slices.numbered(slices.stream([of_a_picture(bytes(8000), 1)]), 2)
    assert slices.numbered(slices.stream([of_a_picture(bytes(500), 1)]), 2)


@pytest.mark.parametrize("more", [(), ("fps=10:force-cfr=1",), COLOUR_PARAMETERS])
def test_room_for_patches_looks_as_if_the_codec_had_left_it(more: tuple[str, ...]) -> None:
    options = tuple(option for each in more for option in each.split(":"))
    left_by_us = slices.parameters(slices.units(slices.with_room(keyframe(*options))))
    assert left_by_us == slices.parameters(slices.units(keyframe("dpb-size=4", *options)))


def test_room_for_patches_changes_nothing_but_the_parameters() -> None:
    codecs = keyframe()
    before, after = slices.units(codecs), slices.units(slices.with_room(codecs))
    assert before[1:] == after[1:]
    assert before[0] != after[0]


def test_our_codecs_parameters_are_known() -> None:
    slices.check(slices.parameters(slices.units(keyframe())))


@pytest.mark.parametrize(
    "codecs",
    [
        lambda: keyframe("cabac=1"),
        lambda: keyframe("8x8dct=1"),
        lambda: keyframe("weightp=1"),
        lambda: keyframe("ref=2"),
        lambda: keyframe(profile=PROFILES[False], colours=2),
    ],
)
def test_with_other_parameters_there_are_no_patches(codecs: Callable[[], bytes]) -> None:
    with pytest.raises(StreamUnknown):
        slices.check(slices.parameters(slices.units(codecs())))


def test_without_parameters_there_are_no_patches() -> None:
    with pytest.raises(StreamUnknown, match="without its parameters"):
        slices.check([])


def test_what_has_no_room_to_be_made_larger_is_refused() -> None:
    with pytest.raises(StreamUnknown, match="4 where 1 was expected"):
        slices.with_room(keyframe("dpb-size=4"))


def test_parts_have_to_mean_the_same_as_the_whole() -> None:
    whole, part = (slices.parameters(slices.units(keyframe(*more))) for more in ((), ("chroma-qp-offset=-3",)))
    slices.check_alike(whole, whole)
    with pytest.raises(StreamUnknown, match="other parameters"):
        slices.check_alike(part, whole)


@pytest.mark.parametrize(
    "unit",
    [
        of_a_picture(b"\xff", 1, 40),
        of_a_keyframe(b"\xff", 41),
        Writer().numbers(40, 5, 0).bits(4, 0).unit(KEYFRAME),
        Writer().numbers(40, 7, 0).bits(4, 3).unit(KEYFRAME),
        Writer().numbers(40, 7, 1).unit(KEYFRAME),
        Writer().numbers(40, 7, 0).bits(4, 0).numbers(0).bits(2, 0).numbers(9, 0).unit(KEYFRAME),
        bytes((KEYFRAME,)),
    ],
)
def test_a_slice_that_is_not_the_expected_one_of_a_keyframe_is_refused(unit: bytes) -> None:
    with pytest.raises(StreamUnknown):
        slices.moved(unit, 40, 300, FIRST)


def test_a_keyframe_keeps_its_number() -> None:
    with pytest.raises(StreamUnknown, match="does not build on another"):
        slices.numbered(slices.stream([of_a_keyframe(b"\xff")]), 1)


def test_remarks_are_no_slices() -> None:
    kinds = [(slices.kind(unit), slices.is_slice(unit)) for unit in slices.units(keyframe())]
    assert kinds == [(7, False), (8, False), (6, False), (5, True)]
