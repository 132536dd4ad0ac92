import asyncio
from typing import Any, cast

import pytest
from aiohttp import web

from logs import Dialogue
from protocol import wire
from protocol.link import LinkMessage, Refused
from signaling import link
from signaling.link import OUTGOING, WebSocketLine
from tests.fakes.lines import FakeLine
from tests.fakes.waiting import WITHIN


class _Socket:
    """As much of a WebSocket as a line uses."""

    def __init__(self) -> None:
        self.sent: list[LinkMessage] = []
        self.closed = False
        self.gone = False
        self.reads = asyncio.Event()
        self.reads.set()
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True

    async def send_str(self, text: str) -> None:
        if self.gone:
            raise ConnectionResetError
        await self.reads.wait()
        reader: wire.Reader[Any] = wire.to_agent_program
        self.sent.append(reader.read(text))

    async def close(self, *, code: int) -> None:
        self.closed = True


def _line(socket: _Socket) -> WebSocketLine:
    return WebSocketLine(cast("web.WebSocketResponse", socket), socket.abort, Dialogue("test"))


ONE, TWO = Refused("one"), Refused("two")


async def test_what_is_sent_arrives_in_order_and_before_the_line_is_hung_up() -> None:
    socket, fake = _Socket(), FakeLine()
    line = _line(socket)
    for each in (line, fake):
        each.send(ONE)
        each.send(TWO)
        each.hang_up()
    await line.write()
    assert socket.sent == fake.told == [ONE, TWO]
    assert socket.closed
    assert fake.hung_up


async def test_sending_does_not_wait_and_a_program_that_does_not_read_is_cut_off() -> None:
    socket = _Socket()
    line = _line(socket)
    for _ in range(OUTGOING):
        line.send(ONE)
    assert not socket.aborted
    line.send(ONE)
    assert socket.aborted


async def test_a_program_that_does_not_take_a_message_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "TAKEN_WITHIN", 0.01)
    socket = _Socket()
    socket.reads.clear()
    line = _line(socket)
    line.send(ONE)
    await line.write()
    assert socket.aborted


async def test_a_program_that_is_gone_ends_the_writing() -> None:
    socket = _Socket()
    socket.gone = True
    line = _line(socket)
    line.send(ONE)
    async with asyncio.timeout(WITHIN):
        await line.write()
    assert not socket.closed


@pytest.mark.parametrize("make", [lambda: _line(_Socket()), FakeLine])
async def test_a_line_may_be_hung_up_twice(make: Any) -> None:
    line = make()
    line.hang_up()
    line.hang_up()
    line.send(ONE)
