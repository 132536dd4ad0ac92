import random
from collections.abc import Callable
from typing import Final

import av
import pytest

from peer.alike import Pair, TooManyDiffer, bands
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


def pair(patience: int = 100, down: int = 0, change: Callable[[Converted], None] = lambda piece: None) -> Pair:
    before = noise(WIDTH, HEIGHT, 1)
    piece = cut(before, PIECE, down)
    change(piece)
    return Pair(piece, before, patience)


def test_what_did_not_change_is_the_same() -> None:
    assert pair().same(Area(9, 11, 80, 32), 0)
    assert list(pair().differing(PIECE, 0)) == []


def test_what_moved_is_the_same_there_only() -> None:
    assert pair(down=-5).same(Area(9, 16, 80, 32), -5)
    assert not pair(down=-5).same(Area(9, 16, 80, 32), 0)


def test_nothing_is_the_same_as_what_lies_outside_of_the_picture() -> None:
    assert not pair().same(Area(9, 40, 80, 24), 9)
    assert not pair().same(Area(9, 11, 80, 24), -12)
    assert set(pair().differing(Area(16, 48, 32, 16), 9)) == {(3, 1), (3, 2)}


@pytest.mark.parametrize("plane", [0, 1, 2])
@pytest.mark.parametrize(
    ("x", "y"), [(9, 11), (15, 30), (16, 30), (31, 63), (32, 16), (79, 40), (80, 40), (88, 63), (88, 11)]
)
def test_one_pixel_that_changed_is_in_one_macroblock(x: int, y: int, plane: int) -> None:
    changed = pair(change=lambda piece: touch(piece, x, y, plane))
    assert list(changed.differing(PIECE, 0)) == [(y // 16, x // 16)]


def test_areas_that_are_narrower_than_a_macroblock_are_looked_at_too() -> None:
    changed = pair(change=lambda piece: touch(piece, 20, 30, 0))
    assert list(changed.differing(Area(18, 11, 5, 53), 0)) == [(1, 1)]
    assert list(changed.differing(Area(9, 11, 7, 53), 0)) == []


def test_whole_pictures_are_compared_where_they_lie() -> None:
    before = noise(WIDTH, HEIGHT, 1)
    piece = cut(before, Area(0, 0, WIDTH, HEIGHT))
    touch(piece, 50, 70, 2)
    assert list(Pair(piece, before, 100).differing(piece.area, 0)) == [(4, 3)]


def test_patience_ends() -> None:
    other = Pair(Converted(PIECE, noise(80, 53, 2)), noise(WIDTH, HEIGHT, 1), 8)
    with pytest.raises(TooManyDiffer):
        list(other.differing(PIECE, 0))


def test_rows_and_stripes_are_luma() -> None:
    moved = pair(down=3)
    one, other = moved.row(20, 30, 40, 3)
    assert one == other
    new, old = moved.stripes(Area(20, 11, 30, 50))
    assert new[: 47 * 30] == old[3 * 30 :]


def test_bands_end_with_the_pictures_macroblocks() -> None:
    assert [(area.top, area.height) for area in bands(PIECE, 16)] == [(11, 5), (16, 16), (32, 16), (48, 16)]
    assert list(bands(PIECE._replace(height=0), 16)) == []
