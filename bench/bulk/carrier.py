"""One end of a line that carries a file and small messages: what it can, and the words by which it is driven.

Told `["offer"]`, `["answer", SDP]`, `["accept", SDP]`, and says `offered`, `answered`, and `ready` once connected. Told
`["large", BYTES]` it sends so much, and says `arrived` with the seconds until the peer had it. Told `["small", COUNT,
SECONDS]` it sends so many messages, one each so many seconds; the other end, told `["heard", COUNT]`, says how long
each took, in milliseconds, as soon as all are there.
"""

import asyncio
import time
from collections.abc import Callable
from struct import Struct
from typing import Protocol

from bench.driven import listen, say

_MOMENT = Struct("!d")
CHUNK = 64 * 1024 - 1024


class Carrier(Protocol):
    """One end."""

    async def offer(self) -> str:
        """Its offer."""

    async def answer(self, offer: str) -> str:
        """Its answer."""

    async def accept(self, answer: str) -> None:
        """Takes the answer to its offer."""

    async def connected(self) -> None:
        """Returns when both can send."""

    async def send_large(self, size: int) -> None:
        """Returns when the peer has so many bytes."""

    def send_small(self, message: bytes) -> None:
        """A message as input is one."""

    async def close(self) -> None:
        """Ends it."""


MakeCarrier = Callable[[Callable[[bytes], None]], Carrier]
"""Called with what is to be told of small messages."""


class _Program:
    """A carrier that obeys."""

    def __init__(self, make: MakeCarrier) -> None:
        self._carrier = make(self._hear)
        self._took: list[float] = []
        self._heard = asyncio.Event()

    def _hear(self, message: bytes) -> None:
        self._took.append((time.monotonic() - _MOMENT.unpack_from(message)[0]) * 1000)
        self._heard.set()

    async def obey(self, words: list[str]) -> None:
        carrier = self._carrier
        match words:
            case ["offer"]:
                say("offered", sdp=await carrier.offer())
            case ["answer", sdp]:
                say("answered", sdp=await carrier.answer(sdp))
                await self._until_ready()
            case ["accept", sdp]:
                await carrier.accept(sdp)
                await self._until_ready()
            case ["large", size]:
                began = time.monotonic()
                await carrier.send_large(int(size))
                say("arrived", seconds=str(time.monotonic() - began))
            case ["small", count, seconds]:
                for _ in range(int(count)):
                    carrier.send_small(_MOMENT.pack(time.monotonic()) + bytes(32))
                    await asyncio.sleep(float(seconds))
            case ["heard", count]:
                while len(self._took) < int(count):
                    self._heard.clear()
                    await self._heard.wait()
                took, self._took = self._took, []
                say("heard", milliseconds=" ".join(map(str, took)))

    async def close(self) -> None:
        await self._carrier.close()

    async def _until_ready(self) -> None:
        await self._carrier.connected()
        say("ready")


async def run(make: MakeCarrier) -> None:
    """Obeys until standard input ends. What takes long does not keep the next word from being obeyed."""
    loop = asyncio.get_running_loop()
    words: asyncio.Queue[list[str] | None] = asyncio.Queue()

    def take(told: list[str] | None) -> None:
        loop.call_soon_threadsafe(words.put_nowait, told)

    listen(take, lambda: take(None))
    program = _Program(make)
    async with asyncio.TaskGroup() as tasks:
        under_way = set()
        while (told := await words.get()) is not None:
            under_way.add(tasks.create_task(program.obey(told), name=told[0]))
        for task in under_way:
            task.cancel()
    await program.close()
