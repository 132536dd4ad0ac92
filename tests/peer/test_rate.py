import pytest

from peer.rate import (
    BURST,
    COARSEST,
    CREDIT,
    FEW,
    FILM_PAUSE,
    LARGEST,
    LARGEST_SHARE,
    LEGIBLE,
    MENDING,
    MOVING,
    PAUSE,
    READABLE_FROM,
    REFINED,
    SHARE,
    SMALL,
    SMEARED,
    TYPED,
    TYPED_AFTER,
    TYPED_FROM,
    Coarseness,
    Motion,
    Pacer,
    Pacing,
    share,
)

MEGABIT = 1_000_000
FAST = 4 * MEGABIT  # where a share of the rate is enough to be legible


def test_after_a_pause_a_picture_may_use_the_whole_credit() -> None:
    assert Pacing().budget(MEGABIT, 10.0) == pytest.approx(CREDIT * MEGABIT)


def test_small_pictures_leave_at_once() -> None:
    pacing = Pacing()
    pacing.sent(1000, FAST, 10.0)
    assert pacing.free_at(FAST) < 10.0


def test_the_next_picture_waits_until_its_share_is_free() -> None:
    pacing = Pacing()
    pacing.sent(FAST // 8, FAST, 10.0)
    assert pacing.free_at(FAST) == pytest.approx(11.0 - CREDIT + SHARE)
    assert pacing.free_at(2 * FAST) < pacing.free_at(FAST)


def test_motion_gets_smaller_pictures_instead_of_fewer() -> None:
    pacing, now, size = Pacing(), 10.0, 0
    for _ in range(120):
        assert pacing.free_at(FAST) <= now + 1e-9
        size = int(pacing.budget(FAST, now) / 8)
        pacing.sent(size, FAST, now)
        now += SHARE
    assert size == pytest.approx(SHARE * FAST / 8, rel=0.01)


def test_lines_that_are_drawn_anew_for_each_letter_are_sharp_at_once_where_the_line_is_fast() -> None:
    for rate, moving in ((TYPED_FROM, False), (TYPED_FROM - 1, True)):
        motion = Motion()
        motion.worth(TYPED, rate, 10.0)
        assert [motion.worth(TYPED, rate, 10.0 + letter * TYPED_AFTER).moving for letter in (1.01, 2.02)] == [
            moving
        ] * 2


def test_a_window_that_is_dragged_is_no_typing() -> None:
    motion = Motion()
    motion.worth(TYPED, TYPED_FROM, 10.0)
    assert motion.worth(TYPED, TYPED_FROM, 10.0 + 1 / 30).moving
    assert motion.worth(2 * TYPED, TYPED_FROM, 10.0 + 1 / 30 + 1.1 * TYPED_AFTER).moving


def test_on_a_thin_line_rather_fewer_pictures_than_illegible_ones() -> None:
    assert share(FAST) == SHARE
    assert share(MEGABIT // 2) * MEGABIT // 2 == pytest.approx(LEGIBLE)
    assert share(MEGABIT // 4) == LARGEST_SHARE


def test_refinements_wait_until_they_have_something_to_say() -> None:
    pacing = Pacing()
    for rate, wait in ((100 * MEGABIT, 0.0), (FAST, REFINED / FAST - SHARE), (MEGABIT, CREDIT / 2 - SHARE)):
        pacing.sent(1000, rate, 10.0)
        assert pacing.roomy_at(rate) - pacing.free_at(rate) == pytest.approx(wait, abs=0.001)


@pytest.mark.parametrize(("rate", "finest"), [(1, 40), (4, 32), (100, 28)])
def test_what_moves_is_as_fine_as_its_budget_has_it_and_steadily_so(rate: int, finest: int) -> None:
    def size(quantizer: int) -> float:
        return rate * 2.0 ** ((finest - quantizer) / 6)

    coarseness, chosen = Coarseness(28), []
    for _ in range(60):
        chosen.append(coarseness.quantizer)
        coarseness.made(size(chosen[-1]), rate / 0.8, FAST)
    assert abs(chosen[-1] - finest) <= 4
    assert len(set(chosen[-20:])) <= 4


def test_a_change_that_had_to_wait_for_the_line_is_motion_all_the_same() -> None:
    motion = Motion()
    motion.worth(0.5, FAST, 10.0)
    assert motion.worth(0.5, FAST, 10.3, held_until=10.29).moving
    assert not motion.worth(0.5, FAST, 10.6, held_until=10.4).moving


def test_a_picture_of_twice_its_budget_makes_the_next_one_half_as_large() -> None:
    coarseness = Coarseness(28)
    coarseness.made(2000, 1000, FAST)
    assert coarseness.quantizer == 28 + 6
    coarseness.made(1400, 1000, FAST)
    assert coarseness.quantizer == 34 + 2


@pytest.mark.parametrize(("rate", "coarsest"), [(READABLE_FROM, COARSEST), (READABLE_FROM - 1, SMEARED)])
def test_however_little_there_is_text_in_motion_is_not_smeared_altogether(rate: int, coarsest: int) -> None:
    coarseness = Coarseness(28)
    for _ in range(100):
        coarseness.made(1000, 10, rate)
    assert coarseness.quantizer == coarsest
    for _ in range(100):
        coarseness.made(1, 10, rate)
    assert coarseness.quantizer == 28


def test_as_coarse_as_may_be_pictures_become_larger_and_fewer_until_the_blur_is_mended() -> None:
    coarseness = Coarseness(28)
    assert coarseness.bits(1000, FAST) == 1000
    for _ in range(100):
        coarseness.made(1000, 10, FAST)
    assert coarseness.bits(1000, FAST) == MENDING * FAST
    assert coarseness.bits(1000, READABLE_FROM - 1) == 1000
    for _ in range(3):
        coarseness.made(1, 10, FAST)
    assert coarseness.bits(1000, FAST) == 1000


def test_a_few_packets_leave_at_once_and_many_are_spread() -> None:
    pacer, now = Pacer(), 10.0
    assert pacer.wait(1000, FAST, now) == 0.0
    gone = 1
    while gone < 100:
        now += pacer.wait(1000, FAST, now)
        gone += 1
    assert now == pytest.approx(10.0 - BURST + 99 * 8000 / FAST, abs=0.003)


def test_after_a_pause_packets_leave_at_once_again() -> None:
    pacer = Pacer()
    for _ in range(50):
        pacer.wait(1000, FAST, 10.0)
    assert pacer.wait(1000, FAST, 10.0) > 0.05
    assert pacer.wait(1000, FAST, 11.0) == 0.0


def test_the_first_change_after_a_pause_is_worth_more_than_one_in_motion() -> None:
    motion, rate = Motion(), 50 * MEGABIT
    assert motion.worth(1.0, rate, 10.0) == (LARGEST, False)
    assert motion.worth(1.0, rate, 10.0 + SHARE) == (pytest.approx(MOVING * SHARE), True)
    assert motion.worth(1.0, rate, 10.0 + SHARE + 1.1 * PAUSE) == (LARGEST, False)


def test_a_film_that_stutters_goes_on_as_a_film() -> None:
    motion, rate = Motion(), 50 * MEGABIT
    motion.worth(1.0, rate, 10.0)
    assert motion.worth(1.0, rate, 10.0 + 0.9 * FILM_PAUSE, film=True).moving
    assert not motion.worth(1.0, rate, 10.0 + 2 * FILM_PAUSE, film=True).moving


def test_fewer_pictures_of_what_moves_may_be_larger() -> None:
    motion, rate = Motion(), 50 * MEGABIT
    motion.worth(1.0, rate, 10.0)
    assert motion.worth(1.0, rate, 10.0 + SHARE / 3).bits == pytest.approx(MOVING * SHARE)
    assert motion.worth(1.0, rate, 10.0 + SHARE / 3 + 2 * SHARE).bits == pytest.approx(MOVING * 2 * SHARE)
    assert motion.worth(1.0, rate, 10.0 + SHARE / 3 + 2 * SHARE + 0.9 * PAUSE).bits == pytest.approx(MOVING * FEW)


def test_a_small_change_is_no_motion_and_makes_none() -> None:
    motion, rate = Motion(), 50 * MEGABIT
    for typed in range(10):
        assert motion.worth(SMALL / 2, rate, 10.0 + typed * PAUSE / 4) == (LARGEST, False)
    assert not motion.worth(1.0, rate, 10.0 + 10 * PAUSE / 4).moving


def test_on_a_thin_line_motion_keeps_to_its_share() -> None:
    motion = Motion()
    motion.worth(1.0, MEGABIT // 2, 10.0)
    assert LEGIBLE <= motion.worth(1.0, MEGABIT // 2, 10.02).bits < 1.5 * LEGIBLE
    assert 2 * LEGIBLE > motion.worth(1.0, MEGABIT // 2, 10.07).bits > 1.5 * LEGIBLE
