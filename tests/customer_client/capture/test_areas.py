import pytest

from customer_client.capture.areas import AT_MOST, BAND, inside
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


def holds(area: Area, x: int, y: int) -> bool:
    return area.left <= x < area.left + area.width and area.top <= y < area.top + area.height
