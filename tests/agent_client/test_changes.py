from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_client.changes import BAND, Plane, Rows, changed_areas, changed_rows, joined, planes
from peer.picture import Area
from peer.pixel_seams import BLOCK
from tests.fakes.viewer_doors import frame

rows = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda at: (at[0], at[0] + at[1])), max_size=6)
spots = st.tuples(st.integers(0, 2), st.integers(0, 10_000), st.integers(0, 10_000))


def blank(width: int, height: int) -> list[Plane]:
    return [np.zeros((height, width), np.uint8) for _ in range(3)]


def test_a_change_of_colour_alone_is_a_change() -> None:
    before, after = blank(192, 64), blank(192, 64)
    after[2][40, 70] = 1
    assert changed_areas(before, after, 192) == [Area(64, 32, BLOCK, BAND)]
    assert changed_areas(after, after, 192) == []


@pytest.mark.parametrize("height", [1, BAND, BAND + 1, 50, 300])
def test_the_first_and_the_last_row_are_found(height: int) -> None:
    before, after = blank(8, height), blank(8, height)
    after[0][0, 0] = after[0][-1, -1] = 1
    found = changed_rows(before, after)
    assert found[0][0] == 0
    assert found[-1][1] == height


def test_neighbouring_bands_are_one() -> None:
    before, after = blank(8, 20 * BAND), blank(8, 20 * BAND)
    after[0][7 * BAND, 0] = after[0][9 * BAND - 1, 7] = 1
    assert changed_rows(before, after) == [(7 * BAND, 9 * BAND)]


def test_pictures_that_lie_differently_in_memory_are_not_compared() -> None:
    before, after = planes(frame(64, 40)), planes(frame(80, 40))
    assert changed_areas(before, after, 64) == [Area(0, 0, 64, 40)]


def test_rows_that_do_not_divide_into_numbers_count_as_changed_from_end_to_end() -> None:
    before, after = blank(201, 40), blank(201, 40)
    after[1][20, 100] = 1
    assert changed_areas(before, after, 200) == [Area(0, BAND, 200, BAND)]


@pytest.mark.parametrize(("height", "found"), [(512, Area(0, 0, 256, 512)), (900, Area(0, 0, 320, 900))])
def test_of_many_rows_that_differ_almost_from_end_to_end_all_columns_count(height: int, found: Area) -> None:
    before, after = blank(320, height), blank(320, height)
    after[0][:, 10:250] = 1
    assert changed_areas(before, after, 320) == [found]


@pytest.mark.parametrize("almost_all", [1, 10, 250])
def test_what_only_rows_show_that_are_not_looked_at_first_is_found_too(almost_all: int) -> None:
    before, after = blank(320, 900), blank(320, 900)
    after[0][:, 8 : 8 + almost_all] = after[2][7, 300] = 1
    (found,) = changed_areas(before, after, 320)
    assert found == Area(0, 0, 320, 900)


def test_what_fills_a_row_up_is_no_part_of_the_picture() -> None:
    before, after = blank(192, 40), blank(192, 40)
    after[0][20, 130:] = 1
    assert changed_areas(before, after, 128) == []


def test_planes_are_the_picture_s_own_memory() -> None:
    picture = frame(64, 40)
    planes(picture)[0][:] = 77
    assert (planes(picture)[0] == 77).all()


@settings(max_examples=60)
@given(st.integers(1, 400), st.integers(1, 200), st.lists(spots, max_size=5))
def test_everything_that_changed_is_in_one_area_of_whole_blocks(
    width: int, height: int, changes: list[tuple[int, int, int]]
) -> None:
    row = -(-width // 8) * 8
    before, after = blank(row, height), blank(row, height)
    changed = {(plane, x % width, y % height) for plane, x, y in changes}
    for plane, x, y in changed:
        after[plane][y, x] = 1
    found = changed_areas(before, after, width)
    for _, x, y in changed:
        assert sum(area.contains(x, y) for area in found) == 1
    for area in found:
        assert area.left % BLOCK == 0
        assert area.top % BAND == 0
        assert area.width >= min(width, BLOCK)
        assert area.left + area.width <= width
        assert (area.left + area.width) % BLOCK == 0 or area.left + area.width == width
        assert any(area.contains(x, y) for _, x, y in changed)


@settings(max_examples=40)
@given(rows)
def test_joined_rows_are_the_same_rows_and_none_touches_another(some: list[Rows]) -> None:
    found = joined(some)
    assert {row for rows in found for row in range(*rows)} == {row for rows in some for row in range(*rows)}
    assert all(after[0] > before[1] for before, after in pairwise(found))
