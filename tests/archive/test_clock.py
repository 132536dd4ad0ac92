from datetime import UTC, datetime, timedelta

from archive import clock


def test_both_clocks_go_on_together() -> None:
    first, second = clock.read(), clock.read()
    assert first.boot == second.boot
    assert second.steady >= first.steady
    assert abs(datetime.now(UTC) - first.wall) < timedelta(minutes=1)
