import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import scenes


@given(st.integers(0, 2**16 - 1))
def test_a_counter_is_read_back_from_its_pixels(number: int) -> None:
    strip = np.zeros((scenes.BLOCK, scenes.BITS * scenes.BLOCK, 4), np.uint8)
    scenes.stamp(strip, number)
    assert scenes.read_stamp(strip) == number


def test_a_counter_that_is_blurred_beyond_reading_is_none() -> None:
    assert scenes.read_stamp(np.full((scenes.BLOCK, scenes.BITS * scenes.BLOCK, 4), 128, np.uint8)) is None


@pytest.mark.parametrize("noise", [40])
def test_a_counter_is_read_through_noise(noise: int) -> None:
    strip = np.zeros((scenes.BLOCK, scenes.BITS * scenes.BLOCK, 4), np.uint8)
    scenes.stamp(strip, 12_345)
    blurred = np.clip(strip.astype(int) + np.random.default_rng(1).integers(-noise, noise, strip.shape), 0, 255)
    assert scenes.read_stamp(blurred.astype(np.uint8)) == 12_345


def test_a_stamped_picture_is_read_back_too() -> None:
    assert scenes.read_stamp(scenes.pixels(scenes.stamped(4711))) == 4711


def test_the_film_goes_forwards_and_backwards_without_a_cut() -> None:
    assert [scenes.of_film(number, 4) for number in range(8)] == [0, 1, 2, 3, 2, 1, 0, 1]


def test_letters_of_the_editor_stand_side_by_side_and_in_lines() -> None:
    assert scenes.cell(1).left() == scenes.cell(0).right() + 1
    assert scenes.cell(100).top() == scenes.cell(0).bottom() + 1
    assert scenes.cell(100).left() == scenes.cell(0).left()


def test_scrolling_never_leaves_the_page() -> None:
    assert max(map(scenes.scrolled_to, range(10_000))) <= (scenes.PAGES - 1) * scenes.HEIGHT
