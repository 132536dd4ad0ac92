"""Very many who guess session keys, each from an address of its own: `python -m bench.guessers URL CA NUMBER`.

Until standard input ends; then says how many guesses the server answered.
"""

import asyncio
import secrets
import socket
import ssl
import sys
from pathlib import Path
from typing import Self

import aiohttp

from protocol import link, session_key, wire
from protocol.link import CUSTOMER_PATH

GUESSES_PER_LINE = 15
"""A line is cut at the twentieth refusal in a minute: whoever guesses makes a new one before."""
PAUSE = 1.0
"""Seconds between two guesses of one address."""


class Line:
    """One program's link, from this address in 127.0.0.0/8."""

    def __init__(self, url: str, tls: ssl.SSLContext, address: str = "127.0.0.1") -> None:
        self._url, self._tls, self._address = url, tls, address

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(ssl=self._tls, local_addr=(self._address, 0), family=socket.AF_INET)
        self._http = aiohttp.ClientSession(self._url, connector=connector)
        try:
            self._socket = await self._http.ws_connect(CUSTOMER_PATH, origin=self._url)
        except BaseException:
            await self._http.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._http.close()

    async def claims(self, key: str, numbers: list[int] | None = None) -> tuple[link.Toll | None, link.LinkMessage]:
        """The server's newest demand, if it has one, and its answer."""
        await self._socket.send_str(wire.encode(link.ClaimKey(key, numbers or [])).decode())
        demand = None
        while isinstance(answer := await self.hears(), link.Toll):
            demand = answer
        return demand, answer

    async def hears(self) -> link.LinkMessage:
        """The next message that is no note for the receipt."""
        while True:
            message = wire.to_customer_program.read(await self._socket.receive_str())
            if not isinstance(message, link.Noted):
                return message


def some_key() -> str:
    """Seven digits."""
    return session_key.from_number(secrets.randbelow(10**session_key.DIGITS))


class Crowd:
    """All of them."""

    def __init__(self, url: str, tls: ssl.SSLContext) -> None:
        self._url, self._tls = url, tls
        self.guesses = 0

    async def guess(self, number: int) -> None:
        """One of them, for ever. Whatever becomes of a line, there is another."""
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        await asyncio.sleep(secrets.randbelow(1000) / 1000 * 10 * PAUSE)
        while True:
            try:
                async with Line(self._url, self._tls, address) as line:
                    for _ in range(GUESSES_PER_LINE):
                        await line.claims(some_key())
                        self.guesses += 1
                        await asyncio.sleep(PAUSE)
            except (aiohttp.ClientError, OSError, TypeError):  # TypeError: the server has ended the line
                await asyncio.sleep(PAUSE)


async def crowd(url: str, ca: Path, number: int) -> int:
    """How many guesses were answered until standard input ended."""
    people = Crowd(url, ssl.create_default_context(cafile=ca))
    async with asyncio.TaskGroup() as tasks:
        guessing = [tasks.create_task(people.guess(one), name=f"guesser {one}") for one in range(number)]
        await asyncio.to_thread(sys.stdin.read)
        for task in guessing:
            task.cancel()
    return people.guesses


if __name__ == "__main__":
    print(asyncio.run(crowd(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
