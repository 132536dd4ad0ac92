"""A bulk connection beside a session, in a program without a person.

Told `["bulk-offer"]`, `["bulk-answer", SDP]`, `["bulk-accept", SDP]` and `["bulk-send", BYTES]`; says `bulk-offered`
and `bulk-answered` with the description, and `bulk-sent` with the seconds until the peer had everything.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bench.driven import say
from peer.bulk import MESSAGE_LIMIT, Bulk, BulkLost
from peer.certificate import Certificate


class Beside:
    """Waits for the session's own connection, and opens another with the same certificates when told to."""

    def __init__(self) -> None:
        self._met = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._certificate: Certificate | None = None
        self._expected = b""
        self._pictures: Callable[[], int] = lambda: 0
        self._bulk: Bulk | None = None

    def met(self, certificate: Certificate, expected: bytes, pictures: Callable[[], int] | None = None) -> None:
        """In the session's loop: the two have met, and know each other by these. `pictures`: as `beside` of `Bulk`."""
        self._loop, self._certificate, self._expected = asyncio.get_running_loop(), certificate, expected
        self._pictures = pictures or self._pictures
        self._met.set()

    def told(self, words: Sequence[str]) -> bool:
        """Whether the words were for this; from any thread."""
        match words:
            case ["bulk-offer"]:
                self._do(self._offer)
            case ["bulk-answer", sdp]:
                self._do(lambda: self._answer(sdp))
            case ["bulk-accept", sdp]:
                self._do(lambda: self._accept(sdp))
            case ["bulk-send", size]:
                self._do(lambda: self._send(int(size)))
            case _:
                return False
        return True

    def _do(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._met.wait()
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(what(), self._loop)

    def _new(self) -> Bulk:
        assert self._certificate is not None
        self._bulk = Bulk(
            certificate=self._certificate,
            expected=self._expected,
            on_state=lambda _state: None,
            beside=self._pictures,
        )
        return self._bulk

    async def _offer(self) -> None:
        say("bulk-offered", sdp=await self._new().offer())

    async def _accept(self, sdp: str) -> None:
        assert self._bulk is not None
        await self._bulk.accept(sdp)
        await self._take_everything(self._bulk)

    async def _answer(self, sdp: str) -> None:
        bulk = self._new()
        say("bulk-answered", sdp=await bulk.answer(sdp))
        await self._take_everything(bulk)

    async def _send(self, size: int) -> None:
        assert self._bulk is not None
        message = os.urandom(MESSAGE_LIMIT)
        began = asyncio.get_running_loop().time()
        for _ in range(size // MESSAGE_LIMIT):
            await self._bulk.send(message)
        await self._bulk.flush()
        say("bulk-sent", seconds=str(asyncio.get_running_loop().time() - began))

    async def _take_everything(self, bulk: Bulk) -> None:
        try:
            while True:
                await bulk.receive()
        except BulkLost:
            return
