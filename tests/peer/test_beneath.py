import ctypes
import shutil
from pathlib import Path

import av
import pytest

from peer.beneath import SeamBroken, library, selfcheck, structure


def test_another_version_is_refused_with_a_clear_text() -> None:
    with pytest.raises(SeamBroken, match=r"PyAV 19\.0\.0 is untried"):
        selfcheck("19.0.0")


def test_a_missing_library_is_refused_with_a_clear_text(tmp_path: Path) -> None:
    with pytest.raises(SeamBroken, match="libswscale"):
        library("swscale", tmp_path)


def test_what_is_found_is_the_very_library_that_pyav_uses() -> None:
    assert library("avutil").avutil_version() == int.from_bytes(bytes(av.library_versions["libavutil"]))


@pytest.mark.parametrize(
    "place",
    ["av.libs/libx264-1.so.165", "av.libs/libx264-165-1.dll", "av.libs/x264-165-1.dll", "av/.dylibs/libx264.165.dylib"],
)
def test_a_library_is_found_by_the_name_that_it_has_on_each_system(place: str, tmp_path: Path) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    shutil.copy(library("avutil")._name, tmp_path / place)
    assert library("x264", tmp_path)._name == str(tmp_path / place)


def test_a_frames_structure_begins_with_where_its_pixels_are() -> None:
    frame = av.VideoFrame(64, 48, "bgra")
    (plane,) = frame.planes
    assert ctypes.c_void_p.from_address(structure(frame).value or 0).value == plane.buffer_ptr
