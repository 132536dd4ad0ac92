import random
from typing import Final

import av
import pytest

from peer.alike import Pair
from peer.picture import Area
from peer.pieces import Converted
from peer.scroll_distance import FARTHEST, Guess, guessed, longest

WIDTH, HEIGHT = 160, 640
WHOLE: Final = Area(0, 0, WIDTH, HEIGHT)


def page(seed: int, height: int = 3 * HEIGHT) -> list[bytes]:
    """Rows of luma: text, blank between."""
    chance = random.Random(seed)
    return [chance.randbytes(WIDTH) if row % 19 < 12 else bytes(WIDTH) for row in range(height)]


def frame(rows: list[bytes]) -> av.VideoFrame:
    made = av.VideoFrame(WIDTH, len(rows), "yuv444p")
    for plane in made.planes:
        plane.update(b"".join(row.ljust(plane.line_size, b"\0") for row in rows))
    return made


def guess(before: list[bytes], after: list[bytes]) -> Guess | None:
    return guessed(Pair(Converted(WHOLE, frame(after)), frame(before)), WHOLE)


@pytest.mark.parametrize("down", [1, 8, 57, -3, -140, 400])
def test_the_distance_is_guessed(down: int) -> None:
    rows = page(1)
    assert guess(rows[HEIGHT : 2 * HEIGHT], rows[HEIGHT + down :][:HEIGHT]) == Guess(down, 0, WIDTH // 16)


def test_columns_that_stay_are_left_out() -> None:
    rows, stays = page(1), page(2)
    before = [b[:48] + a[48:] for a, b in zip(rows, stays, strict=True)][:HEIGHT]
    after = [b[:48] + a[48:] for a, b in zip(rows[8:], stays, strict=False)][:HEIGHT]
    assert guess(before, after) == Guess(8, 3, WIDTH // 16)


def test_nobody_guesses_more_than_the_farthest() -> None:
    rows = page(1)
    assert guess(rows[:HEIGHT], rows[FARTHEST + 1 :][:HEIGHT]) is None


def test_another_page_is_at_no_distance() -> None:
    assert guess(page(1)[:HEIGHT], page(2)[:HEIGHT]) is None


def test_a_page_that_did_not_change_is_at_no_distance() -> None:
    assert guess(page(1)[:HEIGHT], page(1)[:HEIGHT]) is None


def test_of_lines_that_are_all_alike_the_nearest_is_taken() -> None:
    rows = page(1, 20) * 99
    assert guess(rows[:HEIGHT], rows[7:][:HEIGHT]) == Guess(7, 0, WIDTH // 16)
    assert guess(rows[:HEIGHT], rows[13:][:HEIGHT]) == Guess(-7, 0, WIDTH // 16)


def test_where_the_sum_is_largest() -> None:
    assert longest([]) == (0, 0)
    assert longest([-1, 0]) == (0, 0)
    assert longest([-1, 2, -1, 3, -9, 3]) == (1, 4)
    assert longest([1, -5, 4]) == (2, 3)
