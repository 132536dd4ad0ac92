"""A STUN and TURN server on the loopback that lends a real socket, or does what a broken one does."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aioice import stun, turn

from tests.fakes.waiting import WITHIN

REALM, NONCE = "relay.example", b"nonce"
OUTSIDE = ("203.0.113.7", 4444)
"""What it tells everybody about where their packets come from."""
HERE = "127.0.0.1"


@dataclass
class Manners:
    """How the server behaves."""

    deaf_to: int = 0
    """So many first datagrams are lost."""
    silent: bool = False
    credentials: tuple[str, str] = ("user", "secret")
    stops_after: stun.Method | None = None
    """Asks for credentials, and then does not answer any more."""


@dataclass
class Seen:
    """What the server was asked."""

    requests: list[stun.Message] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def methods(self) -> list[str]:
        return [request.message_method.name for request in self.requests]

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(WITHIN):
            while not true():
                self.news.clear()
                await self.news.wait()


class _Relayed(asyncio.DatagramProtocol):
    """The socket that is lent."""

    def __init__(self, client: "_Client") -> None:
        self.client = client

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.client.hand_on(data, addr)


class _Client:
    """One allocation at most."""

    def __init__(self, manners: Manners, seen: Seen, send: Any, came_from: tuple[str, int]) -> None:
        self.manners, self.seen, self.send, self.came_from = manners, seen, send, came_from
        self.relay: asyncio.DatagramTransport | None = None
        self.lent: list[asyncio.DatagramTransport] = []
        self.is_over = False
        self.channels: dict[tuple[str, int], int] = {}

    async def take(self, data: bytes) -> None:
        if turn.is_channel_data(data):
            self.relay_out(data)
            return
        request = stun.parse_message(data)
        self.seen.requests.append(request)
        self.seen.news.set()
        if not self.manners.silent:
            await self.answer(request)

    def relay_out(self, data: bytes) -> None:
        number, length = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        assert self.relay
        self.relay.sendto(
            data[4 : 4 + length], next(peer for peer, channel in self.channels.items() if channel == number)
        )

    def hand_on(self, data: bytes, addr: tuple[str, int]) -> None:
        if addr in self.channels:
            self.send(self.channels[addr].to_bytes(2, "big") + len(data).to_bytes(2, "big") + data)

    async def answer(self, request: stun.Message) -> None:
        if request.message_method is stun.Method.BINDING:
            self.reply(request, {"XOR-MAPPED-ADDRESS": OUTSIDE})
        elif not self.proves_itself(request):
            attributes = {"ERROR-CODE": (401, "Unauthorized"), "REALM": REALM, "NONCE": NONCE}
            self.reply(request, attributes, stun.Class.ERROR)
        elif self.manners.stops_after is not request.message_method:
            self.reply(request, await self.granted(request), key=self.key(request))

    def key(self, request: stun.Message) -> bytes:
        return turn.make_integrity_key(request.attributes["USERNAME"], REALM, self.manners.credentials[1])

    def proves_itself(self, request: stun.Message) -> bool:
        known = request.attributes.get("USERNAME") == self.manners.credentials[0]
        return known and request.check_message_integrity(self.key(request))

    async def granted(self, request: stun.Message) -> dict[str, Any]:
        match request.message_method:
            case stun.Method.ALLOCATE:
                loop = asyncio.get_running_loop()
                self.relay, _ = await loop.create_datagram_endpoint(lambda: _Relayed(self), local_addr=(HERE, 0))
                self.lent.append(self.relay)
                relayed = self.relay.get_extra_info("sockname")
                if self.is_over:
                    self.close()
                return {"LIFETIME": 600, "XOR-MAPPED-ADDRESS": OUTSIDE, "XOR-RELAYED-ADDRESS": relayed}
            case stun.Method.CHANNEL_BIND:
                self.channels[request.attributes["XOR-PEER-ADDRESS"]] = request.attributes["CHANNEL-NUMBER"]
                return {}
            case _:
                self.close()
                return {"LIFETIME": 0}

    def reply(
        self,
        request: stun.Message,
        attributes: dict[str, Any],
        kind: stun.Class = stun.Class.RESPONSE,
        key: bytes | None = None,
    ) -> None:
        response = stun.Message(request.message_method, kind, request.transaction_id, attributes)
        if key:
            response.add_message_integrity(key)
        self.send(bytes(response))

    def close(self) -> None:
        """All that was lent: who asked twice, because no answer came in time, has two."""
        self.is_over = True
        for relay in self.lent:
            relay.close()


class _Door(asyncio.DatagramProtocol):
    def __init__(self, manners: Manners, seen: Seen, tasks: asyncio.TaskGroup) -> None:
        self.manners, self.seen, self.tasks = manners, seen, tasks
        self.clients: dict[tuple[str, int], _Client] = {}

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.manners.deaf_to:
            self.manners.deaf_to -= 1
            return
        if addr not in self.clients:
            send = lambda answer: self.transport.sendto(answer, addr)  # noqa: E731  # short, and used once
            self.clients[addr] = _Client(self.manners, self.seen, send, addr)
        self.tasks.create_task(self.clients[addr].take(data))


@dataclass(frozen=True)
class TurnServer:
    """One that runs."""

    port: int
    seen: Seen


@asynccontextmanager
async def running(manners: Manners | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[TurnServer]:
    """On one port for UDP and TCP; over TLS in place of TCP when there is a context for it."""
    manners, seen = manners or Manners(), Seen()
    loop = asyncio.get_running_loop()
    streams: list[_Client] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(manners, seen, lambda answer: writer.write(_padded(answer)), writer.get_extra_info("peername"))
        streams.append(client)
        try:
            while True:
                await client.take(await _whole(reader))
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    async with asyncio.TaskGroup() as tasks:
        datagrams, stream = _same_port()
        port = stream.getsockname()[1]
        transport, door = await loop.create_datagram_endpoint(lambda: _Door(manners, seen, tasks), sock=datagrams)
        async with await asyncio.start_server(serve, sock=stream, ssl=tls) as server:
            try:
                yield TurnServer(port, seen)
            finally:
                server.close()
                transport.close()
                for client in [*door.clients.values(), *streams]:
                    client.close()


def _same_port() -> tuple[socket.socket, socket.socket]:
    """A socket for datagrams and one for streams, on a port that is free for both."""
    while True:
        stream, datagrams = socket.create_server((HERE, 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            datagrams.bind(stream.getsockname())
        except OSError:
            stream.close()
            datagrams.close()
        else:
            return datagrams, stream


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


async def _whole(reader: asyncio.StreamReader) -> bytes:
    """One message of a stream."""
    head = await reader.readexactly(4)
    length = int.from_bytes(head[2:4], "big")
    rest = length + (-length % 4) if turn.is_channel_data(head) else 16 + length
    return head + await reader.readexactly(rest)
