"""A WebSocket's line without a network: what is written is there to be read, and nobody else is."""

import asyncio
from typing import Any

from logs import Dialogue
from protocol import link, wire
from protocol.link import LinkMessage
from signaling import websocket
from signaling.exchange import Exchange
from signaling.link import Link, WebSocketLine
from tests.fakes.clock import FakeClock

HEARTBEAT = 20.0


class FakeTransport(asyncio.Transport):
    """Takes what is written, as long as `takes`."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.waiting = 0
        self.takes = True
        self.aborted = False
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += data
        if not self.takes:
            self.waiting += len(data)

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    @property
    def frames(self) -> list[tuple[int, bytes]]:
        """What was written: kind and content, all of it short."""
        found, rest = [], bytes(self.written)
        while rest:
            length = rest[1]
            found.append((rest[0] & 0x0F, rest[2 : 2 + length]))
            rest = rest[2 + length :]
        return found

    @property
    def told(self) -> list[LinkMessage]:
        """The messages among it."""
        reader: wire.Reader[Any] = wire.to_customer_program
        return [reader.read(data) for kind, data in self.frames if kind == websocket.TEXT]


class Silent:
    """A conversation that hears everything and says nothing."""

    def __init__(self) -> None:
        self.heard: list[LinkMessage] = []
        self.told_gone = 0

    async def hear(self, message: LinkMessage) -> None:
        self.heard.append(message)

    async def gone(self) -> None:
        self.told_gone += 1


def line_on(transport: FakeTransport, exchange: Exchange | None = None, conversation: Any = None) -> WebSocketLine[Any]:
    """A customer's line on it. Without an exchange of its own it is one that runs no tasks."""
    log = Dialogue("test")
    door: Link[link.FromCustomerProgram] = Link(
        wire.from_customer_program,
        lambda _: conversation or Silent(),
        exchange=exchange or _Resting(HEARTBEAT, log),
        clock=FakeClock(),
        log=log,
        origin="https://help.example",
    )
    line = WebSocketLine(door)
    line.connection_made(transport)
    return line


class _Resting(Exchange):
    def attend(self, line: Any) -> None:
        pass


def masked(kind: int, data: bytes, *, last: bool = True, mask: bytes = b"\x01\x02\x03\x04") -> bytes:
    """A client's frame."""
    first, size = (0x80 if last else 0) | kind, len(data)
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((first, 0x80 | 126)) + size.to_bytes(2)
    else:
        head = bytes((first, 0x80 | 127)) + size.to_bytes(8)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
