"""The whole proof that of a sealed recording nothing is ever read that was not written there."""

import random
from itertools import islice

import pytest

from tests.fakes.cuts import cuts, name_of, shortened, violations, whole

pytestmark = [pytest.mark.end_to_end, pytest.mark.promise("P20")]
CUTS = 10_000


def test_ten_thousand_cuts_and_not_one_is_believed() -> None:
    assert [wrong for cut in islice(cuts(random.Random(2)), CUTS) for wrong in violations(cut, whole())] == []


def test_of_every_beginning_of_every_segment_every_whole_record_is_read() -> None:
    wrong = [
        shortened(place, length, whole())
        for place in whole().written
        for length in range(len(whole().files[name_of(place)]) + 1)
    ]
    assert [one for one in wrong if one] == []
