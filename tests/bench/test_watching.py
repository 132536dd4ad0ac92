import numpy as np
import pytest

from bench import scenes
from bench.watching import GIVE_UP, Timings, Watch, loud, psnr


def drawn_at(number: int) -> float:
    """Thirty frames a second, from second 100 on."""
    return 100 + number / 30


def test_delays_have_a_middle_and_an_upper_end() -> None:
    timings = Timings(tuple(float(value) for value in range(1, 101)))
    assert timings.p50 == 50.5
    assert 95 <= timings.p95 <= 96


def test_a_frame_counts_once_and_from_when_it_was_first_seen() -> None:
    watch = Watch(100, drawn_at)
    for now in (100.05, 100.06, 100.07):
        watch.look(0, 2, now)
    watch.look(1, 2, 100.1)
    motion = watch.motion(101, [])
    assert motion.shown == 2
    assert motion.frames_per_second == 2
    assert motion.latency.values == pytest.approx((50, 100 - 1000 / 30))


def test_the_age_is_of_what_is_on_show_also_when_nothing_can_be_read() -> None:
    watch = Watch(100, drawn_at)
    watch.look(None, 0, 100.01)
    watch.look(0, 0, 100.02)
    watch.look(None, 0, 100.04)
    assert watch.motion(101, []).age.values == pytest.approx((20, 40))


def test_a_number_that_was_not_drawn_yet_is_a_misreading() -> None:
    watch = Watch(100, drawn_at)
    watch.look(77, 3, 100.1)
    assert watch.motion(101, []).shown == 0


def test_pauses_are_frozen_time_and_short_ones_are_not() -> None:
    watch = Watch(100, drawn_at)
    for number, now in enumerate((100.1, 100.3, 100.8)):
        watch.look(number, 50, now)
    assert watch.motion(101, []).frozen == pytest.approx(0.5)


def test_nothing_seen_is_as_bad_as_it_can_be() -> None:
    motion = Watch(100, drawn_at).motion(102, [])
    assert (motion.age.p50, motion.latency.p95, motion.frozen) == (GIVE_UP * 1000, GIVE_UP * 1000, 2)


def test_sharpness_is_the_middle_of_all_looks() -> None:
    assert Watch(100, drawn_at).motion(101, [30.0, 40.0, 99.0]).sharpness == 40


def test_the_same_picture_has_the_highest_sharpness() -> None:
    picture = np.full((4, 4, 4), 100, np.uint8)
    assert psnr(picture, picture) == 99
    assert psnr(picture, picture + 1) == pytest.approx(48.1, abs=0.1)


def test_what_is_not_seen_in_a_picture_is_not_compared() -> None:
    picture = np.full((4, 4, 4), 100, np.uint8)
    other = picture.copy()
    other[..., 3] = 0
    assert psnr(picture, other) == 99


def test_saturated_letters_are_judged_without_their_ground() -> None:
    truth = np.zeros((scenes.HEIGHT, scenes.WIDTH, 4), np.uint8)
    area = scenes.LOUD
    letter = (area.top() + 50, area.left() + 50)
    truth[letter] = 255
    blurred = truth.copy()
    blurred[letter] = 205
    assert loud(truth, blurred) == pytest.approx(14.2, abs=0.1)
    assert psnr(truth, blurred) > 70
