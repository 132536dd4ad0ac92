import pytest

from peer.picture import Area, part


def test_a_part_is_measured_by_area() -> None:
    assert part((Area(0, 0, 10, 10), Area(50, 50, 10, 10)), (100, 100)) == pytest.approx(0.02)
    assert part((), (100, 100)) == 0.0


def test_what_nobody_knows_and_what_overlaps_is_everything_at_most() -> None:
    assert part(None, (100, 100)) == 1.0
    assert part((Area(0, 0, 100, 100), Area(0, 0, 100, 100)), (100, 100)) == 1.0
