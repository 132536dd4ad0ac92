from concurrent.futures import ThreadPoolExecutor

import pytest

from protocol import toll
from protocol.toll import PARTS

CHALLENGE = b"0123456789abcdef"
NUMBERS = [8, 45, 11, 20, 22, 14, 12, 60, 35, 40, 86, 2, 9, 11, 6, 34]
"""For five bits."""
CHEAPER = [8, 9, 2, 2, 1, 5, 4, 9, 8, 10, 3, 2, 0, 0, 0, 8]
"""For three."""


def test_what_was_paid_is_accepted_for_its_challenge_alone() -> None:
    numbers = toll.pay(CHALLENGE, 3)
    assert toll.is_paid(CHALLENGE, 3, numbers)
    assert not toll.is_paid(b"another 16 bytes", 8, numbers)


def test_each_part_is_needed_and_has_its_own_number() -> None:
    assert not toll.is_paid(CHALLENGE, 3, CHEAPER[1:])
    assert not toll.is_paid(CHALLENGE, 3, [*CHEAPER, 0])
    assert not toll.is_paid(CHALLENGE, 8, [0] * PARTS)


def test_the_work_is_the_one_that_the_document_describes() -> None:
    """Numbers found once; another scrypt, salt or order of bytes would refuse them, and find others."""
    assert toll.is_paid(CHALLENGE, 5, NUMBERS)
    assert toll.pay(CHALLENGE, 3) == CHEAPER


def test_no_bits_cost_nothing_and_stopped_work_pays_nothing() -> None:
    assert toll.pay(CHALLENGE, 0) == [0] * PARTS
    assert toll.pay(CHALLENGE, 8, lambda: True) == []


@pytest.mark.parametrize(
    ("wrong", "bits"), [(0, 3), (1, 3), (60, 3), (61, 4), (120, 4), (121, 5), (240, 5), (241, 6), (480, 6), (9999, 6)]
)
def test_it_becomes_dearer_with_each_doubling_of_those_who_pay_and_are_wrong(wrong: float, bits: int) -> None:
    assert toll.price(wrong, free=60.0) == bits


def test_several_parts_can_be_worked_off_at_a_time() -> None:
    with ThreadPoolExecutor(2) as threads:
        assert toll.pay(CHALLENGE, 3, each=threads.map) == CHEAPER
