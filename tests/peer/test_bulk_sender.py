"""A sender and a receiver on lines of all kinds, in virtual time."""

import random

import pytest

from peer.bulk_receiver import ROOM, SPARE
from peer.bulk_sender import LEAST_SHARE
from peer.scavenger import SMALLEST_WINDOW, TARGET
from peer.sctp_packets import LARGEST_PAYLOAD
from tests.fakes.bulk_line import MEGABIT, Transfer, transfer

CHANCE = random.Random(3)
MESSAGES = [CHANCE.randbytes(CHANCE.choice([1, 100, 1160, 1161, 30_000, 65_536])) for _ in range(12)]


def carried(line: Transfer, since: float, until: float) -> float:
    """Mbit/s that arrived between two moments."""
    before = line.run(since).content
    return (line.run(until).content - before) * 8 / (until - since) / MEGABIT


@pytest.mark.parametrize(
    "properties",
    [{}, {"loss": 0.1}, {"disorder": 0.03}, {"loss": 0.05, "disorder": 0.01, "queue": 0.005}],
    ids=str,
)
def test_messages_arrive_whole_and_in_order_on_every_line(properties: dict[str, float]) -> None:
    line = transfer(20, 0.04, **properties).send(*MESSAGES)
    line.run(60, enough=lambda: not line.sender.waiting)
    assert line.messages == MESSAGES
    assert line.now < 5


def test_one_packet_in_a_hundred_lost_does_not_hold_it_up() -> None:
    line = transfer(20, 0.04, loss=0.01).fill()
    assert carried(line, 0.7, 1.5) >= 15


@pytest.mark.parametrize(("rate", "round_trip"), [(1, 0.04), (2, 0.1)])
def test_a_line_is_filled_and_those_beside_us_wait_little(rate: float, round_trip: float) -> None:
    line = transfer(rate, round_trip).fill()
    assert carried(line, 2, 8) >= 0.8 * rate
    assert line.forth.wait(0.5) <= TARGET + 0.01
    assert line.forth.wait(0.95) <= TARGET + 0.02


def test_the_start_does_not_overrun_the_line() -> None:
    line = transfer(10, 0.05).fill().run(1.2)
    assert max(line.forth.waits) <= 0.04


def test_a_queue_too_short_to_be_seen_is_not_kept_overflowing() -> None:
    line = transfer(10, 0.02, queue=0.006).fill()
    before = line.run(1).forth.lost
    assert carried(line, 1, 3) >= 7
    assert line.forth.lost - before < 0.08 * 2 * 10 * MEGABIT / 8 / LARGEST_PAYLOAD


def pictures(seconds: float, rate: float) -> list[tuple[float, int]]:
    """Thirty a second, from the first second on; each leaves at two and a half times its rate."""
    size = int(rate * MEGABIT / 8 / 30 / 1200)
    return [
        (1 + number / 30 + place * 1200 * 8 / (2.5 * rate * MEGABIT), 1200)
        for number in range(int(30 * seconds))
        for place in range(size)
    ]


def waits_of_pictures(line: Transfer) -> float:
    """What 95 of 100 of their packets wait shorter than."""
    waits: list[float] = []
    carry = line.forth.carry

    def watched(size: int, now: float) -> float | None:
        arrives = carry(size, now)
        if size == 1200:
            waits.append(line.forth.waits[-1])
        return arrives

    line.forth.carry = watched  # type: ignore[method-assign]
    line.run(4)
    return sorted(waits)[int(0.95 * len(waits))]


def test_a_picture_waits_no_longer_beside_bulk_than_a_moment() -> None:
    alone = waits_of_pictures(transfer(5, 0.04).beside(pictures(3, 3)))
    beside = transfer(5, 0.04).beside(pictures(3, 3)).fill()
    assert waits_of_pictures(beside) <= alone + 0.03
    assert beside.content * 8 / 4 >= 0.5 * MEGABIT


def test_however_many_pictures_there_are_bulk_goes_on() -> None:
    line = transfer(3, 0.04).fill().run(1)
    line.under_way = 10_000_000
    assert carried(line, 1.5, 4) >= 3 * LEAST_SHARE / 2


def test_a_line_that_is_cut_for_a_while_carries_on() -> None:
    line = transfer(3, 0.04).fill().run(1)
    line.forth.open = False
    line.run(3)
    assert line.scavenger.window <= 4 * SMALLEST_WINDOW
    line.forth.open = True
    assert carried(line, 5.5, 6.5) >= 1.5


def test_a_peer_that_has_gone_is_not_flooded() -> None:
    line = transfer(3, 0.04).fill().run(1)
    line.forth.open = line.back.open = False
    before = len(line.forth.waits)
    line.run(30)
    assert len(line.forth.waits) < before + 60


def test_who_does_not_read_stops_the_sender() -> None:
    line = transfer(40, 0.002)
    line.reads = False
    line.fill().run(1)
    assert line.content <= ROOM + SPARE
    sent = len(line.forth.waits)
    line.run(8)
    assert len(line.forth.waits) < sent + 20, "asked now and then whether there is room again"


def test_and_who_reads_again_sets_it_going() -> None:
    line = transfer(40, 0.002)
    line.reads = False
    line.fill().run(1)
    line.reads = True
    line.read()
    assert line.run(1.2).content > 1.2 * ROOM


def test_it_goes_on_although_the_word_that_there_is_room_was_lost() -> None:
    line = transfer(40, 0.002)
    line.reads = False
    line.fill().run(1)
    line.reads, line.back.open = True, False
    line.read()
    line.back.open = True
    assert line.run(4, enough=lambda: line.content > 1.1 * ROOM).content > 1.1 * ROOM


def test_the_last_packet_is_repeated_soon_when_it_was_lost() -> None:
    line = transfer(20, 0.04).send(bytes(20_000)).run(1)
    line.forth.open = False
    line.send(b"last")
    line.run(line.now + 0.01)
    line.forth.open = True
    line.run(1.4)
    assert line.messages[-1] == b"last"


def test_nothing_is_to_be_done_when_all_has_arrived() -> None:
    line = transfer(20, 0.04).send(b"all").run(5)
    assert line.sender.wake_at(line.now) is None
    assert line.sender.waiting == line.sender.unsent == 0
