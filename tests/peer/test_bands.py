import pytest

from peer.bands import Converter, pasted, rows
from peer.picture import Area, Picture
from tests.fakes.screens import Screen, sharpness

CONVERTED = 50.0  # dB: what rounding the colours leaves


def areas(*stretches: tuple[int, int]) -> list[Area]:
    return [Area(3, top, 5, bottom - top) for top, bottom in stretches]


@pytest.mark.parametrize("width", [16, 17, 64])
def test_a_whole_picture_is_one_band(width: int) -> None:
    screen = Screen(width, 20)
    for changed in (None, (Area(0, 0, width, 20),)):
        (band,) = Converter().changed(Picture(width, 20, screen.pixels.tobytes(), 0.0, changed))
        assert band.top == 0
        assert sharpness(band.frame, screen.pixels) > CONVERTED


def test_any_kind_of_bytes_is_taken() -> None:
    screen = Screen(33, 17)
    raw = screen.pixels.tobytes()
    for bgra in (raw, bytearray(raw), memoryview(raw)):
        assert sharpness(Converter().whole(Picture(33, 17, bgra, 0.0)).frame, screen.pixels) > CONVERTED


def test_a_picture_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="width"):
        Converter().changed(Picture(10, 10, bytes(399), 0.0))


def test_rows_near_each_other_are_taken_together_and_others_are_not() -> None:
    assert rows(areas((300, 310), (0, 20), (25, 30)), 1000) == ((0, 30), (300, 310))
    assert rows(areas((0, 20), (5, 10)), 1000) == ((0, 20),)
    assert rows([], 1000) == ()


def test_when_nearly_everything_changed_everything_is_taken() -> None:
    assert rows(areas((0, 500), (600, 900)), 1000) == ((0, 1000),)


@pytest.mark.parametrize("width", [64, 70])
def test_bands_laid_over_the_picture_before_make_the_new_one(width: int) -> None:
    before, after = Screen(width, 200), Screen(width, 200, seed=2)
    converter = Converter()
    first = pasted([converter.whole(before.picture(0.0))], None, (width, 200))
    mixed = before.pixels.copy()
    mixed[20:40], mixed[150:151] = after.pixels[20:40], after.pixels[150:151]
    changed = (Area(0, 20, width, 20), Area(1, 150, 2, 1))
    bands = converter.changed(Picture(width, 200, mixed.tobytes(), 0.0, changed))
    assert [(band.top, band.frame.height) for band in bands] == [(20, 20), (150, 1)]
    shown = pasted(bands, first, (width, 200))
    assert sharpness(shown, mixed) > CONVERTED


def test_a_newer_band_lies_over_an_older_one() -> None:
    converter = Converter()
    bands = [
        converter.changed(Picture(16, 40, bytes([grey]) * 16 * 40 * 4, 0.0, changed))
        for grey, changed in ((0, None), (100, (Area(0, 2, 16, 4),)), (200, (Area(0, 4, 16, 4),)))
    ]
    shown = pasted([band for picture in bands for band in picture], None, (16, 40)).to_ndarray(format="bgra")
    assert shown[:9, 0, 0].tolist() == pytest.approx([0, 0, 100, 100, 200, 200, 200, 200, 0], abs=2)
