import random

import pytest

from peer.picture import Area, Picture, Piece
from peer.pieces import Converter, pasted
from tests.fakes.screens import Screen, planes_of, rows_of, sharpness

CONVERTED = 50.0  # dB: what rounding the colours leaves


@pytest.mark.parametrize("width", [16, 17, 64, 70])
def test_a_whole_picture_is_a_frame_of_its_size(width: int) -> None:
    screen = Screen(width, 20)
    (whole,) = Converter().converted(screen.picture(0.0))
    assert whole.area == Area(0, 0, width, 20)
    assert pasted([whole], None, (width, 20)) is whole.frame
    assert sharpness(whole.frame, screen.bgra) > CONVERTED


def test_a_piece_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="10x10"):
        Converter().converted(Picture.whole(10, 10, bytes(399), 0.0))


@pytest.mark.parametrize("area", [Area(-1, 0, 4, 4), Area(0, -1, 4, 4), Area(7, 0, 4, 4), Area(0, 7, 4, 4)])
def test_a_piece_that_is_not_inside_is_refused(area: Area) -> None:
    with pytest.raises(ValueError, match="outside"):
        Converter().converted(Picture(10, 10, (Piece(area, bytes(4 * 4 * 4)),), 0.0, ()))


@pytest.mark.parametrize("size", [(64, 40), (70, 33), (129, 31), (200, 64)])
def test_pieces_laid_over_the_picture_before_make_the_very_frame_that_the_whole_makes(size: tuple[int, int]) -> None:
    width, height = size
    chance, converter = random.Random(width), Converter()
    screen = Screen(width, height)
    shown = pasted(converter.converted(screen.picture(0.0)), None, size)
    for seed in range(8):
        later, areas = Screen(width, height, seed), []
        for _ in range(3):
            wide, high = chance.randint(64, width), chance.randint(1, height)
            areas.append(Area(chance.randint(0, width - wide), chance.randint(0, height - high), wide, high))
        for area in areas:
            screen.lay(later, area)
        taken = tuple(map(screen.cut, areas))
        shown = pasted(converter.converted(Picture(width, height, taken, 0.0, tuple(areas))), shown, size)
        (whole,) = Converter().converted(screen.picture(0.0))
        assert planes_of(shown) == planes_of(whole.frame)


def test_a_newer_piece_lies_over_an_older_one() -> None:
    converter = Converter()
    shades = ((0, Area(0, 0, 16, 40)), (100, Area(0, 2, 16, 4)), (200, Area(0, 4, 16, 4)))
    pieces = tuple(Piece(area, bytes([grey]) * area.width * area.height * 4) for grey, area in shades)
    shown = pasted(converter.converted(Picture(16, 40, pieces, 0.0)), None, (16, 40))
    assert [row[0] for row in rows_of(shown)[:9]] == pytest.approx([0, 0, 100, 100, 200, 200, 200, 200, 0], abs=2)


def test_a_frame_that_was_given_back_is_used_again_for_a_picture_of_its_size() -> None:
    converter = Converter()
    (first,) = converter.converted(Screen(64, 20).picture(0.0))
    converter.give_back(first.frame)
    (second,) = converter.converted(Screen(64, 20, seed=2).picture(0.0))
    assert second.frame is first.frame
    converter.give_back(second.frame)
    (other,) = converter.converted(Screen(64, 21).picture(0.0))
    assert other.frame is not second.frame
