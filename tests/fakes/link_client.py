"""Programs at the other end of the server's WebSockets, as scripts: say this, expect that.

async with connected(url, link.AGENT_PATH, tls) as agent:
    await agent.say(SignIn("anna", "password"))
    token = (await agent.expect(SignedIn)).token
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from protocol import link, wire
from tests.fakes.waiting import WITHIN

Message = TypeVar("Message", bound=link.LinkMessage)


class LinkClient:
    """One scripted program."""

    def __init__(self, socket: ClientWebSocketResponse, reader: wire.Reader[Any]) -> None:
        self.socket = socket
        self._reader = reader
        self.noted: list[link.Noted] = []
        """What the ledger has of it: told beside everything else."""

    async def say(self, message: link.LinkMessage) -> None:
        await self.socket.send_str(wire.encode(message).decode())

    async def say_raw(self, text: str) -> None:
        await self.socket.send_str(text)

    async def hear(self) -> link.LinkMessage:
        """The next message, whatever it is."""
        while isinstance(message := await self._read(), link.Noted):
            self.noted.append(message)
        return message

    async def _read(self) -> link.LinkMessage:
        async with asyncio.timeout(WITHIN):
            frame = await self.socket.receive()
        if frame.type is not WSMsgType.TEXT:
            raise ConnectionError(f"the server said {frame.type.name} {self.socket.close_code}")
        message: link.LinkMessage = self._reader.read(frame.data)
        return message

    async def expect(self, kind: type[Message]) -> Message:
        """The next message, which must be of this kind."""
        message = await self.hear()
        assert isinstance(message, kind), message
        return message

    async def until(self, kind: type[Message]) -> Message:
        """The next message of this kind, after any others."""
        while not isinstance(message := await self.hear(), kind):
            pass
        return message

    async def closed(self) -> int | None:
        """The server's close code, once it has ended the connection; `None` when it did so without a word."""
        async with asyncio.timeout(WITHIN):
            while (frame := await self.socket.receive()).type is WSMsgType.TEXT:
                pass
        code: int | None = frame.data if frame.type is WSMsgType.CLOSE else None
        await self.socket.close()
        return code

    async def leave(self) -> None:
        await self.socket.close()


_READERS: dict[str, wire.Reader[Any]] = {
    link.AGENT_PATH: wire.to_agent_program,
    link.CUSTOMER_PATH: wire.to_customer_program,
    link.RECORDER_PATH: wire.to_recorder_program,
}


async def connect(
    http: ClientSession, url: str, path: str, tls: ssl.SSLContext | bool = True, origin: str | None = None
) -> LinkClient:
    """A program that connects to `path` (one of `protocol.link`'s) of the server at `url`.

    It says that address as its origin, unless it is to say another, or nothing: `""`.
    """
    origin = url if origin is None else origin
    headers = {"Origin": origin} if origin else {}
    return LinkClient(await http.ws_connect(url + path, ssl=tls, headers=headers, autoclose=False), _READERS[path])


@asynccontextmanager
async def connected(
    url: str, path: str, tls: ssl.SSLContext | bool = True, origin: str | None = None
) -> AsyncIterator[LinkClient]:
    """The same, for the length of a block."""
    async with ClientSession() as http:
        client = await connect(http, url, path, tls, origin)
        try:
            yield client
        finally:
            await client.leave()
