import time

import pytest

from signaling.clock import Clock
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize("clock", [time.time, FakeClock()])
def test_a_clock_gives_seconds_and_does_not_run_backwards(clock: Clock) -> None:
    first = clock()
    assert clock() >= first > 1_700_000_000
