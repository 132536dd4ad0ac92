"""A link to a server that a test plays: what a program's core sees of `peer.server_link.ServerLink`."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

from peer.server_link import Down, Ends, Up
from protocol import link, wire
from protocol.problems import Problem, ServerUnreachable


class FakeServerLink:
    """`sent` is what the program said while the link was up. It is up once it runs, unless `starts_down`."""

    def __init__(
        self,
        url: str = "https://server.example/v1/customer",
        tls: ssl.SSLContext | None = None,
        reader: wire.Reader[Any] | None = None,
        *,
        starts_down: bool = False,
        **_options: object,
    ) -> None:
        self.url = url
        self.sent: list[link.LinkMessage] = []
        self.is_up = False
        self.ends: Ends | None = None
        self._starts_down = starts_down
        self._reader = reader
        self._on_event: Callable[[Any], None] | None = None
        self._closing = asyncio.Event()

    async def run(self, on_event: Callable[[Any], None]) -> None:
        self._on_event = on_event
        try:
            if not self._closing.is_set() and not self._starts_down:
                self.go_up()
            await self._closing.wait()
        finally:
            self.is_up = False

    def send(self, message: link.LinkMessage) -> bool:
        data = wire.encode(message)
        if len(data) > wire.LINK_LIMIT:
            raise ValueError(f"a message of {len(data)} bytes")
        if not self.is_up or self._closing.is_set():
            return False
        self.sent.append(message)
        return True

    def renew(self) -> None:
        if self.is_up:
            asyncio.get_running_loop().call_soon(self.go_down)
        asyncio.get_running_loop().call_soon(self.go_up)

    async def close(self) -> None:
        self._closing.set()

    # What the test does.

    def go_up(self) -> None:
        self.is_up = True
        self._tell(Up())

    def go_down(self, problem: type[Problem] = ServerUnreachable) -> None:
        self.is_up = False
        self._tell(Down(problem))

    def arrive(self, message: link.LinkMessage) -> None:
        """The server says something. With a reader, it goes through bytes as in truth."""
        assert self.is_up
        self._tell(self._reader.read(wire.encode(message)) if self._reader else message)

    def _tell(self, event: object) -> None:
        assert self._on_event is not None, "run() has not begun"
        self._on_event(event)
