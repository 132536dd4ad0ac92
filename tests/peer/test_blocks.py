import random

import pytest

from peer.blocks import Blocks, apart, rectangles, touched
from peer.picture import Area

GRID = Blocks(0, 0, 63, 32)


@pytest.mark.parametrize(
    ("areas", "becomes"),
    [
        ([Area(0, 0, 16, 16)], [(0, 0, 1, 1)]),
        ([Area(15, 15, 2, 2)], [(0, 0, 2, 2)]),
        # wider, as codecs are opened, and not beyond the right edge:
        ([Area(0, 0, 80, 16)], [(0, 0, 6, 1)]),
        ([Area(920, 0, 80, 16)], [(57, 0, 6, 1)]),
        ([Area(0, 16, 1000, 1)], [(0, 1, 63, 1)]),
        # joined where they overlap, or go on:
        ([Area(0, 0, 20, 20), Area(25, 25, 10, 10)], [(0, 0, 3, 3)]),
        ([Area(0, 0, 16, 16), Area(0, 16, 16, 16)], [(0, 0, 1, 2)]),
        ([Area(0, 0, 16, 16), Area(16, 0, 16, 16)], [(0, 0, 1, 1), (1, 0, 1, 1)]),
        # so that nothing is there twice, not even where one became wider:
        ([Area(80, 0, 16, 16), Area(0, 0, 80, 16)], [(0, 0, 6, 1)]),
        ([Area(0, 0, 0, 5), Area(16, 16, 5, 0)], []),
    ],
)
def test_changes_become_rectangles_of_blocks(areas: list[Area], becomes: list[tuple[int, int, int, int]]) -> None:
    assert apart((touched(area, GRID) for area in areas), GRID) == becomes


def test_blocks_side_by_side_and_below_each_other_become_one_rectangle() -> None:
    assert list(rectangles({4: {5, 6}, 3: {6, 5}})) == [Blocks(5, 3, 2, 2)]
    assert list(rectangles({3: {5}, 5: {5}})) == [Blocks(5, 3, 1, 1), Blocks(5, 5, 1, 1)]
    assert list(rectangles({3: {5}, 4: {5, 6}})) == [Blocks(5, 3, 1, 1), Blocks(5, 4, 2, 1)]
    assert list(rectangles({3: set()})) == []


@pytest.mark.parametrize("seed", range(5))
def test_rectangles_have_exactly_the_blocks_that_they_were_made_of(seed: int) -> None:
    chance = random.Random(seed)
    rows = {row: {chance.randrange(9) for _ in range(5)} for row in range(9) if row != seed}
    made = [
        (row, column)
        for left, top, width, height in rectangles(rows)
        for row in range(top, top + height)
        for column in range(left, left + width)
    ]
    assert sorted(made) == [(row, column) for row in sorted(rows) for column in sorted(rows[row])]
