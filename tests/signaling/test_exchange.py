import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from logs import Dialogue
from protocol import link, wire
from signaling import websocket
from signaling.exchange import TAKEN_WITHIN, Exchange
from signaling.link import INCOMING, OUTGOING
from tests.fakes.waiting import WITHIN
from tests.fakes.web_socket_door import HEARTBEAT, FakeTransport, Silent, line_on, masked

HALF = HEARTBEAT / 2


def said(number: int = 0) -> bytes:
    return masked(websocket.TEXT, wire.encode(link.ClaimKey(f"{number:07d}")))


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    exchange = Exchange(HEARTBEAT, Dialogue("test"))
    async with exchange.open():
        yield exchange


def now() -> float:
    return asyncio.get_running_loop().time()


async def rest() -> None:
    """Until nothing more happens by itself."""
    for _ in range(3 * INCOMING):
        await asyncio.sleep(0)


async def test_a_silent_line_is_asked_and_let_go_when_it_does_not_answer(exchange: Exchange) -> None:
    transport = FakeTransport()
    line = line_on(transport, exchange)
    began = now()
    exchange.look(began + HEARTBEAT - 1)
    assert transport.frames == []
    exchange.look(began + HEARTBEAT + 1)
    exchange.look(began + HEARTBEAT + 2)
    assert transport.frames == [(websocket.PING, b"")]
    exchange.look(began + HEARTBEAT + HALF)
    assert not transport.aborted
    exchange.look(began + HEARTBEAT + HALF + 2)
    assert transport.aborted
    line.connection_lost(None)


async def test_a_line_that_answers_stays_and_is_asked_again(exchange: Exchange) -> None:
    transport = FakeTransport()
    line = line_on(transport, exchange)
    exchange.look(now() + HEARTBEAT + 1)
    line.data_received(masked(websocket.PONG, b""))
    exchange.look(now() + HEARTBEAT - 1)
    assert not transport.aborted
    exchange.look(now() + HEARTBEAT + 1)
    assert len(transport.frames) == 2
    line.connection_lost(None)


async def test_the_watch_looks_by_itself() -> None:
    quick = Exchange(0.02, Dialogue("test"))
    async with asyncio.timeout(WITHIN), quick.open():
        cut = asyncio.Event()
        transport = FakeTransport()
        transport.abort = cut.set  # type: ignore[method-assign]  # waited for
        line = line_on(transport, quick)
        await cut.wait()
        line.connection_lost(None)


async def test_a_program_that_does_not_take_what_it_is_sent_is_let_go(exchange: Exchange) -> None:
    slow, mended = FakeTransport(), FakeTransport()
    lines = [line_on(slow, exchange), line_on(mended, exchange)]
    for line in lines:
        line.pause_writing()
    lines[1].resume_writing()
    exchange.look(now() + TAKEN_WITHIN - 1)
    assert not slow.aborted
    exchange.look(now() + TAKEN_WITHIN + 1)
    assert slow.aborted
    assert not mended.aborted
    for line in lines:
        line.connection_lost(None)


async def test_a_program_for_which_too_much_waits_is_cut_off(exchange: Exchange) -> None:
    transport = FakeTransport()
    transport.takes = False
    line = line_on(transport, exchange)
    note = link.Refused("x" * 60_000)
    for _ in range(OUTGOING // 60_100):
        line.send(note)
    assert not transport.aborted
    line.send(note)
    assert transport.aborted
    line.connection_lost(None)


async def test_what_was_said_last_is_heard_before_the_line_is_gone(exchange: Exchange) -> None:
    heard = Silent()
    line = line_on(FakeTransport(), exchange, heard)
    line.data_received(said(1) + said(2) + websocket_close())
    line.connection_lost(None)
    await rest()
    assert heard.heard == [link.ClaimKey("0000001"), link.ClaimKey("0000002")]
    assert heard.told_gone == 1


def websocket_close() -> bytes:
    return masked(websocket.CLOSE, (1000).to_bytes(2))


async def test_a_farewell_is_answered_with_one_and_closes(exchange: Exchange) -> None:
    transport = FakeTransport()
    line = line_on(transport, exchange)
    line.data_received(websocket_close())
    assert transport.frames == [(websocket.CLOSE, (1000).to_bytes(2))]
    assert transport.closed
    line.connection_lost(None)


async def test_a_ping_is_answered(exchange: Exchange) -> None:
    transport = FakeTransport()
    line = line_on(transport, exchange)
    line.data_received(masked(websocket.PING, b"are you there"))
    assert transport.frames == [(websocket.PONG, b"are you there")]
    line.connection_lost(None)


class Waiting(Silent):
    """Hears nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()

    async def hear(self, message: Any) -> None:
        await self.may.wait()
        await super().hear(message)


async def test_who_says_more_than_is_heard_is_read_no_further_until_it_was(exchange: Exchange) -> None:
    class Reading(FakeTransport):
        paused = False

        def pause_reading(self) -> None:
            self.paused = True

        def resume_reading(self) -> None:
            self.paused = False

    transport, heard = Reading(), Waiting()
    line = line_on(transport, exchange, heard)
    for number in range(INCOMING + 2):
        line.data_received(said(number))
        await rest()
    assert transport.paused
    heard.may.set()
    await rest()
    assert not transport.paused
    assert len(heard.heard) == INCOMING + 2
    line.connection_lost(None)


async def test_a_fault_of_ours_costs_one_line_and_is_logged(
    exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Silent):
        async def hear(self, message: Any) -> None:
            raise ZeroDivisionError

    transport, other, heard, broken = FakeTransport(), FakeTransport(), Silent(), Broken()
    lines = [line_on(transport, exchange, broken), line_on(other, exchange, heard)]
    for line in lines:
        line.data_received(said())
    await rest()
    assert transport.aborted
    assert "! ZeroDivisionError hear" in caplog.text
    assert not other.aborted
    assert heard.heard
    for line in lines:
        line.connection_lost(None)
    await rest()
    assert broken.told_gone == 1


async def test_lines_that_are_there_at_the_end_are_hung_up_and_waited_for() -> None:
    exchange, transport, heard = Exchange(HEARTBEAT, Dialogue("test")), FakeTransport(), Silent()
    async with asyncio.timeout(WITHIN), exchange.open():
        line = line_on(transport, exchange, heard)
        asyncio.get_running_loop().call_soon(line.connection_lost, None)
    assert transport.frames == [(websocket.CLOSE, (1001).to_bytes(2))]
    assert heard.told_gone == 1


async def test_a_program_that_takes_no_farewell_does_not_keep_the_server_from_stopping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signaling.exchange.HUNG_UP_WITHIN", 0.0)
    exchange, transport, heard = Exchange(HEARTBEAT, Dialogue("test")), FakeTransport(), Silent()
    async with asyncio.timeout(WITHIN), exchange.open():
        line = line_on(transport, exchange, heard)
        monkeypatch.setattr(
            transport, "abort", lambda: asyncio.get_running_loop().call_soon(line.connection_lost, None)
        )
        line.data_received(masked(websocket.CLOSE, b""))
        assert transport.closed
    assert heard.told_gone == 1
