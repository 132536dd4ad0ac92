import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_client.changes import BAND, Rows, changed_rows, joined, planes, without
from tests.fakes.viewer_doors import frame

rows = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda at: (at[0], at[0] + at[1])), max_size=6)


def test_a_change_of_colour_alone_is_a_change() -> None:
    luma = np.zeros((64, 64), np.uint8)
    chroma, other = np.zeros((32, 32), np.uint8), np.zeros((32, 32), np.uint8)
    other[20, 3] = 1
    assert changed_rows([luma, chroma, chroma], [luma, chroma, other], 64) == [(32, 48)]
    assert changed_rows([luma, chroma, chroma], [luma, chroma, chroma], 64) == []


@pytest.mark.parametrize("height", [1, BAND, BAND + 1, 50])
def test_the_first_and_the_last_row_are_found(height: int) -> None:
    before, after = np.zeros((height, 8), np.uint8), np.zeros((height, 8), np.uint8)
    after[0, 0] = after[-1, -1] = 1
    found = changed_rows([before], [after], height)
    assert found[0][0] == 0
    assert found[-1][1] == height


def test_neighbouring_bands_are_one() -> None:
    before, after = np.zeros((4 * BAND, 8), np.uint8), np.zeros((4 * BAND, 8), np.uint8)
    after[BAND, 0] = after[3 * BAND - 1, 7] = 1
    assert changed_rows([before], [after], 4 * BAND) == [(BAND, 3 * BAND)]


def test_pictures_that_lie_differently_in_memory_are_not_compared() -> None:
    before, after = planes(frame(64, 40)), planes(frame(64, 40, kind="yuv420p"))
    assert changed_rows(before, after, 40) == [(0, 40)]


def test_planes_are_the_picture_s_own_memory() -> None:
    picture = frame(64, 40)
    planes(picture)[0][:] = 77
    assert (planes(picture)[0] == 77).all()


@settings(max_examples=40)
@given(rows, rows)
def test_without_leaves_what_is_in_one_and_not_in_the_other(some: list[Rows], others: list[Rows]) -> None:
    def numbers(ranges: list[Rows]) -> set[int]:
        return {row for top, bottom in ranges for row in range(top, bottom)}

    assert numbers(joined(some)) == numbers(some)
    left = without(joined(some), joined(others))
    assert numbers(left) == numbers(some) - numbers(others)
    assert left == joined(left)
