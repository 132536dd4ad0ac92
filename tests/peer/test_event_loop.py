"""What went wrong with the loop that asyncio takes on Windows by itself. In wine these run on ours, as everywhere."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from peer import event_loop
from tests.fakes.waiting import WITHIN

NOTHING_THERE = 20
"""Datagrams to nobody: Windows tells of the first ones only after some."""


class Endpoint(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.lost = asyncio.Event()
        self.received: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.received.put_nowait(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner(loop_factory=event_loop.new) as runner:
        yield runner


async def bound() -> tuple[Endpoint, asyncio.DatagramTransport]:
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        Endpoint, local_addr=("127.0.0.1", 0)
    )
    return protocol, transport


def nobodys() -> tuple[str, int]:
    """An address where nobody listens any more."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        address: tuple[str, int] = gone.getsockname()
        return address


def test_a_socket_that_is_closed_while_it_sends_is_closed(runner: asyncio.Runner) -> None:
    async def closes() -> None:
        protocol, transport = await bound()
        transport.sendto(b"the last word", nobodys())
        transport.close()
        async with asyncio.timeout(WITHIN):
            await protocol.lost.wait()

    runner.run(closes())


def test_a_socket_that_sent_to_where_nobody_listens_still_hears(runner: asyncio.Runner) -> None:
    async def hears() -> None:
        protocol, transport = await bound()
        for _ in range(NOTHING_THERE):
            transport.sendto(b"is anybody there?", nobodys())
            await asyncio.sleep(0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"here", transport.get_extra_info("sockname"))
        async with asyncio.timeout(WITHIN):
            assert await protocol.received.get() == b"here"
        transport.close()

    runner.run(hears())
