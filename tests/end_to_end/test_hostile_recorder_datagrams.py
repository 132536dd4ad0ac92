"""Datagrams of third addresses at a recorder: `python -m bench.hostile.strays_at_recorder` has a hundred sessions."""

import pytest

from bench.hostile import strays_at_recorder

pytestmark = pytest.mark.end_to_end


@pytest.mark.promise("P05")
def test_a_recorder_stores_every_picture_under_datagrams_of_everybody() -> None:
    outcome, fire = strays_at_recorder.measure(sessions=4, seconds=3.0, rate=600.0)
    assert outcome.refused == outcome.lost == 0
    assert fire.ports >= outcome.sessions == 4
    assert fire.datagrams > 500
