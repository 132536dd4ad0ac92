"""What is decided without a display; the letting go itself is in `tests/end_to_end/test_customer_injection.py`."""

import pytest

from customer_client.injection.x11_letting_go import _held, _is_lent


def test_the_keys_that_are_down_are_the_bits_of_the_map() -> None:
    assert _held([0, 0b10000001, *[0] * 29, 0b10000000]) == [8, 15, 255]
    assert _held([0] * 32) == []


@pytest.mark.parametrize(
    ("row", "lent"),
    [
        ([0xE4, 0xC4, 0xE4, 0xC4, 0, 0, 0], True),
        ([0x20AC, 0x20AC, 0x20AC, 0x20AC], True),
        ([0, 0, 0, 0], False),
        ([0xE4, 0xC4, 0, 0], False),
        ([0xE4, 0xC4, 0xE4, 0xC4, 0x20AC, 0], False),
    ],
)
def test_a_key_that_means_the_same_in_both_groups_and_no_more_was_borrowed_by_us(row: list[int], lent: bool) -> None:
    assert _is_lent(row) is lent
