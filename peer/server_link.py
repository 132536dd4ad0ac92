"""The link to the signaling server: one WebSocket that comes back by itself."""

import asyncio
import random
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Generic, TypeVar

from yarl import URL

from logs import Dialogue
from peer.tls import by_default_nobody
from protocol import link, program_version, wire
from protocol.problems import MessageRefused, Problem, ServerNotTrusted, ServerUnreachable, VersionUnsupported

with by_default_nobody():
    import aiohttp

In = TypeVar("In")

_VERSION_GONE = frozenset({404, 410, 426})
"""The version stands in the path: a server that does not know it says so before any WebSocket is there."""


@dataclass(frozen=True)
class Up:
    """The link is there. What was said before is forgotten: the owner sends its first message again."""


@dataclass(frozen=True)
class Down:
    """The link is gone, or still is and for another reason than before."""

    problem: type[Problem]


@dataclass(frozen=True)
class Ends:
    """The two addresses of a link: ours, and the server's. In memory only; nothing logs them."""

    own: str = field(repr=False)
    server: str = field(repr=False)


@dataclass(frozen=True)
class Timing:
    """How long we wait, in seconds."""

    first_pause: float = 0.2
    longest_pause: float = 5.0
    pong: float = 20.0
    """Without a sign of life from the server."""
    connect: float = 10.0
    close: float = 1.0


TIMING = Timing()
_PING_SHARE = 1.5
"""aiohttp pings after so many seconds and waits half as many for the pong: together `Timing.pong`."""
QUEUE_LIMIT = 256
"""Messages waiting to be sent; more than that is a server that does not read."""


def pause(attempt: int, jitter: float, timing: Timing = TIMING) -> float:
    """How long to wait after the failed `attempt` (1, 2, …). `jitter` is from 0 to 1: it spreads the clients out."""
    longest: float = min(timing.longest_pause, timing.first_pause * 2 ** min(attempt - 1, 16))
    return longest * (0.5 + jitter / 2)


class ServerLink(Generic[In]):
    """One WebSocket to the signaling server. `reader` reads what the server sends to this kind of program.

    A message that the reader refuses is logged and left out: a newer server may say more than we understand.
    """

    def __init__(
        self,
        url: str,
        tls: ssl.SSLContext,
        reader: wire.Reader[In],
        *,
        jitter: Callable[[], float] = random.random,
        timing: Timing = TIMING,
        log: Dialogue | None = None,
    ) -> None:
        self._url = URL(url)
        if self._url.scheme != "https":
            raise ValueError("the server is reached through TLS or not at all")
        self._tls = tls
        self._reader = reader
        self._jitter = jitter
        self._timing = timing
        self._log = log or Dialogue("link")
        self._outgoing: asyncio.Queue[str | None] | None = None
        """What is to be sent, while the link is up; `None` in it is the end."""
        self._closing = False
        self._renew = asyncio.Event()
        self._connecting: asyncio.Timeout | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._transport: asyncio.Transport | None = None
        self.ends: Ends | None = None
        """Of the last link, a new value for each; `None` before the first."""
        self._scope: asyncio.Timeout | None = None
        self._finished = asyncio.Event()

    async def run(self, on_event: Callable[[Up | Down | In], None]) -> None:
        """Connects, and again whenever the link is lost, until `close`. `on_event` must not raise."""
        try:
            async with asyncio.timeout(None) as self._scope, self._client() as client:
                await self._keep_up(client, on_event)
        except TimeoutError:
            if not self._closing:
                raise
        finally:
            self._hang_up()
            self._finished.set()

    def send(self, message: link.LinkMessage) -> bool:
        """Queues a message while the link is up; `False`, and dropped, while it is down."""
        data = wire.encode(message)
        if len(data) > wire.LINK_LIMIT:
            raise ValueError(f"a message of {len(data)} bytes")
        if self._outgoing is None or self._closing or self._outgoing.full():
            return False
        self._outgoing.put_nowait(data.decode())
        return True

    def renew(self) -> None:
        """The way to the server may be another one now: the link is made anew at once, without a farewell."""
        self._renew.set()
        if self._connecting is not None:
            self._connecting.reschedule(asyncio.get_running_loop().time())
        if self._socket is not None and (plug := self._socket.get_extra_info("socket")) is not None:
            with suppress(OSError):  # it is gone already
                plug.shutdown(SHUT_RDWR)

    async def close(self) -> None:
        """Sends what is queued, closes, and lets `run` return. Within a second. Harmless when done twice."""
        self._closing = True
        if self._scope is None or self._finished.is_set():
            return
        grace = 0.0
        with suppress(asyncio.QueueFull):
            if self._outgoing is not None:
                self._outgoing.put_nowait(None)
                grace = self._timing.close
        self._scope.reschedule(asyncio.get_running_loop().time() + grace)
        await self._finished.wait()

    def _client(self) -> aiohttp.ClientSession:
        """Says nothing about the machine, remembers nothing, and goes nowhere else."""

        async def stay(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
            if request.url.origin() != self._url.origin():
                raise aiohttp.ClientError("sent elsewhere")
            response = await handler(request)
            self._transport = response.connection.transport if response.connection else None
            return response

        return aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=["User-Agent"], middlewares=[stay]
        )

    def _hang_up(self) -> None:
        """Waits for no answer to TLS's farewell, for which aiohttp keeps the socket for up to half a minute."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def _keep_up(self, client: aiohttp.ClientSession, on_event: Callable[[Up | Down | In], None]) -> None:
        loop = asyncio.get_running_loop()
        attempt, told = 0, None
        while not self._closing:
            attempt += 1
            self._renew.clear()
            self._hang_up()
            try:
                self._socket = await self._connect(client)
            except (aiohttp.ClientError, OSError) as error:
                problem = _problem(error)
            else:
                up_at, told = loop.time(), None
                problem = await self._converse(self._socket, on_event)
                self._socket = None
                if loop.time() - up_at > self._timing.longest_pause:
                    attempt = 1
            if self._closing:
                return
            if problem is not told:
                told = problem
                on_event(Down(problem))
            if await self._is_renewed(within=pause(attempt, self._jitter(), self._timing)):
                attempt = 0

    async def _is_renewed(self, within: float) -> bool:
        """The pause between two attempts, unless somebody knows that the next one is worth it now."""
        try:
            async with asyncio.timeout(within):
                return await self._renew.wait()
        except TimeoutError:
            return False

    async def _connect(self, client: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        self._connecting = asyncio.timeout(self._timing.connect)
        async with self._connecting:
            try:
                made = await client.ws_connect(
                    self._url,
                    ssl=self._tls,
                    origin=str(self._url.origin()),
                    headers={program_version.HEADER: program_version.VERSION},
                    max_msg_size=wire.LINK_LIMIT,
                    heartbeat=self._timing.pong / _PING_SHARE,
                    timeout=aiohttp.ClientWSTimeout(ws_close=self._timing.close),
                )
            finally:
                self._connecting = None
        own, server = made.get_extra_info("sockname"), made.get_extra_info("peername")
        if own and server:  # it may have ended already
            self.ends = Ends(own[0], server[0])
        return made

    async def _converse(
        self, socket: aiohttp.ClientWebSocketResponse, on_event: Callable[[Up | Down | In], None]
    ) -> type[Problem]:
        """Both directions, until the link is lost or closed. Returns why."""
        self._outgoing = asyncio.Queue(QUEUE_LIMIT)
        try:
            async with socket, asyncio.TaskGroup() as tasks:
                writing = tasks.create_task(_write(socket, self._outgoing), name="link, writing")
                on_event(Up())
                problem = await self._read(socket, on_event)
                writing.cancel()
                return problem
        finally:
            self._outgoing = None

    async def _read(
        self, socket: aiohttp.ClientWebSocketResponse, on_event: Callable[[Up | Down | In], None]
    ) -> type[Problem]:
        async for frame in socket:
            if frame.type is aiohttp.WSMsgType.ERROR:
                return MessageRefused if isinstance(frame.data, aiohttp.WebSocketError) else ServerUnreachable
            try:
                message = self._reader.read(frame.data)
            except MessageRefused as refused:
                self._log.fault(refused)
                continue
            on_event(message)
        return ServerUnreachable


async def _write(socket: aiohttp.ClientWebSocketResponse, outgoing: "asyncio.Queue[str | None]") -> None:
    """Sends until the end is in the queue; a lost connection is noticed by the one who reads."""
    with suppress(aiohttp.ClientError, ConnectionError):
        while (text := await outgoing.get()) is not None:
            await socket.send_str(text)
        await socket.close()


def _problem(error: Exception) -> type[Problem]:
    """Why there is no link."""
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return ServerNotTrusted
        case aiohttp.WSServerHandshakeError() if error.status in _VERSION_GONE:
            return VersionUnsupported
        case _:
            return ServerUnreachable
