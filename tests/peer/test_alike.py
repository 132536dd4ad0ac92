import random
from collections.abc import Callable
from typing import Final

import av
import pytest

from peer.alike import Pair
from peer.picture import Area
from peer.pieces import Converted

WIDTH, HEIGHT = 96, 72
PIECE: Final = Area(9, 11, 80, 53)
"""At no macroblock's edge."""


def noise(width: int, height: int, seed: int) -> av.VideoFrame:
    frame, chance = av.VideoFrame(width, height, "yuv444p"), random.Random(seed)
    for plane in frame.planes:
        plane.update(chance.randbytes(plane.buffer_size))
    return frame


def cut(picture: av.VideoFrame, area: Area, down: int = 0) -> Converted:
    """A piece that shows what stands `down` rows further in a picture."""
    frame = noise(area.width, area.height, 7)
    for plane, source in zip(frame.planes, picture.planes, strict=True):
        rows, target = bytes(source), memoryview(plane)
        for y in range(area.height):
            at = (area.top + y + down) * source.line_size + area.left
            target[y * plane.line_size : y * plane.line_size + area.width] = rows[at : at + area.width]
    return Converted(area, frame)


def touch(piece: Converted, x: int, y: int, plane: int) -> None:
    """Changes a pixel of the picture that lies in the piece."""
    target = piece.frame.planes[plane]
    memoryview(target)[(y - piece.area.top) * target.line_size + x - piece.area.left] ^= 1


def pair(down: int = 0, change: Callable[[Converted], None] = lambda piece: None) -> Pair:
    before = noise(WIDTH, HEIGHT, 1)
    piece = cut(before, PIECE, down)
    change(piece)
    return Pair(piece, before)


def test_what_did_not_change_is_the_same() -> None:
    assert pair().same(9, 89, 11, 43, 0)
    assert list(pair().differing_bands(PIECE, 0)) == []


def test_what_moved_is_the_same_there_only() -> None:
    assert pair(down=-5).same(9, 89, 16, 48, -5)
    assert not pair(down=-5).same(9, 89, 16, 48, 0)


def test_nothing_is_the_same_as_what_lies_outside_of_the_picture() -> None:
    assert not pair().same(9, 89, 40, 64, 9)
    assert not pair().same(9, 89, 11, 35, -12)
    assert list(pair().differing_bands(Area(16, 48, 32, 16), 9)) == [Area(16, 48, 32, 16)]
    assert list(pair().differing_bands(Area(16, 48, 16, 16), 9)) == [Area(16, 48, 16, 16)]


@pytest.mark.parametrize("plane", [0, 1, 2])
@pytest.mark.parametrize("y", [11, 30, 47, 48, 63])
@pytest.mark.parametrize("area", [PIECE, Area(16, 11, 16, 53), Area(18, 11, 5, 53)])
def test_one_pixel_that_changed_is_in_one_band(area: Area, y: int, plane: int) -> None:
    changed = pair(change=lambda piece: touch(piece, 20, y, plane))
    assert [band.top // 16 for band in changed.differing_bands(area, 0)] == [y // 16]


def test_what_changed_elsewhere_does_not_count() -> None:
    changed = pair(change=lambda piece: touch(piece, 20, 30, 0))
    assert list(changed.differing_bands(Area(9, 11, 7, 53), 0)) == []
    assert list(changed.differing_bands(Area(32, 11, 57, 53), 0)) == []


def test_whole_pictures_are_compared_where_they_lie() -> None:
    before = noise(WIDTH, HEIGHT, 1)
    piece = cut(before, Area(0, 0, WIDTH, HEIGHT))
    touch(piece, 50, 70, 2)
    assert list(Pair(piece, before).differing_bands(piece.area, 0)) == [Area(0, 64, WIDTH, 8)]


def test_of_a_row_each_column_is_told() -> None:
    moved = pair(down=3, change=lambda piece: touch(piece, 31, 40, 0))
    assert moved.columns_alike(16, 4, 40, 3) == b"\0\1\1\1"
    assert moved.columns_alike(16, 4, 39, 3) == b"\1\1\1\1"


def test_stripes_are_luma() -> None:
    new, old = pair(down=3).stripes(Area(20, 11, 30, 50))
    assert new[: 47 * 30] == old[3 * 30 :]


def test_bands_end_with_the_pictures_macroblocks() -> None:
    other = Pair(Converted(PIECE, noise(80, 53, 2)), noise(WIDTH, HEIGHT, 1))
    rows = [(11, 5), (16, 16), (32, 16), (48, 16)]
    assert [(band.top, band.height) for band in other.differing_bands(PIECE, 0)] == rows
    assert [(band.top, band.height) for band in other.differing_bands(PIECE._replace(width=9), 0)] == rows
    assert list(other.differing_bands(PIECE._replace(height=0), 0)) == []
