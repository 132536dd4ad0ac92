import ctypes
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import av
import pytest

from peer import beneath
from peer.x264_seams import (
    Handle,
    Plane,
    X264SeamBroken,
    _Parameters,
    _Picture,
    check,
    check_pictures,
    hints,
    library,
)

GREY = 128
I420 = 2


def opened(*parameters: str) -> Handle:
    return Handle(library(), (32, 32), I420, "baseline", ("log=-1", *parameters))


def test_a_picture_goes_in_and_comes_out() -> None:
    grey = ctypes.create_string_buffer(bytes([GREY]) * 32 * 32)
    address = ctypes.addressof(grey)
    planes = [Plane(address, 32), Plane(address, 16), Plane(address, 16)]
    written = opened("keyint=infinite").encode(planes, 0, 20, None, keyframe=True)
    (frame,) = av.CodecContext.create("h264", "r").decode(av.Packet(written))
    assert set(bytes(memoryview(frame.planes[0]))[:32]) == {GREY}


def test_an_open_codec_can_be_told_to_search_otherwise() -> None:
    codec = opened("me=umh", "merange=32")
    codec.turn(["me=hex", "merange=16", "partitions=none"])
    codec.turn(["me=umh", "merange=32", "partitions=i4x4"])
    with pytest.raises(X264SeamBroken, match="does not know frobnicate=1"):
        codec.turn(["frobnicate=1"])


def test_a_codec_that_will_not_be_told_is_noticed() -> None:
    codec = opened()
    deaf = SimpleNamespace(x264_encoder_parameters=lambda *_: None, x264_encoder_reconfig=lambda *_: -1)
    codec._x264 = cast("ctypes.CDLL", deaf)
    with pytest.raises(X264SeamBroken, match="in mid-stream"):
        codec.turn([])


def test_without_pixels_there_is_no_picture() -> None:
    with pytest.raises(X264SeamBroken, match="no picture"):
        opened().encode([], 0, 20, None, keyframe=True)


def test_a_missing_library_is_refused_with_a_clear_text(tmp_path: Path) -> None:
    with pytest.raises(X264SeamBroken, match="libx264 is not at"):
        library(tmp_path)


def test_another_library_is_refused_with_a_clear_text(tmp_path: Path) -> None:
    (tmp_path / "av.libs").mkdir()
    shutil.copy(beneath.library("avutil")._name, tmp_path / "av.libs" / "libx264-1.so.165")
    with pytest.raises(X264SeamBroken, match="is not of build 165"):
        library(tmp_path)


def test_a_parameter_that_x264_does_not_know_is_refused() -> None:
    with pytest.raises(X264SeamBroken, match="does not know frobnicate=1"):
        opened("frobnicate=1")


def test_a_codec_that_cannot_be_is_refused() -> None:
    with pytest.raises(X264SeamBroken, match="could not be opened"):
        Handle(library(), (0, 0), I420, "baseline", ("log=-1",))


def test_parameters_that_lie_elsewhere_are_noticed() -> None:
    given = _Parameters()
    given.analysis.me_range = 16
    with pytest.raises(X264SeamBroken, match="elsewhere: merange"):
        check(given, {"merange": "32", "cabac": "0"})
    given.analysis.me_range = 32
    check(given, {"merange": "32", "cabac": "0"})


@pytest.mark.parametrize("size", [ctypes.sizeof(_Picture) - 8, ctypes.sizeof(_Picture) + 8])
def test_pictures_of_another_size_are_noticed(size: int) -> None:
    clear: Callable[[object], object] = lambda room: ctypes.memset(room, 0, size)  # noqa: E731  (one expression)
    with pytest.raises(X264SeamBroken, match="another size"):
        check_pictures(cast("ctypes.CDLL", SimpleNamespace(x264_picture_init=clear)))


def test_hints_name_each_block_that_an_area_touches() -> None:
    assert hints((40, 33), ()) == bytes([1] * 9)
    assert hints((40, 33), [(15, 0, 2, 16)]) == bytes([0, 0, 1, 1, 1, 1, 1, 1, 1])
    assert hints((40, 33), [(16, 16, 1, 1), (39, 32, 1, 1)]) == bytes([1, 1, 1, 1, 0, 1, 1, 1, 0])
    assert hints((40, 33), [(0, 0, 40, 33)]) == bytes(9)


def test_hints_of_areas_that_reach_beyond_the_picture_stay_in_it() -> None:
    assert hints((32, 32), [(16, 16, 500, 500)]) == bytes([1, 1, 1, 0])
