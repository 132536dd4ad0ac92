from hypothesis import given, settings
from hypothesis import strategies as st

from peer.gaps import Blocks

FEW = settings(max_examples=20)


def blocks_of(numbers: set[int]) -> list[tuple[int, int]]:
    """The same, thought of simply."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


@FEW
@given(st.lists(st.integers(1, 40), unique=True))
def test_whatever_the_order_the_blocks_are_the_same(numbers: list[int]) -> None:
    blocks, so_far = Blocks(), set[int]()
    for number in numbers:
        blocks.add(number)
        so_far.add(number)
        assert blocks.counted_from(0, 100) == blocks_of(so_far)
    assert bool(blocks) is bool(numbers)


def test_only_a_number_behind_a_new_gap_is_news() -> None:
    blocks = Blocks()
    assert [blocks.add(number) for number in (5, 6, 9, 8, 3)] == [True, False, True, False, False]


def test_what_nothing_is_missing_before_is_done_with() -> None:
    blocks = Blocks()
    for number in (5, 6, 9):
        blocks.add(number)
    blocks.pass_by(4)
    assert blocks.counted_from(2, 100) == [(3, 4), (7, 7)]
    blocks.pass_by(6)
    assert blocks.counted_from(6, 100) == [(3, 3)]
    blocks.pass_by(9)
    assert not blocks


def test_of_many_the_first_are_told() -> None:
    blocks = Blocks()
    for number in range(2, 100, 2):
        blocks.add(number)
    assert blocks.counted_from(0, 2) == [(2, 2), (4, 4)]
