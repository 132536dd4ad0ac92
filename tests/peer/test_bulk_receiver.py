import random

import pytest

from peer.bulk_receiver import (
    AHEAD,
    MESSAGE_LIMIT,
    ROOM,
    SPARE,
    TELL_EVERY,
    TELL_EVERY_AFTER_GAP,
    TELL_WITHIN,
    Message,
    Receiver,
)
from peer.sctp_packets import FIRST, LAST, UNORDERED, Data, Violation

WHOLE = FIRST | LAST


def chunk(number: int, content: bytes = b"x", flags: int = WHOLE, stream: int = 1) -> Data:
    return Data(number, flags, stream, 0, 53, content)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver(100)


def test_a_message_in_one_chunk_is_there_at_once(receiver: Receiver) -> None:
    assert receiver.take(chunk(100, b"hello"), 0.0) == [Message(1, 53, b"hello")]
    assert receiver.in_order == 100


def test_a_message_in_pieces_is_there_with_the_last(receiver: Receiver) -> None:
    assert receiver.take(chunk(100, b"a", FIRST), 0.0) == []
    assert receiver.take(chunk(101, b"b", 0), 0.0) == []
    assert receiver.take(chunk(102, b"c", LAST), 0.0) == [Message(1, 53, b"abc")]


def test_whatever_comes_early_or_twice_messages_come_in_order_and_once(receiver: Receiver) -> None:
    chance = random.Random(1)
    chunks = [chunk(100 + i, b"%d," % i, (FIRST if i % 3 == 0 else 0) | (LAST if i % 3 == 2 else 0)) for i in range(99)]
    shuffled = [*chunks, *chance.sample(chunks, 30)]
    chance.shuffle(shuffled)
    messages = [message.content for each in shuffled for message in receiver.take(each, 0.0)]
    assert b"".join(messages) == b"".join(b"%d," % i for i in range(99))
    assert len(messages) == 33
    assert receiver.tell().blocks == []


def test_numbers_may_wrap() -> None:
    receiver = Receiver(2**32 - 1)
    assert receiver.take(chunk(0, b"second"), 0.0) == []
    messages = receiver.take(chunk(2**32 - 1, b"first"), 0.0)
    assert [message.content for message in messages] == [b"first", b"second"]
    assert receiver.tell().cumulative == 2**32


def test_a_report_tells_of_gaps_and_of_what_came_twice(receiver: Receiver) -> None:
    for number in (100, 102, 103, 106, 102):
        receiver.take(chunk(number), 0.0)
    said = receiver.tell()
    assert said.cumulative == 100
    assert said.blocks == [(2, 3), (6, 6)]
    assert said.duplicates == [102]
    assert receiver.tell().duplicates == []


def test_the_sender_is_told_at_once_after_a_pause(receiver: Receiver) -> None:
    receiver.take(chunk(100), 1.0)
    assert receiver.tell_at == 1.0


def test_the_sender_is_told_now_and_then(receiver: Receiver) -> None:
    receiver.take(chunk(100), 1.0)
    receiver.tell()
    receiver.take(chunk(101), 1.001)
    assert receiver.tell_at == 1.001 + TELL_WITHIN
    for number in range(102, 101 + TELL_EVERY):
        receiver.take(chunk(number), 1.001)
    assert receiver.tell_at == 1.001
    receiver.tell()
    assert receiver.tell_at is None


def test_the_sender_is_told_of_a_gap_at_once_and_then_more_often(receiver: Receiver) -> None:
    receiver.take(chunk(101), 1.0)
    assert receiver.tell_at == 1.0
    receiver.tell()
    for number in range(102, 102 + TELL_EVERY_AFTER_GAP):
        receiver.take(chunk(number), 2.0)
    assert receiver.tell_at == 2.0


def test_a_repetition_too_many_is_told_at_once(receiver: Receiver) -> None:
    receiver.take(chunk(100), 1.0)
    receiver.tell()
    receiver.take(chunk(100), 2.0)
    assert receiver.tell_at == 2.0


def test_what_is_not_read_takes_room_until_it_is(receiver: Receiver) -> None:
    messages = [receiver.take(chunk(100 + i, bytes(10_000)), 0.0)[0] for i in range(60)]
    assert 0 < receiver.tell().room < ROOM - 600_000
    for message in messages:
        receiver.read(message, 5.0)
    assert receiver.tell_at == 5.0, "a sender that waits is told"
    assert receiver.tell().room == ROOM


def kept(receiver: Receiver) -> int:
    return receiver._kept


def test_a_sender_that_ignores_the_bound_is_not_kept(receiver: Receiver) -> None:
    for number in range(100, 400):
        receiver.take(chunk(number, bytes(MESSAGE_LIMIT)), 0.0)
    assert kept(receiver) <= ROOM + 2 * SPARE
    assert receiver.tell().room == 0
    assert receiver.in_order < 130


def test_room_is_never_lacking_for_what_everything_waits_for(receiver: Receiver) -> None:
    for number in range(101, 101 + AHEAD):
        receiver.take(chunk(number, bytes(1160)), 0.0)
    assert kept(receiver) <= ROOM + SPARE
    assert len(receiver.take(chunk(100, bytes(1160)), 0.0)) > 800


def test_many_tiny_chunks_behind_a_gap_are_bounded_by_their_number(receiver: Receiver) -> None:
    for number in range(102, 102 + 3 * AHEAD, 2):
        receiver.take(chunk(number), 0.0)
    assert kept(receiver) < ROOM
    assert len(receiver._early) <= AHEAD


@pytest.mark.parametrize(
    "chunks",
    [
        [chunk(100, flags=0)],
        [chunk(100, flags=LAST)],
        [chunk(100, flags=FIRST), chunk(101, flags=FIRST)],
        [chunk(100, flags=FIRST), chunk(101, flags=WHOLE)],
        [chunk(100, bytes(MESSAGE_LIMIT + 1))],
        [chunk(100, bytes(40_000), FIRST), chunk(101, bytes(40_000), LAST)],
        [chunk(100), chunk(101, stream=2)],
        [chunk(100, flags=WHOLE | UNORDERED)],
    ],
    ids=[
        "middle first",
        "end first",
        "begun twice",
        "whole within",
        "too large",
        "too large in pieces",
        "two",
        "loose",
    ],
)
def test_what_no_peer_does_by_mistake_is_a_violation(receiver: Receiver, chunks: list[Data]) -> None:
    *harmless, last = chunks
    for each in harmless:
        receiver.take(each, 0.0)
    with pytest.raises(Violation):
        receiver.take(last, 0.0)
