"""The key desk under attack, at real servers over TLS: `python -m bench.key_desk`.

How alike its refusals are, who wins of a hundred who claim one key, and how long genuine customers take to get in while
very many addresses guess.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median

import aiohttp

from bench.guessers import GUESSES_PER_LINE, Line, some_key
from bench.key_server import KeyServer, serving
from protocol import link, toll, wire

_SAME = 0.005
"""Seconds by which the medians of refusals may differ."""
_SOON = 3.0
"""Seconds within which a genuine customer is in."""
_AT_ONCE = 100
"""Who claim one key at once."""


async def refusals(server: KeyServer, keys: dict[str, Callable[[], str]], times: int) -> dict[str, list[float]]:
    """Seconds until the refusal of each kind of key. All of them are the same bytes."""
    took: dict[str, list[float]] = {kind: [] for kind in keys}
    answers = set()
    while len(took[next(iter(keys))]) < times:
        async with Line(server.url, server.tls) as line:
            for _ in range(GUESSES_PER_LINE // len(keys)):
                for kind, key in keys.items():
                    began = time.perf_counter()
                    _, answer = await line.claims(key())
                    took[kind].append(time.perf_counter() - began)
                    answers.add(wire.encode(answer))
    assert answers == {wire.encode(link.Refused("session-key-refused"))}, answers
    return took


async def press(server: KeyServer) -> None:
    """Spends the budget of wrong guesses."""
    while True:
        async with Line(server.url, server.tls) as line:
            for _ in range(GUESSES_PER_LINE):
                demand, _ = await line.claims(some_key())
                if demand:
                    return


async def winners(server: KeyServer, keys: list[str]) -> list[int]:
    """How many of a hundred lines get in with each key, all of them at once."""
    won: list[int] = []
    for first in range(0, len(keys), GUESSES_PER_LINE):
        async with AsyncExitStack() as stack:
            lines = [await stack.enter_async_context(Line(server.url, server.tls)) for _ in range(_AT_ONCE)]
            for key in keys[first : first + GUESSES_PER_LINE]:
                said = await asyncio.gather(*(line.claims(key) for line in lines))
                won.append(sum(isinstance(answer, link.Claimed) for _, answer in said))
    return won


async def by_program(server: KeyServer, key: str) -> float:
    """Seconds until a customer's program is in, connecting and any toll included."""
    began = time.perf_counter()
    async with Line(server.url, server.tls) as line:
        demand, answer = await line.claims(key)
        if demand:
            _, answer = await line.claims(key, await asyncio.to_thread(toll.pay, demand.challenge, demand.bits))
    assert isinstance(answer, link.Claimed), answer
    return time.perf_counter() - began


async def by_page(server: KeyServer, key: str, extra: str) -> float:
    """Seconds until the start page took the key and its extra digits, connecting included."""
    began = time.perf_counter()
    connector = aiohttp.TCPConnector(ssl=server.tls)
    async with aiohttp.ClientSession(server.url, connector=connector, headers={"Origin": server.url}) as http:
        async with http.get("/") as page:
            fields = {"key": key} | ({"extra": extra} if 'name="extra"' in await page.text() else {})
        async with http.post("/key", data=fields) as answer:
            status = answer.status
        if status == HTTPStatus.FORBIDDEN:  # the page was asked for in a calm moment; now it asks for the digits
            async with http.post("/key", data={"key": key, "extra": extra}) as answer:
                status = answer.status
    assert status == HTTPStatus.OK, status
    return time.perf_counter() - began


@dataclass(frozen=True)
class Siege:
    """How long genuine customers took, in seconds, and how many guesses a second were answered meanwhile."""

    programs: list[float]
    pages: list[float]
    rate: float


async def siege(server: KeyServer, ca: Path, guessers: int, customers: int, warm: float = 12.0) -> Siege:
    """So many genuine customers of each kind, one after the other, while so many guess."""
    command = [sys.executable, "-m", "bench.guessers", server.url, str(ca), str(guessers)]
    programs: list[float] = []
    pages: list[float] = []
    crowd = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        began = time.monotonic()
        await asyncio.sleep(warm)
        for number in range(customers):
            programs.append(await by_program(server, server.live[2 * number][0]))
            pages.append(await by_page(server, *server.live[2 * number + 1]))
        lasted = time.monotonic() - began
    finally:
        said, _ = await crowd.communicate(b"")  # which ends its standard input
    return Siege(programs, pages, int(said) / lasted)


async def measure(rounds: int, times: int, guessers: int, customers: int) -> bool:
    """Prints what came of it; whether all bars are met."""
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder) / "roomy", rounds, 20, budget=1e9) as roomy:
            looked_at = {
                "unknown": roomy.unknown,
                "expired": lambda: roomy.expired[0],
                "used": lambda: roomy.used[0],
            }
            took = await refusals(roomy, looked_at, times)
            won = await winners(roomy, [key for key, _ in roomy.live])
        async with serving(Path(folder) / "strict", 2 * customers, 1) as strict:
            await press(strict)
            took |= await refusals(strict, {"not looked at": lambda: strict.used[0]}, times)
            besieged = await siege(strict, Path(folder) / "strict" / "tls" / "ca.pem", guessers, customers)
    return report(took, won, besieged, guessers)


def report(took: dict[str, list[float]], won: list[int], besieged: Siege, guessers: int) -> bool:
    """Prints it; whether all bars are met."""
    medians = {kind: median(seconds) for kind, seconds in took.items()}
    apart = max(medians.values()) - min(medians.values())
    for kind, middle in medians.items():
        print(f"refusal, {kind:14} median {middle * 1000:7.2f} ms of {len(took[kind])}")
    print(f"medians apart {apart * 1000:.2f} ms (bar {_SAME * 1000:.0f} ms)")
    print(f"{_AT_ONCE} claims of one key, {len(won)} rounds: winners {min(won)} to {max(won)} (bar: 1)")
    print(
        f"{guessers} addresses guess, {besieged.rate:.0f} guesses a second answered, and meanwhile genuine customers:"
    )
    for name, waits in (("program", besieged.programs), ("page", besieged.pages)):
        print(f"  by {name:8} median {median(waits):.2f} s, worst {max(waits):.2f} s of {len(waits)}")
    soon = max(*besieged.programs, *besieged.pages) <= _SOON
    return apart < _SAME and set(won) == {1} and soon


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.key_desk", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="keys that a hundred claim at once (%(default)s)")
    parser.add_argument("--times", type=int, default=1000, help="refusals of each kind (%(default)s)")
    parser.add_argument("--guessers", type=int, default=1000, help="addresses that guess (%(default)s)")
    parser.add_argument("--customers", type=int, default=20, help="genuine customers of each kind (%(default)s)")
    given = parser.parse_args()
    met = asyncio.run(measure(given.rounds, given.times, given.guessers, given.customers))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
