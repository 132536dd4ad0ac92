"""The WebSockets under the lines: bytes to messages, messages to bytes, and an end to whoever misbehaves.

A program that sends what makes no sense, too much, or too often costs its own connection and nobody else's.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar, cast

from aiohttp import web

from logs import Dialogue
from protocol import program_version, wire
from protocol.link import LinkMessage, RecorderHello, Refused, Resume, Return
from protocol.problems import DatabaseUnavailable, Problem
from signaling import websocket
from signaling.budget import Budget
from signaling.clock import Clock
from signaling.exchange import Exchange
from signaling.lines import Line
from signaling.websocket import Frames, HandshakeRefused, Misframed

MESSAGES = Budget(capacity=200, period=10.0)
"""What one program may send: far more than a session needs."""
RECORDERS_MESSAGES = Budget(capacity=4000, period=10.0)
"""What a recorder may send, which has the sessions of many: after a restart all of them come back to it at once."""
REFUSALS = Budget(capacity=20, period=60.0)
"""How often one program may be refused something: a person mistypes, a broken program repeats itself."""
OUTGOING = 2 * 1024 * 1024
"""Bytes that may wait for a program that does not read. A recorder that comes back hears of all sessions at once."""
INCOMING = 16
"""Messages of one program that may wait to be heard; then it is read no further."""
FAREWELL_WITHIN = 2.0
"""Seconds for a program to answer that the connection ends."""
_SENT_BY_ITSELF = Resume | Return | RecorderHello
"""First messages that no person waits for: refused for a passing reason, the program is to connect and try again."""

In = TypeVar("In", bound=LinkMessage)
Heard = TypeVar("Heard", contravariant=True)  # noqa: PLC0105  # named after what it is


class Conversation(Protocol[Heard]):
    """What one program is told and asked, whatever its messages travel on."""

    async def hear(self, message: Heard) -> None:
        """Raises the `Problem` that the program is to be told."""
        ...

    async def gone(self) -> None:
        """The line is gone."""
        ...


class WebSocketLine(asyncio.Protocol, Generic[In]):
    """A line on a WebSocket, and what comes in on it. Very many are idle: it has slots, and no task then."""

    __slots__ = (
        "_came",
        "_conversation",
        "_door",
        "_frames",
        "_is_attended",
        "_is_gone",
        "_is_over",
        "_messages",
        "_refusals",
        "_transport",
        "since",
    )

    def __init__(self, door: "Link[In]") -> None:
        self._door = door
        self._transport: asyncio.Transport | None = None
        self._conversation: Conversation[In] | None = None
        self._frames = Frames()
        self._messages = door.messages
        self._refusals = REFUSALS
        self._came: deque[bytes] | None = None
        """What waits to be heard."""
        self._is_over = False
        """A farewell was said, by either side, or there is nobody to say it to."""
        self._is_attended = False
        self._is_gone = False
        """The conversation knows that it is over."""
        self.since = 0.0

    def send(self, message: LinkMessage) -> None:
        if self._is_over:
            return
        self._door.log.sent(message, _session(message))
        self._write(websocket.framed(websocket.TEXT, wire.encode(message)))

    def hang_up(self) -> None:
        self._close(websocket.GOING_AWAY)

    def abort(self) -> None:
        """Ends the connection without a word. What waits to be heard is not heard any more."""
        self._is_over = True
        if self._came:
            self._came.clear()
        if self._transport:
            self._transport.abort()

    def ask(self) -> None:
        """Asks for a sign of life."""
        if not self._is_over:
            self._write(websocket.framed(websocket.PING))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._door.exchange.heard(self)
        self._conversation = self._door.conversation(self)

    def data_received(self, data: bytes) -> None:
        self._door.exchange.heard(self)
        try:
            for frame in self._frames.feed(data):
                self._take(frame)
        except Misframed as wrong:
            self._close(wrong.code)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's
        self._is_over, self._transport = True, None
        self._door.exchange.lost(self)
        self._be_attended()

    def pause_writing(self) -> None:
        self._door.exchange.stuck(self)

    def resume_writing(self) -> None:
        self._door.exchange.taken(self)

    async def attend(self) -> None:
        """Hears what has come. When the line is over, the conversation is told so: once, and after that."""
        try:
            while self._came:
                await self._hear(self._came.popleft())
                if len(self._came) < INCOMING and self._transport:
                    self._transport.resume_reading()
            self._came = None
            if self._is_over and self._conversation and not self._is_gone:
                self._is_gone = True
                await self._conversation.gone()
        finally:
            self._is_attended = False

    def _be_attended(self) -> None:
        if not self._is_attended:
            self._is_attended = True
            self._door.exchange.attend(self)

    def _take(self, frame: websocket.Frame) -> None:
        if frame.kind == websocket.CLOSE:
            self._say_farewell(websocket.NORMAL)
            if self._transport:
                self._transport.close()
        elif self._is_over:
            pass
        elif frame.kind == websocket.PING:
            self._write(websocket.framed(websocket.PONG, frame.data))
        elif frame.kind != websocket.PONG:
            self._came = self._came if self._came is not None else deque()
            self._came.append(frame.data)
            if len(self._came) >= INCOMING and self._transport:
                self._transport.pause_reading()
            self._be_attended()

    async def _hear(self, data: bytes) -> None:
        now = self._door.clock()
        self._messages = self._messages.spend(now)
        if not await self._one(data):
            self._refusals = self._refusals.spend(now)
        if self._messages.left(now) < 1 or self._refusals.left(now) < 1:
            self._close(websocket.POLICY_VIOLATION)

    async def _one(self, data: bytes) -> bool:
        """Whether what came was not refused."""
        assert self._conversation, "the connection is made"
        message: In | None = None
        try:
            message = self._door.reader.read(data)
            self._door.log.received(message, _session(message))
            await self._conversation.hear(message)
        except Problem as problem:
            self._door.log.state(problem.code, _session(message))
            self.send(Refused(problem.code, getattr(message, "session", "")))
            if isinstance(problem, DatabaseUnavailable) and isinstance(message, _SENT_BY_ITSELF):
                self.hang_up()
            return False
        return True

    def _write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)
            if self._transport.get_write_buffer_size() > OUTGOING:
                self.abort()

    def _say_farewell(self, code: int) -> None:
        if not self._is_over:
            self._write(websocket.farewell(code))
            self._is_over = True

    def _close(self, code: int) -> None:
        """Ends the connection. What waits to be heard is not heard any more."""
        if self._is_over:
            return
        self._say_farewell(code)
        if self._came:
            self._came.clear()
        if self._transport:
            asyncio.get_running_loop().call_later(FAREWELL_WITHIN, self.abort)
        self._be_attended()


class Link(Generic[In]):
    """The WebSocket address of one kind of program, and what all its lines have in common."""

    def __init__(
        self,
        reader: wire.Reader[In],
        conversation: Callable[[Line], Conversation[In]],
        *,
        exchange: Exchange,
        clock: Clock,
        log: Dialogue,
        origin: str,
        minimum: str = "",
        messages: Budget = MESSAGES,
    ) -> None:
        """`minimum`: the oldest version of the program that may connect; empty for any.

        `messages`: what one program may send.
        """
        self.reader = reader
        self.conversation = conversation
        self.exchange = exchange
        self.clock = clock
        self.log = log
        self.messages = messages
        self._origin = origin
        self._minimum = minimum

    async def handle(self, request: web.Request) -> web.Response:
        """Makes the request's connection a line, which goes on when this has returned."""
        if request.headers.get("Origin") != self._origin:
            raise web.HTTPForbidden(text="This address is not for other sites.")
        subprotocol = request.headers.get("Sec-WebSocket-Protocol", "")
        in_browser = program_version.in_subprotocol(subprotocol)
        said = request.headers.get(program_version.HEADER, in_browser)
        if program_version.is_too_old(said, self._minimum):
            raise web.HTTPGone(text="This version of the program is too old.")
        try:
            answer = websocket.answer(request.headers, subprotocol if in_browser else "")
        except HandshakeRefused:
            raise web.HTTPBadRequest(text="This address is for WebSockets.") from None
        _hand_over(request, answer, WebSocketLine(self))
        return web.Response()  # which nobody gets: for the HTTP server the connection is lost


def _hand_over(request: web.Request, answer: bytes, line: asyncio.Protocol) -> None:
    """Gives the connection to the line. What HTTP needed of it is let go: more than the line itself needs."""
    http, transport = request.protocol, request.transport
    if transport is None:
        return  # the program is gone already
    http.transport = None  # it is not to be closed
    transport.set_protocol(line)
    http.connection_lost(None)
    transport.write(answer)
    line.connection_made(transport)


def _session(message: LinkMessage | None) -> str:
    return getattr(message, "session", "") or "-"
