import pytest

from customer_client.capture.strips import ROWS, differing, same_rows
from peer.picture import Area

WIDTH, HEIGHT = 40, 100


def picture(*changed: tuple[int, int]) -> bytearray:
    pixels = bytearray(WIDTH * HEIGHT * 4)
    for x, y in changed:
        pixels[(y * WIDTH + x) * 4] = 1
    return pixels


def test_two_equal_pictures_differ_nowhere() -> None:
    assert differing(picture(), picture(), WIDTH) == ()


def test_the_first_and_the_last_pixel_are_found() -> None:
    last = 4 * ROWS

    found = differing(picture(), picture((0, 0), (WIDTH - 1, HEIGHT - 1)), WIDTH)

    assert found == (Area(0, 0, WIDTH, ROWS), Area(0, last, WIDTH, HEIGHT - last))


def test_neighbouring_strips_are_one_area() -> None:
    assert differing(picture(), picture((3, ROWS - 1), (3, ROWS)), WIDTH) == (Area(0, 0, WIDTH, 2 * ROWS),)


def test_rows_are_found_to_be_the_same_or_not_where_they_are() -> None:
    rows, at = bytearray(WIDTH * 4 * 10), 50 * WIDTH * 4
    assert same_rows(picture((0, 49)), rows, at)
    assert not same_rows(picture((0, 50)), rows, at)
    assert not same_rows(picture((WIDTH - 1, 59)), rows, at)
    assert same_rows(picture((0, 60)), rows, at)
    with pytest.raises(ValueError, match="of"):
        same_rows(picture(), rows, 95 * WIDTH * 4)


def test_memory_that_nobody_may_write_to_is_compared_too() -> None:
    after = memoryview(bytes(picture((0, 0))))
    assert differing(picture(), after, WIDTH) == (Area(0, 0, WIDTH, ROWS),)
    assert not same_rows(after, memoryview(bytes(WIDTH * 4)), 0)


def test_pictures_of_different_sizes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="bytes"):
        differing(picture(), bytearray(4), WIDTH)
