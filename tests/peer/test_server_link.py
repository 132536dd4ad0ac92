"""The link to a server that comes and goes, and the same plays with the fake."""

import asyncio
import socket
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha1
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from hypothesis import given
from hypothesis import strategies as st

from peer.server_link import TIMING, Down, Ends, ServerLink, Timing, Up, pause
from peer.tls import trusting
from protocol import link, wire
from protocol.problems import MessageRefused, ServerNotTrusted, ServerUnreachable, SessionUnknown, VersionUnsupported
from protocol.session import EndReason, State
from tests.fakes import tls
from tests.fakes.server_link import FakeServerLink
from tests.fakes.waiting import WITHIN

SESSION = "0" * 32
END = link.EndSession(SESSION, EndReason.CUSTOMER)
CHANGED = link.SessionChanged(SESSION, State.CLAIMED)
QUICK = Timing(first_pause=0.01, longest_pause=0.05, pong=60.0, connect=60.0, close=60.0)
"""Quick where it tries again; patient where a busy machine may be slow."""
IMPATIENT = replace(QUICK, pong=0.1)

WEBSOCKET, UPGRADE = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", "Upgrade: websocket\r\nConnection: upgrade\r\n"
"""RFC 6455, 1.3."""


class Server:
    """A signaling server of a few lines. `sockets` are its ends, `heard` what came in."""

    def __init__(self) -> None:
        self.sockets: list[web.WebSocketResponse] = []
        self.heard: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.status = 0
        self.autoping = True

    async def talk(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(dict(request.headers))
        if self.status in (301, 302):
            raise web.HTTPFound("https://127.0.0.1:1/elsewhere")
        if self.status:
            return web.Response(status=self.status)
        socket = web.WebSocketResponse(autoping=self.autoping)
        await socket.prepare(request)
        self.sockets.append(socket)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self.heard.append(frame.data)
        return socket


class Owner:
    """What the owner of a link was told."""

    def __init__(self, made: Any) -> None:
        self.link = made
        self.events: list[object] = []
        self.on_down: Callable[[], None] = lambda: None
        self._news = asyncio.Event()

    def tell(self, event: object) -> None:
        self.events.append(event)
        if isinstance(event, Down):
            self.on_down()
        self._news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN):
            while not true():
                self._news.clear()
                try:
                    async with asyncio.timeout(0.02):
                        await self._news.wait()
                except TimeoutError:
                    continue

    async def until_told(self, event: object) -> None:
        await self.until(lambda: event in self.events)


class World:
    """One link, its owner, and the server that the test plays."""

    def __init__(self, made: Any, server: Server | None) -> None:
        self.link = made
        self.owner = Owner(made)
        self.server = server

    async def server_says(self, message: link.LinkMessage) -> None:
        if self.server is None:
            self.link.arrive(message)
        else:
            await self.server.sockets[-1].send_str(wire.encode(message).decode())

    async def server_hangs_up(self) -> None:
        if self.server is None:
            self.link.go_down()
        else:
            await self.server.sockets[-1].close()

    def server_comes_back(self) -> None:
        if self.server is None:
            self.link.go_up()

    def heard(self) -> list[str]:
        if self.server is None:
            return [wire.encode(message).decode() for message in self.link.sent]
        return self.server.heard


Start = Callable[..., Awaitable[World]]


@pytest.fixture
async def served() -> AsyncIterator[tuple[Server, str]]:
    """A server over TLS, and the address of its customers' path."""
    server, app = Server(), web.Application()
    app.router.add_get(link.CUSTOMER_PATH, server.talk)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls.serving())
    await site.start()
    port = runner.addresses[0][1]
    yield server, f"https://localhost:{port}{link.CUSTOMER_PATH}"
    await runner.cleanup()


@pytest.fixture
async def start(served: tuple[Server, str]) -> AsyncIterator[Start]:
    """Starts links; afterwards each is closed and nothing is left."""
    worlds: list[World] = []
    async with asyncio.TaskGroup() as tasks:

        async def begin(
            *, fake: bool = False, url: str = "", ca: str = "ferndiagnose", timing: Timing = QUICK
        ) -> World:
            server, address = served
            kind: Any = FakeServerLink if fake else ServerLink
            made = kind(url or address, trusting(tls.folder(ca) / "ca.pem"), wire.to_customer_program, timing=timing)
            world = World(made, None if fake else server)
            worlds.append(world)
            tasks.create_task(made.run(world.owner.tell), name="link")
            await asyncio.sleep(0)
            return world

        yield begin
        for world in worlds:
            async with asyncio.timeout(WITHIN):
                await world.link.close()


either = pytest.mark.parametrize(
    "fake", [pytest.param(False, marks=pytest.mark.end_to_end, id="real"), pytest.param(True, id="fake")]
)


@either
async def test_it_comes_up_and_carries_messages_both_ways(start: Start, fake: bool) -> None:
    world = await start(fake=fake)
    assert fake or not world.link.send(END), "nothing is sent before it is up"
    await world.owner.until_told(Up())
    assert world.link.send(END)
    await world.server_says(CHANGED)
    await world.owner.until_told(CHANGED)
    await world.owner.until(lambda: bool(world.heard()))
    assert world.heard() == [wire.encode(END).decode()]


@either
async def test_it_comes_back_after_the_server_was_gone_and_says_both(start: Start, fake: bool) -> None:
    world = await start(fake=fake)
    await world.owner.until_told(Up())
    await world.server_hangs_up()
    await world.owner.until_told(Down(ServerUnreachable))
    world.server_comes_back()
    await world.owner.until(lambda: world.owner.events.count(Up()) == 2)
    assert world.owner.events == [Up(), Down(ServerUnreachable), Up()]


@either
async def test_what_is_said_while_it_is_down_is_dropped(start: Start, fake: bool) -> None:
    world = await start(fake=fake)
    await world.owner.until_told(Up())
    said: list[bool] = []
    world.owner.on_down = lambda: said.append(world.link.send(END))
    await world.server_hangs_up()
    await world.owner.until_told(Down(ServerUnreachable))
    assert said == [False]
    assert world.heard() == []


@either
async def test_closing_ends_run_and_is_harmless_twice(start: Start, fake: bool) -> None:
    world = await start(fake=fake)
    await world.owner.until_told(Up())
    await world.link.close()
    await world.link.close()
    assert not world.link.send(END)
    assert world.owner.events == [Up()], "who closes is not told that it is down"


@either
async def test_a_message_beyond_the_bound_is_our_own_fault(start: Start, fake: bool) -> None:
    world = await start(fake=fake)
    await world.owner.until_told(Up())
    with pytest.raises(ValueError, match="bytes"):
        world.link.send(link.Refused("x" * wire.LINK_LIMIT))


@pytest.mark.end_to_end
async def test_what_was_queued_before_closing_still_goes_out(start: Start, served: tuple[Server, str]) -> None:
    world = await start()
    await world.owner.until_told(Up())
    for _ in range(50):
        assert world.link.send(END)
    await world.link.close()
    await world.owner.until(lambda: len(world.heard()) == 50)


class Silent(threading.Thread):
    """A server over TLS that answers a WebSocket's farewell, and not that of the TLS below it."""

    def __init__(self) -> None:
        super().__init__(name="silent server")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self._listening.getsockname()[1]}{link.CUSTOMER_PATH}"
        self.was_left = False

    def run(self) -> None:
        with self._listening, self._listening.accept()[0] as plain:
            line = tls.serving().wrap_socket(plain, server_side=True)
            asked = line.recv(65536).decode()
            key = asked.partition("Sec-WebSocket-Key: ")[2].partition("\r\n")[0].encode()
            accept = b64encode(sha1(key + WEBSOCKET, usedforsecurity=False).digest()).decode()
            line.sendall(f"HTTP/1.1 101 \r\n{UPGRADE}Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())
            line.recv(65536)
            line.sendall(b"\x88\x02\x03\xe8")
            with socket.socket(fileno=line.detach()) as below:
                below.settimeout(WITHIN / 2)
                with suppress(ConnectionError):
                    while below.recv(65536):
                        pass
                self.was_left = True


@pytest.mark.end_to_end
async def test_a_server_that_does_not_hang_up_is_left_all_the_same() -> None:
    server, up = Silent(), asyncio.Event()
    server.start()
    made = ServerLink(server.url, trusting(tls.folder() / "ca.pem"), wire.to_customer_program, timing=QUICK)
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run(lambda _: up.set()), name="link")
        await up.wait()
        await made.close()
    await asyncio.to_thread(server.join)
    assert server.was_left


@pytest.mark.end_to_end
async def test_a_link_that_is_closed_before_it_runs_does_nothing(served: tuple[Server, str]) -> None:
    server, url = served
    made = ServerLink(url, trusting(tls.folder() / "ca.pem"), wire.to_customer_program, timing=QUICK)
    await made.close()
    async with asyncio.timeout(WITHIN):
        await made.run(lambda event: pytest.fail(str(event)))
    assert server.headers == []


@pytest.mark.promise("P05")
@pytest.mark.parametrize("url", ["http://localhost:1/v1/customer", "ws://localhost:1/v1/customer"])
async def test_a_server_without_tls_is_not_called(url: str) -> None:
    with pytest.raises(ValueError, match="TLS"):
        ServerLink(url, trusting(tls.folder() / "ca.pem"), wire.to_customer_program)


@pytest.mark.promise("P05")
@pytest.mark.end_to_end
async def test_a_server_that_another_authority_vouches_for_is_not_trusted(start: Start) -> None:
    world = await start(ca="somebody else")
    await world.owner.until_told(Down(ServerNotTrusted))
    assert Up() not in world.owner.events
    assert world.server is not None
    assert world.server.headers == [], "not even a request was sent"


@pytest.mark.end_to_end
async def test_the_same_reason_is_told_once(start: Start) -> None:
    world = await start(ca="somebody else")
    await world.owner.until_told(Down(ServerNotTrusted))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await world.owner.until(lambda: len(world.owner.events) > 1)


@pytest.mark.end_to_end
async def test_nobody_there_is_unreachable(start: Start, unused_tcp_port: int) -> None:
    world = await start(url=f"https://localhost:{unused_tcp_port}/v1/customer")
    await world.owner.until_told(Down(ServerUnreachable))


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (404, VersionUnsupported),
        (410, VersionUnsupported),
        (426, VersionUnsupported),
        (502, ServerUnreachable),
        (302, ServerUnreachable),
    ],
)
@pytest.mark.end_to_end
async def test_a_refused_upgrade_says_why(
    start: Start, served: tuple[Server, str], status: int, problem: type[Exception]
) -> None:
    served[0].status = status
    world = await start()
    await world.owner.until_told(Down(problem))


@pytest.mark.end_to_end
async def test_it_says_nothing_about_the_machine(start: Start) -> None:
    world = await start()
    await world.owner.until_told(Up())
    assert world.server is not None
    (headers,) = world.server.headers
    assert "User-Agent" not in headers
    assert "Cookie" not in headers
    assert headers["Origin"] == f"https://{headers['Host']}"


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", '{"type":"from-the-future"}', "\0"], ids=repr)
@pytest.mark.end_to_end
async def test_what_the_reader_refuses_is_left_out_and_the_rest_arrives(start: Start, nonsense: str) -> None:
    world = await start()
    await world.owner.until_told(Up())
    assert world.server is not None
    await world.server.sockets[-1].send_str(nonsense)
    await world.server.sockets[-1].send_bytes(b"\xff\xfe")
    await world.server_says(CHANGED)
    await world.owner.until_told(CHANGED)
    assert world.owner.events == [Up(), CHANGED]


@pytest.mark.end_to_end
async def test_unknown_fields_of_a_newer_server_are_ignored(start: Start) -> None:
    world = await start()
    await world.owner.until_told(Up())
    assert world.server is not None
    await world.server.sockets[-1].send_str('{"type":"refused","problem":"session-unknown","new":1}')
    await world.owner.until_told(link.Refused(SessionUnknown.code))


@pytest.mark.end_to_end
async def test_a_message_of_the_servers_beyond_the_bound_ends_the_link(start: Start) -> None:
    world = await start()
    await world.owner.until_told(Up())
    assert world.server is not None
    await world.server.sockets[-1].send_str("x" * (wire.LINK_LIMIT + 1))
    await world.owner.until_told(Down(MessageRefused))


@pytest.mark.end_to_end
async def test_a_server_that_does_not_answer_pings_is_gone(start: Start, served: tuple[Server, str]) -> None:
    served[0].autoping = False
    world = await start(timing=IMPATIENT)
    await world.owner.until_told(Up())
    await world.owner.until_told(Down(ServerUnreachable))


async def test_a_renewed_link_is_another_one_and_nobody_waits_for_it(start: Start, served: tuple[Server, str]) -> None:
    world = await start(timing=Timing(first_pause=60.0, longest_pause=60.0))
    await world.owner.until_told(Up())
    assert world.link.ends == Ends("127.0.0.1", "127.0.0.1")
    world.link.renew()
    await world.owner.until(lambda: world.owner.events == [Up(), Down(ServerUnreachable), Up()])
    assert len(served[0].sockets) == 2
    assert world.link.send(END)
    await world.owner.until(lambda: world.heard() == [wire.encode(END).decode()])


async def test_who_closes_a_link_does_not_wait_until_another_would_have_been_tried(start: Start) -> None:
    world = await start(timing=replace(QUICK, first_pause=1000.0, longest_pause=1000.0))
    await world.owner.until_told(Up())
    async with asyncio.timeout(WITHIN):
        await world.link.close()


async def test_a_link_that_pauses_is_renewed_at_once(start: Start, served: tuple[Server, str]) -> None:
    served[0].status = 503
    world = await start(timing=Timing(first_pause=60.0, longest_pause=60.0))
    await world.owner.until_told(Down(ServerUnreachable))
    served[0].status = 0
    world.link.renew()
    await world.owner.until_told(Up())


async def test_an_attempt_that_hangs_is_given_up_when_the_way_is_another(
    start: Start, served: tuple[Server, str]
) -> None:
    """As when the network goes away in mid-handshake: nothing answers, and nothing refuses."""
    hanging, accepted = asyncio.Event(), asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.set()
        await hanging.wait()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as mute:
        port = mute.sockets[0].getsockname()[1]
        timing = Timing(connect=60.0)
        world = await start(url=f"https://localhost:{port}{link.CUSTOMER_PATH}", timing=timing)
        await accepted.wait()
        world.link.renew()
        await world.owner.until_told(Down(ServerUnreachable))
        hanging.set()
        await world.link.close()


def test_pauses_grow_up_to_a_bound_and_jitter_spreads_them() -> None:
    assert [pause(attempt, 1.0) for attempt in range(1, 8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert pause(1, 0.0) == 0.1


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_no_pause_is_longer_than_the_longest_nor_nothing(attempt: int, jitter: float) -> None:
    assert 0.05 < pause(attempt, jitter) <= TIMING.longest_pause
