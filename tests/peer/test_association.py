"""Two associations that hand each other their packets, on the event loop."""

import asyncio
from collections.abc import Iterator

import pytest

from peer import association
from peer.association import AT_ONCE, Association
from peer.bulk_receiver import Message
from peer.sctp_packets import Data, Packing, Sack, Violation, read
from tests.fakes.waiting import WITHIN

TAG = 5


class End:
    """One end. What it puts on the line reaches the other with the loop's next turn, unless the line is cut."""

    def __init__(self, first_out: int, first_in: int) -> None:
        self.other: End
        self.line_is_up = True
        self.packets = 0
        self.messages: list[Message] = []
        self.came = asyncio.Event()
        self.association = Association(Packing(1, 1, TAG), (first_out, first_in), self._transmit, lambda: 0)

    def _transmit(self, packet: bytes) -> None:
        self.packets += 1
        if self.line_is_up:
            asyncio.get_running_loop().call_soon(self.other.take, packet)

    def take(self, packet: bytes) -> None:
        for message in self.association.arrive(read(packet, TAG) or []):
            self.messages.append(message)
            self.association.read(message)
        self.came.set()

    async def until_all_arrived(self) -> None:
        async with asyncio.timeout(WITHIN):
            while self.association.sender.waiting:
                self.came.clear()
                await self.came.wait()


@pytest.fixture
async def ends() -> Iterator[tuple[End, End]]:  # type: ignore[misc]  # pytest awaits it
    one, other = End(10, 20), End(20, 10)
    one.other, other.other = other, one
    yield one, other
    for end in (one, other):
        end.association.close()


async def test_messages_go_both_ways(ends: tuple[End, End]) -> None:
    one, other = ends
    one.association.send(1, 53, b"there")
    other.association.send(2, 53, bytes(50_000))
    await one.until_all_arrived()
    await other.until_all_arrived()
    assert other.messages == [Message(1, 53, b"there")]
    assert one.messages == [Message(2, 53, bytes(50_000))]


async def test_no_turn_of_the_loop_belongs_to_bulk_alone(
    ends: tuple[End, End], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(association.Sender, "next_packet", lambda *_: b"always one more")
    one, _other = ends
    one.line_is_up = False
    one.association.send(1, 53, b"x")
    assert one.packets == AT_ONCE


async def test_what_is_lost_is_repeated_by_the_clock(ends: tuple[End, End]) -> None:
    one, other = ends
    one.association.send(1, 53, b"first")
    await one.until_all_arrived()
    one.line_is_up = False
    one.association.send(1, 53, b"second")
    one.line_is_up = True
    await one.until_all_arrived()
    assert [message.content for message in other.messages] == [b"first", b"second"]


async def test_once_closed_nothing_goes_out(ends: tuple[End, End]) -> None:
    one, _other = ends
    one.association.close()
    one.association.send(1, 53, b"late")
    one.association.arrive([Data(20, 3, 1, 0, 53, b"late too")])
    assert one.packets == 0


async def test_a_violation_is_the_owners_to_judge(ends: tuple[End, End]) -> None:
    with pytest.raises(Violation):
        ends[0].association.arrive([Sack(12, 0, (), ())])
