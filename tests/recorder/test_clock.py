from datetime import timedelta

from recorder.clock import SystemClock


def test_both_clocks_go_forward() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert second.monotonic >= first.monotonic
    assert second.utc.utcoffset() == timedelta(0)
