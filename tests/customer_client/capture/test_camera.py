"""What is done with a shot; cameras need a screen, and are tested in tests/end_to_end/test_customer_capture.py."""

import pytest

from customer_client.capture.camera import Shot
from peer.picture import Area

WIDTH, HEIGHT, ROW = 5, 40, 20


def shot(shade: int, taken_at: float = 0.0) -> Shot:
    return Shot(WIDTH, HEIGHT, memoryview(bytes([shade]) * (ROW * HEIGHT)), taken_at)


def test_a_shot_that_is_kept_outlives_the_memory_that_it_was_seen_in() -> None:
    seen = shot(3)
    kept = seen.kept()
    assert isinstance(seen.bgra, memoryview)
    seen.bgra.release()
    assert kept.bgra == bytes([3]) * (ROW * HEIGHT)


def test_of_a_newer_shot_only_the_rows_that_changed_are_taken_over() -> None:
    kept = shot(1).kept()
    renewed = kept.renewed(shot(2, taken_at=7.0), [Area(0, 0, WIDTH, 1), Area(0, 38, WIDTH, 2)])
    assert renewed.bgra is kept.bgra
    assert renewed.taken_at == 7.0
    assert list(renewed.bgra[::ROW]) == [2] + [1] * 37 + [2, 2]


@pytest.mark.parametrize("changed", [None, (), (Area(2, 3, 1, 4),)])
def test_a_picture_of_it_has_the_rows_that_changed(changed: tuple[Area, ...] | None) -> None:
    pixels = bytes(range(HEIGHT)) * ROW
    picture = Shot(WIDTH, HEIGHT, pixels, 1.0).picture(changed)
    assert (picture.width, picture.height, picture.taken_at, picture.changed) == (WIDTH, HEIGHT, 1.0, changed)
    for area, bgra in picture.pieces:
        assert (area.left, area.width) == (0, WIDTH)
        assert bytes(bgra) == pixels[area.top * ROW : (area.top + area.height) * ROW]
    wanted = {None: range(HEIGHT), (): range(0)}.get(changed, range(3, 7))
    held = {row for area, _ in picture.pieces for row in range(area.top, area.top + area.height)}
    assert held >= set(wanted)
