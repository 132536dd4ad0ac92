from bisect import bisect
from collections.abc import Mapping

import pytest

from peer.fineness import COARSEST, DENSEST, Fineness, per_pixel
from peer.jitter import MAX_UNIT
from peer.rate import LARGEST

FINEST = 12
PAGE = 1920 * 1080
MEGABIT = 1_000_000
DENSE = {12: 21.1, 20: 15.6, 28: 10.9, 36: 6.5}
"""Megabits of a page of small coloured text over another one, as measured, at each quantizer."""
TEXT = {quantizer: MEGABIT * size / PAGE for quantizer, size in DENSE.items()}
GRAIN = {12: 13.9, 16: 11.4, 20: 9.1, 24: 6.7, 28: 4.4, 32: 2.6, 36: 0.9}
"""Bits for each pixel of noise, 8 levels up and down in each colour, at each quantizer; measured as well."""
GRAIN_FINER = {0: 0.0, 4: 3.7, 8: 6.4, 12: 8.6, 16: 10.8, 20: 13.1, 24: 15.6}
"""The same for making noise of any strength as fine as can be, for each number of steps."""
DESK, UHD, RETINA = 2560 * 1440, 3840 * 2160, 5120 * 2880


def between(measured: Mapping[int, float], at: int) -> float:
    """As if it went straight from one to the next."""
    known = sorted(measured)
    right = min(max(1, bisect(known, at)), len(known) - 1)
    (x0, y0), (x1, y1) = ((each, measured[each]) for each in known[right - 1 : right + 1])
    return y0 + (y1 - y0) * (at - x0) / (x1 - x0)


def sparse(pixels: int) -> Fineness:
    """After some pages with little on them."""
    known = Fineness(FINEST)
    known.began(pixels, FINEST, 0.1 * pixels)
    return known


@pytest.mark.parametrize("pixels", [UHD, RETINA])
@pytest.mark.parametrize("content", [TEXT, GRAIN])
def test_dense_text_or_grain_after_sparse_pages_is_something_that_a_peer_accepts(
    pixels: int, content: dict[int, float]
) -> None:
    chosen = sparse(pixels).for_change(pixels, LARGEST)
    assert between(content, chosen) * pixels <= 8 * MAX_UNIT
    assert between(content, chosen - 2) * pixels > 0.9 * 8 * MAX_UNIT or content is GRAIN, "no coarser than need be"


@pytest.mark.parametrize(("pixels", "times"), [(UHD, 1), (RETINA, 6)])
def test_so_is_each_refinement_of_it_and_there_are_few(pixels: int, times: int) -> None:
    known = sparse(pixels)
    now = known.for_change(pixels, LARGEST)
    known.changed(pixels, now, 0.1 * pixels)
    for _ in range(times):
        finer = known.for_refinement(LARGEST)
        assert between(GRAIN_FINER, now - finer) * pixels <= 8 * MAX_UNIT
        known.refined(finer)
        now = finer
    assert known.sharp


@pytest.mark.parametrize("pixels", [PAGE, DESK])
def test_on_screens_of_usual_size_sparse_pages_are_sharp_at_once(pixels: int) -> None:
    assert sparse(pixels).for_change(pixels, LARGEST) == FINEST


@pytest.mark.parametrize(("quantizer", "size"), DENSE.items())
def test_a_dense_page_keeps_to_what_it_may_have(quantizer: int, size: float) -> None:
    chosen = Fineness(FINEST).for_change(PAGE, 1.08 * size * MEGABIT)
    assert quantizer - 1 <= chosen <= quantizer + 2


def test_white_noise_on_a_large_screen_is_something_that_a_peer_accepts_from_the_second_picture_on() -> None:
    known, pixels = Fineness(FINEST), 3840 * 2160
    known.began(pixels, FINEST, 29 * pixels)
    coarse = known.for_change(pixels, 22 * MEGABIT)
    assert 3 * per_pixel(coarse) * pixels <= 8 * MAX_UNIT


def test_a_small_change_is_as_fine_as_can_be() -> None:
    assert Fineness(FINEST).for_change(200 * 200, 0.45 * MEGABIT) == FINEST
    assert Fineness(FINEST).for_change(0, 0) == FINEST


def test_there_is_a_coarsest() -> None:
    assert Fineness(FINEST).for_change(PAGE, 1) == COARSEST


def test_what_is_nearly_as_fine_is_as_fine_so_that_it_need_not_be_refined() -> None:
    assert Fineness(FINEST).for_change(PAGE, 0.95 * DENSEST * PAGE) == FINEST


def test_sparse_pages_may_be_finer_after_the_first() -> None:
    known = Fineness(FINEST)
    assert known.for_change(PAGE, 6 * MEGABIT) > 28
    known.began(PAGE, 28, 2 * MEGABIT)
    assert known.for_change(PAGE, 6 * MEGABIT) == FINEST


def test_a_denser_page_counts_at_once_and_a_sparser_one_little_by_little() -> None:
    known = Fineness(FINEST)
    known.began(PAGE, FINEST, 2 * MEGABIT)
    known.changed(PAGE, FINEST, 60 * MEGABIT)
    noisy = known.for_change(PAGE, 20 * MEGABIT)
    assert noisy > 28
    known.changed(PAGE, FINEST, 2 * MEGABIT)
    assert FINEST < known.for_change(PAGE, 20 * MEGABIT) < noisy


def test_small_changes_and_motion_say_nothing_of_a_page() -> None:
    known = Fineness(FINEST)
    known.began(PAGE, 28, 11 * MEGABIT)
    before = known.for_change(PAGE, 10 * MEGABIT)
    known.changed(500, FINEST, 100)
    known.moved(PAGE, 28)
    assert known.for_change(PAGE, 10 * MEGABIT) == before


def test_a_coarse_page_is_refined_at_once_where_that_may_be_and_else_in_steps() -> None:
    known = Fineness(FINEST)
    known.began(PAGE, 28, DENSE[28] * MEGABIT)
    assert not known.sharp
    assert known.for_refinement(20 * MEGABIT) == FINEST
    first = known.for_refinement(6 * MEGABIT)
    assert FINEST < first < 28
    known.refined(first)
    assert known.for_refinement(6 * MEGABIT) < first
    known.refined(FINEST)
    assert known.sharp


def test_each_refinement_is_a_step_however_little_it_may_have() -> None:
    known = Fineness(FINEST)
    known.began(PAGE, 28, DENSE[28] * MEGABIT)
    steps = 0
    while not known.sharp:
        known.refined(known.for_refinement(1))
        steps += 1
    assert steps <= 28 - FINEST


def test_of_a_sharp_picture_a_sharp_change_leaves_a_sharp_picture() -> None:
    known = Fineness(FINEST)
    known.began(PAGE, FINEST, 20 * MEGABIT)
    known.changed(5000, FINEST, 30_000)
    assert known.sharp
    assert known.for_refinement(1) == FINEST


def test_what_was_coarse_elsewhere_stays_so_until_all_is_new() -> None:
    known = Fineness(FINEST)
    known.began(PAGE, FINEST, 20 * MEGABIT)
    known.moved(PAGE / 4, 30)
    known.changed(5000, FINEST, 30_000)
    assert not known.sharp
    known.changed(PAGE, FINEST, 20 * MEGABIT)
    assert known.sharp


def test_a_page_in_motion_is_one_page_to_refine_however_long_it_moved() -> None:
    once, often = Fineness(FINEST), Fineness(FINEST)
    for known, times in ((once, 1), (often, 100)):
        known.began(PAGE, FINEST, 21 * MEGABIT)
        for _ in range(times):
            known.moved(PAGE, 30)
    assert once.for_refinement(8 * MEGABIT) == often.for_refinement(8 * MEGABIT) > FINEST
