"""The WebSockets under the lines: bytes to messages, messages to bytes, and an end to whoever misbehaves.

A program that sends what makes no sense, too much, or too often costs its own connection and nobody else's.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from logs import Dialogue
from protocol import program_version, wire
from protocol.link import LinkMessage, RecorderHello, Refused, Resume, Return
from protocol.problems import DatabaseUnavailable, MessageRefused, Problem
from signaling.budget import Budget
from signaling.clock import Clock
from signaling.lines import Line

MESSAGES = Budget(capacity=200, period=10.0)
"""What one program may send: far more than a session needs."""
RECORDERS_MESSAGES = Budget(capacity=4000, period=10.0)
"""What a recorder may send, which has the sessions of many: after a restart all of them come back to it at once."""
REFUSALS = Budget(capacity=20, period=60.0)
"""How often one program may be refused something: a person mistypes, a broken program repeats itself."""
OUTGOING = 200
"""Messages that may wait for a program that does not read."""
TAKEN_WITHIN = 20.0
"""Seconds for a program to take one message."""
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


class WebSocketLine:
    """A line on a WebSocket. What is sent waits in a queue, which `write` empties."""

    def __init__(self, socket: web.WebSocketResponse, abort: Callable[[], None], log: Dialogue) -> None:
        self._socket = socket
        self._abort = abort
        self._log = log
        self._outgoing: asyncio.Queue[LinkMessage | None] = asyncio.Queue()

    def send(self, message: LinkMessage) -> None:
        if self._outgoing.qsize() >= OUTGOING:
            self._abort()
            return
        self._log.sent(message, _session(message))
        self._outgoing.put_nowait(message)

    def hang_up(self) -> None:
        self._outgoing.put_nowait(None)

    async def write(self) -> None:
        """Sends what waits, until the line is hung up or gone."""
        try:
            while (message := await self._outgoing.get()) is not None:
                async with asyncio.timeout(TAKEN_WITHIN):
                    await self._socket.send_str(wire.encode(message).decode())
        except TimeoutError:
            self._abort()
            return
        except ConnectionError:
            return  # the program is gone: reading notices as well, and ends the conversation
        await self._socket.close(code=WSCloseCode.GOING_AWAY)


class Link(Generic[In]):
    """The WebSocket address of one kind of program."""

    def __init__(
        self,
        reader: wire.Reader[In],
        conversation: Callable[[Line], Conversation[In]],
        *,
        clock: Clock,
        log: Dialogue,
        origin: str,
        heartbeat: float,
        minimum: str = "",
        messages: Budget = MESSAGES,
    ) -> None:
        """`minimum`: the oldest version of the program that may connect; empty for any.

        `messages`: what one program may send.
        """
        self._reader = reader
        self._conversation = conversation
        self._clock = clock
        self._log = log
        self._origin = origin
        self._heartbeat = heartbeat
        self._minimum = minimum
        self._messages = messages

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from its beginning to its end."""
        if request.headers.get("Origin") != self._origin:
            raise web.HTTPForbidden(text="This address is not for other sites.")
        subprotocol = request.headers.get("Sec-WebSocket-Protocol", "")
        in_browser = program_version.in_subprotocol(subprotocol)
        said = request.headers.get(program_version.HEADER, in_browser)
        if program_version.is_too_old(said, self._minimum):
            raise web.HTTPGone(text="This version of the program is too old.")
        socket = web.WebSocketResponse(
            timeout=FAREWELL_WITHIN,
            heartbeat=self._heartbeat,
            max_msg_size=wire.LINK_LIMIT,
            compress=False,
            protocols=(subprotocol,) if in_browser else (),
        )
        await socket.prepare(request)
        line = WebSocketLine(socket, partial(_abort, request), self._log)
        conversation = self._conversation(line)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(line.write(), name="write to a line")
            try:
                await self._listen(socket, line, conversation)
            finally:
                await conversation.gone()
                line.hang_up()
        return socket

    async def _listen(self, socket: web.WebSocketResponse, line: WebSocketLine, heard_by: Conversation[In]) -> None:
        messages, refusals = self._messages, REFUSALS
        async for frame in socket:
            now = self._clock()
            messages = messages.spend(now)
            if not await self._one(frame, line, heard_by):
                refusals = refusals.spend(now)
            if messages.left(now) < 1 or refusals.left(now) < 1:
                await socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _one(self, frame: WSMessage, line: WebSocketLine, heard_by: Conversation[In]) -> bool:
        """Whether what came was not refused."""
        message: In | None = None
        try:
            message = self._read(frame)
            self._log.received(message, _session(message))
            await heard_by.hear(message)
        except Problem as problem:
            self._log.state(problem.code, _session(message))
            line.send(Refused(problem.code, getattr(message, "session", "")))
            if isinstance(problem, DatabaseUnavailable) and isinstance(message, _SENT_BY_ITSELF):
                line.hang_up()
            return False
        return True

    def _read(self, frame: WSMessage) -> In:
        if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            raise MessageRefused
        return self._reader.read(frame.data)


def _abort(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()


def _session(message: LinkMessage | None) -> str:
    return getattr(message, "session", "") or "-"
