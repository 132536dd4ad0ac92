"""A sealed recording that was cut, changed, thinned out or shuffled: nothing is ever read that was not written there.

The full ten thousand are in tests/end_to_end/test_ten_thousand_cuts.py.
"""

import random
from itertools import islice

import pytest

from tests.fakes.cuts import Cut, cuts, name_of, shortened, violations, whole

FEW = 300


def test_nothing_that_happens_to_a_recording_is_believed() -> None:
    assert [wrong for cut in islice(cuts(random.Random(1)), FEW) for wrong in violations(cut, whole())] == []


def test_of_every_beginning_every_whole_record_is_read() -> None:
    place = next(iter(whole().written))
    sealed = whole().files[name_of(place)]
    assert [wrong for length in range(len(sealed) + 1) if (wrong := shortened(place, length, whole()))] == []


def test_a_recording_that_was_left_alone_is_read_whole() -> None:
    assert violations(Cut("nothing", whole().files), whole()) == []


@pytest.mark.parametrize("seed", range(3))
def test_the_judge_sees_what_is_wrong(seed: int) -> None:
    """A reader that gave other bytes, or believed a cut, would be found: here what was written is what changed."""
    chance, before = random.Random(seed), whole()
    place = chance.choice(list(before.written))
    lying = before.written | {place: [b"something else"]}
    cut = next(cut for cut in cuts(chance) if name_of(place) not in cut.what)
    assert violations(cut, type(before)(before.archive, lying, before.files))
