import random

import pytest

from peer.differences import LOOKED_AT, narrowed
from peer.picture import Area, Picture
from peer.pieces import Converted, Converter
from tests.fakes.screens import Screen

SIZE = (200, 100)


def converted(screen: Screen, *areas: Area) -> tuple[Converted, ...]:
    """These parts of it; all, if there are none."""
    pieces = tuple(map(screen.cut, areas or (Area(0, 0, screen.width, screen.height),)))
    return Converter().converted(Picture(screen.width, screen.height, pieces, 0.0, areas))


def blocks(areas: tuple[Area, ...]) -> set[tuple[int, int]]:
    return {
        (y // 16, x // 16)
        for left, top, width, height in areas
        for y in range(top, top + height)
        for x in range(left, left + width)
    }


def dotted(screen: Screen, x: int, y: int) -> None:
    screen.rows[y][4 * x : 4 * x + 3] = bytes(255 - value for value in screen.rows[y][4 * x : 4 * x + 3])


def test_a_line_that_is_drawn_again_for_a_letter_changed_where_the_letter_is() -> None:
    screen, line = Screen(*SIZE), Area(0, 19, 200, 17)
    (before,) = converted(screen)
    screen.type(1, 5)
    assert narrowed([line], converted(screen, line), before.frame) == (Area(32, 19, 16, 13),)


def test_what_was_drawn_as_it_was_did_not_change() -> None:
    screen = Screen(*SIZE)
    (before,) = converted(screen)
    area = Area(3, 5, 90, 70)
    assert narrowed([area], converted(screen, area), before.frame) == ()


@pytest.mark.parametrize("seed", range(6))
def test_each_pixel_that_differs_is_in_what_is_left_and_nothing_beyond_the_change(seed: int) -> None:
    chance, screen = random.Random(seed), Screen(*SIZE)
    (before,) = converted(screen)
    area = Area(chance.randrange(50), chance.randrange(50), chance.randrange(1, 150), chance.randrange(1, 50))
    dots = [
        (area.left + chance.randrange(area.width), area.top + chance.randrange(area.height)) for _ in range(seed + 1)
    ]
    for x, y in dots:
        dotted(screen, x, y)
    left = narrowed([area], converted(screen, area), before.frame)
    assert all(any(part.contains(x, y) for part in left) for x, y in dots)
    assert blocks(left) <= blocks((area,))
    assert len(blocks(left)) <= sum(max(columns) - min(columns) + 1 for columns in by_row(dots).values())


def by_row(dots: list[tuple[int, int]]) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for x, y in dots:
        rows.setdefault(y // 16, []).append(x // 16)
    return rows


def test_a_change_of_colour_alone_is_one() -> None:
    screen = Screen(*SIZE)
    screen.rows[50][400:404] = bytes((90, 90, 90, 255))
    (before,) = converted(screen)
    screen.rows[50][400:404] = bytes((255, 74, 90, 255))
    assert narrowed([Area(90, 48, 60, 16)], converted(screen, Area(90, 48, 60, 16)), before.frame) == (
        Area(96, 48, 16, 16),
    )


def test_pieces_larger_than_the_change_do_not_make_it_larger() -> None:
    screen, piece = Screen(*SIZE), Area(0, 0, 64, 40)
    (before,) = converted(screen)
    dotted(screen, 30, 20)
    assert narrowed([Area(29, 19, 3, 3)], converted(screen, piece), before.frame) == (Area(29, 19, 3, 3),)


def test_a_first_picture_and_a_large_change_are_as_said() -> None:
    large = Screen(300, LOOKED_AT // 300 + 1)
    (before,) = converted(large)
    everything = Area(0, 0, large.width, large.height)
    assert narrowed([everything], converted(large), before.frame) == (everything,)
    screen = Screen(*SIZE)
    assert narrowed([Area(0, 0, 9, 9)], converted(screen), None) == (Area(0, 0, 9, 9),)


def test_a_piece_of_every_part_is_looked_at() -> None:
    screen, parts = Screen(*SIZE), (Area(0, 0, 40, 40), Area(150, 60, 40, 40))
    (before,) = converted(screen)
    dotted(screen, 39, 39)
    dotted(screen, 150, 60)
    assert narrowed(parts, converted(screen, *parts), before.frame) == (Area(32, 32, 8, 8), Area(150, 60, 10, 4))
