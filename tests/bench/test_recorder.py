from dataclasses import replace

from bench.recorder.__main__ import rows
from bench.recorder.hour import Prices, hour
from bench.recorder.office import BUSY, QUIET, Work
from bench.recorder.trial import Outcome

OURS = Outcome(60, 10.0, 5.0, 5.0, sent=18_000, stored=18_000, refused=0, memory=2.0)
NAIVE = Outcome(1, 10.0, 8.0, 0.5, sent=300, stored=0, refused=0, memory=400.0)
PRICES = Prices(
    first=500_000, letter=100, blink=200, scroll=400_000, dialog=1e5, page=4e5, drag=3e5, second=70, picture=6
)


def test_sessions_per_core_are_compared_with_the_naive_recorders() -> None:
    per_core = rows(OURS, NAIVE)[0]
    assert (per_core.value, per_core.baseline, per_core.ok) == (120.0, 1.25, True)


def test_a_recorder_that_loses_one_picture_misses_its_target() -> None:
    assert all(row.ok for row in rows(OURS, None))
    assert [row.ok for row in rows(replace(OURS, stored=17_999), None)].count(False) == 1


def test_an_hour_costs_what_is_done_in_it_and_a_tenth_for_places_to_jump_to() -> None:
    still = hour(Work("still", 0, 0, 0, 0, 0, 0), PRICES)
    assert (still.pictures, still.keyframes) == (0, PRICES.first)
    paged = hour(replace(QUIET, letters=0, blinks=0, scrolls=0, dialogs=0, pages=100), PRICES)
    assert paged.pictures == 100 * PRICES.page
    assert paged.keyframes - PRICES.first <= paged.pictures / 10
    assert hour(BUSY, PRICES).megabytes > hour(QUIET, PRICES).megabytes
