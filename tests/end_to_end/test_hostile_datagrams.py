"""Datagrams of a third address at the ports of a few sessions: `python -m bench.hostile.strays` has a hundred."""

import pytest

from bench.hostile import strays

pytestmark = pytest.mark.end_to_end


@pytest.mark.promise("P05")
def test_sessions_come_up_and_stay_under_datagrams_of_everybody() -> None:
    found = strays.measure(sessions=6, seconds=3.0, rate=600.0)
    assert found.connected == found.alive == 6
    assert found.datagrams > 1000
    assert found.grew <= strays.GROWS_AT_MOST
