import pytest

from peer.blocks import Blocks, apart, touched
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
