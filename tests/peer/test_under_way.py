import pytest

from peer.sctp_packets import Sack, Violation
from peer.under_way import Arrived, Chunk, UnderWay

EVER = float("inf")


def left(*numbers: int, since: float = 0.0, every: float = 1 / 1024) -> UnderWay:
    """What is under way when these left one after the other, 100 bytes each."""
    under_way = UnderWay(100)
    for place, number in enumerate(numbers):
        under_way.left(number, Chunk(b"packet", 100), since + place * every)
    return under_way


def said(cumulative: int, *blocks: tuple[int, int]) -> Sack:
    return Sack(cumulative, 1000, blocks, ())


def test_nothing_is_under_way_at_first() -> None:
    assert not UnderWay(100)


def test_what_arrived_is_no_longer_under_way() -> None:
    under_way = left(*range(100, 110))
    assert under_way.size == under_way.flight == 1000
    assert under_way.hear(said(104), EVER) == Arrived(5, 4 / 1024)
    assert under_way.size == under_way.flight == 500
    assert under_way.hear(said(109), EVER) == Arrived(5, 9 / 1024)
    assert not under_way


def test_blocks_arrive_before_what_is_missing_in_front_of_them() -> None:
    under_way = left(*range(100, 110))
    assert under_way.hear(said(99, (3, 4), (6, 10)), EVER) == Arrived(7, 9 / 1024)
    assert under_way.size == 300
    assert under_way.reach == 10


def test_a_report_that_tells_nothing_new_is_nothing() -> None:
    under_way = left(*range(100, 110))
    under_way.hear(said(102, (3, 4)), EVER)
    assert under_way.hear(said(102, (3, 4)), EVER).chunks == 0
    assert under_way.hear(said(101), EVER).chunks == 0, "an old one"
    assert under_way.hear(said(102, (3, 5)), EVER) == Arrived(1, 7 / 1024)


def test_blocks_that_grow_together_are_counted_once() -> None:
    under_way = left(*range(100, 110))
    assert under_way.hear(said(99, (2, 3), (5, 6)), EVER).chunks == 4
    assert under_way.hear(said(99, (2, 6)), EVER).chunks == 1
    assert under_way.hear(said(105), EVER).chunks == 1


def test_what_left_well_before_something_that_arrived_is_lost() -> None:
    under_way = left(*range(100, 110), every=0.002)
    under_way.hear(said(99, (8, 8)), EVER)
    assert under_way.find_lost(disorder=0.005) == 5
    assert under_way.flight == 400
    assert under_way.size == 900
    assert under_way.take_lost()[0] == 100


def test_disorder_is_not_loss() -> None:
    under_way = left(*range(100, 110), every=0.0)
    under_way.hear(said(99, (10, 10)), EVER)
    assert under_way.find_lost(disorder=0.003) == 0


def test_a_repetition_that_is_lost_too_is_found() -> None:
    under_way = left(*range(100, 110))
    under_way.hear(said(100, (2, 9)), EVER)
    under_way.find_lost(disorder=0.003)
    number, chunk = under_way.take_lost()
    assert number == 101
    under_way.left(number, chunk, 0.05)
    under_way.left(110, Chunk(b"packet", 100), 0.06)
    under_way.hear(said(100, (2, 10)), EVER)
    assert under_way.find_lost(disorder=0.003) == 1
    assert under_way.take_lost()[1].times == 2


def test_what_was_repeated_says_nothing_about_the_round_trip() -> None:
    under_way = left(100)
    under_way.lose_oldest()
    under_way.left(*under_way.take_lost(), 0.5)
    assert under_way.hear(said(100), EVER) == Arrived(1, None)


def test_a_repetition_too_many_does_not_make_others_lost() -> None:
    """It was answered sooner than any answer can come: that was for the first one."""
    under_way = left(*range(100, 103))
    under_way.lose_oldest()
    under_way.left(*under_way.take_lost(), 0.5)
    under_way.hear(said(100), 0.49)
    assert under_way.find_lost(disorder=0.003) == 0


def test_what_is_taken_for_lost_may_arrive_yet() -> None:
    under_way = left(100, 101)
    under_way.lose_oldest()
    assert under_way.flight == 100
    assert under_way.hear(said(101), EVER).chunks == 2
    assert under_way.next_lost() is None
    assert under_way.size == under_way.flight == 0


def test_numbers_may_wrap() -> None:
    under_way = UnderWay(2**32 - 2)
    for number in range(2**32 - 2, 2**32 + 2):
        under_way.left(number, Chunk(b"packet", 100), 0.0)
    assert under_way.hear(said(2**32 - 1, (2, 2)), EVER).chunks == 3
    assert under_way.hear(said(1), EVER).chunks == 1


def test_a_peer_that_confirms_what_never_left_is_cut() -> None:
    with pytest.raises(Violation):
        left(100, 101).hear(said(102), EVER)


@pytest.mark.parametrize("blocks", [[(5, 3)], [(4, 9), (2, 3)], [(2, 9), (2, 9)], [(0, 9)]], ids=str)
def test_blocks_that_make_no_sense_cost_nothing(blocks: list[tuple[int, int]]) -> None:
    under_way = left(*range(100, 110))
    heard = under_way.hear(said(100, *blocks), EVER)
    assert heard.chunks + under_way.hear(said(109), EVER).chunks == 10
    assert not under_way


def test_a_report_cannot_make_us_look_at_more_than_is_under_way() -> None:
    under_way = left(*range(100, 110))
    under_way.hear(said(99, *((number, 65_535) for number in range(2, 300))), EVER)
    assert under_way.size == 100
