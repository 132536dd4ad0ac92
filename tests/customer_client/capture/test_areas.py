import random

import pytest

from customer_client.capture.areas import AT_MOST, BAND, inside, pieces
from peer.picture import Area

SCREEN = Area(0, 0, 1920, 1080)


def test_what_lies_outside_is_cut_off_and_what_is_empty_left_out() -> None:
    areas = [Area(-10, -10, 30, 30), Area(1900, 1070, 100, 100), Area(5000, 0, 10, 10)]

    assert inside(areas, SCREEN) == (Area(0, 0, 20, 20), Area(1900, 1070, 20, 10))


def test_areas_are_seen_from_the_corner_of_the_whole() -> None:
    assert inside([Area(1930, 20, 5, 5)], Area(1920, 0, 1280, 1024)) == (Area(10, 20, 5, 5),)


@pytest.mark.parametrize("height", [1080, 1075])
def test_many_dots_become_one_area_for_each_row_of_blocks(height: int) -> None:
    dots = [Area(x, y, 3, 3) for y in range(0, height, 7) for x in (100, 700, 1300)]

    few = inside(dots, Area(0, 0, 1920, height))

    assert len(few) <= -(-height // BAND)
    for left, top, width, size in dots:
        for x, y in ((left, top), (left + width - 1, min(top + size, height) - 1)):
            assert any(holds(area, x, y) for area in few)
    assert all(area.top + area.height <= height for area in few)
    assert {area.left for area in few} == {100}


def test_up_to_a_number_they_stay_as_they_are() -> None:
    areas = [Area(0, 5 * number, 3, 3) for number in range(AT_MOST)]

    assert inside(areas, SCREEN) == tuple(areas)


def test_what_is_near_is_taken_in_one_piece_and_what_is_far_is_not() -> None:
    line = [Area(100, 500, 8, 16), Area(900, 500, 8, 16)]
    far = Area(1000, 20, 8, 16)
    assert pieces([*line, far], 1920, 1080, 64) == (Area(100, 500, 832, 16), Area(1000, 20, 64, 16))
    assert pieces([], 1920, 1080, 64) == ()


def test_when_nearly_everything_changed_everything_is_taken() -> None:
    assert pieces([Area(0, 0, 1920, 600), Area(0, 700, 1920, 300)], 1920, 1080, 64) == (SCREEN,)


def test_pieces_are_whole_blocks_inside_the_picture_or_as_wide_as_it_is() -> None:
    assert pieces([Area(1360, 5, 3, 2)], 1366, 768, 64) == (Area(1302, 5, 64, 2),)
    assert pieces([Area(10, 5, 50, 2)], 60, 768, 64) == (Area(0, 5, 60, 2),)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_changed_lies_in_a_piece(seed: int) -> None:
    chance = random.Random(seed)
    width, height = chance.randint(1, 2000), chance.randint(1, 1200)
    changed = []
    for _ in range(chance.randint(1, AT_MOST)):
        wide, high = chance.randint(1, width), chance.randint(1, min(height, 40))
        changed.append(Area(chance.randint(0, width - wide), chance.randint(0, height - high), wide, high))
    taken = pieces(changed, width, height, 64)
    for left, top, wide, high in changed:
        for x, y in ((left, top), (left + wide - 1, top + high - 1)):
            assert any(holds(area, x, y) for area in taken)
    for area in taken:
        assert 0 <= area.left <= area.left + area.width <= width
        assert 0 <= area.top <= area.top + area.height <= height
        assert area.width % 64 == 0 or area.width == width


def holds(area: Area, x: int, y: int) -> bool:
    return area.left <= x < area.left + area.width and area.top <= y < area.top + area.height
