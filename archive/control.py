"""The archive's only door for commands: a socket file on this machine, for its own user alone. No network.

One line of JSON asks, one line answers. Each kind of request is a class with a handler; there is no request for a list,
and none for a search.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, Union

import msgspec
from msgspec import Raw, Struct

from logs import Dialogue

LINE_LIMIT = 32 * 1024 * 1024
"""Bytes of a request: it may bring a request file and two releases."""
SHORT = 64 * 1024
"""Bytes of most requests. One that is longer waits until no other long one is coming in."""
AT_ONCE = 32
"""Connections; each command has one, and so has a viewer for each question. Others are hung up on."""
WITHIN = 30.0
"""Seconds for a request to come in whole, and for its answer to be taken."""
SOCKET = "control.sock"

Handler = Callable[[Any], Awaitable[Struct]]
Answer = TypeVar("Answer", bound=Struct)


class Refused(Exception):
    """It is not done; the text tells the operator why, and what to do."""


class NotRunning(Exception):
    """Nobody answers at the socket."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"No archive answers in {folder}. Start it first (`ferndiagnose serve`), and be its user, or root."
        )


class Done(Struct, frozen=True, tag="done"):
    """It was done, and there is nothing to tell."""


class _Answered(Struct, frozen=True, tag="answered"):
    answer: Raw


class _NotDone(Struct, frozen=True, tag="refused"):
    why: str


_encoder = msgspec.json.Encoder()
_answers: msgspec.json.Decoder[_Answered | _NotDone] = msgspec.json.Decoder(_Answered | _NotDone)


class Control:
    """The socket, while it is open. `folder` is the archive's own."""

    def __init__(self, folder: Path, handlers: Mapping[type[Struct], Handler], log: Dialogue) -> None:
        self._folder = folder
        self._handlers = dict(handlers)
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[tuple(handlers)])  # noqa: UP007 - of a table
        self._log = log
        self._connections = 0
        self._long = asyncio.Semaphore(1)

    async def serve(self, stop: asyncio.Event) -> None:
        """Until the archive stops."""
        server = await asyncio.start_unix_server(self._connected, sock=_listening(self._folder), limit=SHORT)
        try:
            async with server:
                await stop.wait()
        finally:
            (self._folder / SOCKET).unlink(missing_ok=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            while self._connections <= AT_ONCE and (line := await self._line(reader)):
                writer.write(_encoder.encode(await self._answer(line)) + b"\n")
                async with asyncio.timeout(WITHIN):
                    await writer.drain()
        except (ConnectionError, ValueError, TimeoutError):
            writer.transport.abort()  # it went away, its line had no end, or it does not read
        finally:
            self._connections -= 1
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _line(self, reader: asyncio.StreamReader) -> bytes:
        """The next request; nothing at the end. Raises `ValueError` for one that is too long, and `TimeoutError`."""
        line = bytearray()
        async with asyncio.timeout(WITHIN), AsyncExitStack() as turn:
            while len(line) <= LINE_LIMIT:
                try:
                    return bytes(line + await reader.readuntil())
                except asyncio.IncompleteReadError:
                    return b""
                except asyncio.LimitOverrunError as more:
                    if not line:
                        await turn.enter_async_context(self._long)
                    line += await reader.readexactly(more.consumed)
        raise ValueError("a line without an end")

    async def _answer(self, line: bytes) -> _Answered | _NotDone:
        try:
            request = self._decoder.decode(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return _NotDone("The archive does not know this request. Are program and archive of the same version?")
        self._log.received(request, getattr(request, "session", "") or "-")
        try:
            return _Answered(Raw(_encoder.encode(await self._handlers[type(request)](request))))
        except Refused as refused:
            return _NotDone(str(refused))
        except OSError as error:
            self._log.fault(error, getattr(request, "session", "") or "-")
            return _NotDone(f"The archive could not do it: {error.strerror or error}. Nothing was released.")


def ask(folder: Path, request: Struct, kind: type[Answer]) -> Answer:
    """The archive's answer to a command. `folder` is the archive's own. Raises `Refused`, `NotRunning`."""
    try:
        with _connected_to(folder) as line, line.makefile("rwb") as file:
            file.write(_encoder.encode(request) + b"\n")
            file.flush()
            said = file.readline()
    except ConnectionError:
        said = b""  # it stopped, or has too many to answer just now
    if not said:
        raise NotRunning(folder)
    answer = _answers.decode(said)
    if isinstance(answer, _NotDone):
        raise Refused(answer.why)
    return msgspec.json.decode(answer.answer, type=kind)


@contextmanager
def _connected_to(folder: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            with _short_name(folder) as name:
                line.connect(name)
        except OSError:
            raise NotRunning(folder) from None
        yield line


def _listening(folder: Path) -> socket.socket:
    """Open for this user from its first moment on, and for nobody else."""
    (folder / SOCKET).unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with _short_name(folder) as name:
        mask = os.umask(0o177)
        try:
            listening.bind(name)
        finally:
            os.umask(mask)
    return listening


@contextmanager
def _short_name(folder: Path) -> Iterator[str]:
    """A socket's name has at most 107 bytes (`man 7 unix`); a folder's path may be longer."""
    opened = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{SOCKET}"
    finally:
        os.close(opened)
