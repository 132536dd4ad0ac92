import random
from typing import Final

import av
import pytest

from peer.alike import Pair
from peer.picture import Area
from peer.pieces import Converted
from peer.sieve import Sieve, TooManyDiffer

WIDTH, HEIGHT = 656, 72
PIECE: Final = Area(9, 11, 640, 53)
"""At no macroblock's edge."""
Pixel = tuple[int, int, int]
"""Column and row in the picture, and plane."""


def noise(width: int, height: int, seed: int) -> av.VideoFrame:
    frame, chance = av.VideoFrame(width, height, "yuv444p"), random.Random(seed)
    for plane in frame.planes:
        plane.update(chance.randbytes(plane.buffer_size))
    return frame


def sieve(*changed: Pixel, patience: int = 100, down: int = 0) -> Sieve:
    """For a piece that shows what stood so many rows further down, but for these pixels."""
    before, frame = noise(WIDTH, HEIGHT, 1), noise(PIECE.width, PIECE.height, 2)
    for number, (plane, source) in enumerate(zip(frame.planes, before.planes, strict=True)):
        rows, target = bytes(source), memoryview(plane)
        for y in range(PIECE.height - max(0, down)):
            at = (PIECE.top + y + down) * source.line_size + PIECE.left
            target[y * plane.line_size : y * plane.line_size + PIECE.width] = rows[at : at + PIECE.width]
        for column, row, which in changed:
            if which == number:
                target[(row - PIECE.top) * plane.line_size + column - PIECE.left] ^= 1
    return Sieve(Pair(Converted(PIECE, frame), before), patience)


def blocks(sieve: Sieve, area: Area = PIECE, down: int = 0) -> set[tuple[int, int]]:
    return {(row, column) for row, columns in sieve.differing(area, down) for column in columns}


def test_nothing_differs_where_nothing_changed() -> None:
    assert blocks(sieve()) == set()


@pytest.mark.parametrize("plane", [0, 1, 2])
@pytest.mark.parametrize(
    ("x", "y"), [(9, 11), (15, 30), (16, 30), (31, 63), (32, 16), (79, 40), (648, 40), (640, 63), (639, 11)]
)
def test_one_pixel_that_changed_is_in_one_macroblock(x: int, y: int, plane: int) -> None:
    assert blocks(sieve((x, y, plane))) == {(y // 16, x // 16)}


def test_areas_that_are_narrower_than_a_macroblock_are_looked_at_too() -> None:
    assert blocks(sieve((20, 30, 0)), Area(18, 11, 5, 53)) == {(1, 1)}
    assert blocks(sieve((20, 30, 0)), Area(9, 11, 7, 53)) == set()


def test_what_moved_is_looked_for_there() -> None:
    assert blocks(sieve((50, 30, 1), down=5), Area(9, 11, 640, 37), 5) == {(1, 3)}


def test_all_differs_from_what_lies_outside_of_the_picture() -> None:
    assert blocks(sieve(), Area(16, 48, 32, 16), 9) == {(3, 1), (3, 2)}


def test_between_many_that_differ_none_is_looked_at() -> None:
    every_second = [(x, 33, 0) for x in range(160, 320, 32)]
    assert blocks(sieve(*every_second)) == {(2, column) for column in range(10, 19)}


@pytest.mark.parametrize("seed", range(8))
def test_each_pixel_that_changed_is_in_a_macroblock_that_differs(seed: int) -> None:
    chance = random.Random(seed)
    changed = [
        (chance.randrange(9, 649), chance.randrange(11, 64), chance.randrange(3)) for _ in range(chance.choice([3, 40]))
    ]
    found = blocks(sieve(*changed))
    assert {(y // 16, x // 16) for x, y, _ in changed} <= found
    assert {row for row, _ in found} == {y // 16 for _, y, _ in changed}


def test_a_column_that_differs_in_each_row_needs_no_patience() -> None:
    bar = [(600, y, 0) for y in range(11, 64)]
    assert blocks(sieve(*bar, patience=1)) == {(row, 37) for row in range(4)}


def test_patience_ends() -> None:
    scattered = [(x, y, 0) for x, y in ((20, 12), (200, 20), (300, 34), (400, 50))]
    assert len(blocks(sieve(*scattered, patience=4))) == 4
    with pytest.raises(TooManyDiffer):
        blocks(sieve(*scattered, patience=3))
