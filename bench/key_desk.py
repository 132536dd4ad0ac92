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
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from statistics import median

import aiohttp

from bench.guessers import GUESSES_PER_LINE, Line, some_key
from bench.key_server import KeyServer, serving
from bench.priority import served_first
from peer.paying_link import PayingLink
from peer.server_link import Down, ServerLink, Up
from protocol import link, wire

_SAME = 0.005
"""Seconds by which the medians of refusals may differ."""
_SOON = 3.0
"""Seconds within which a genuine customer is in."""
_AT_ONCE = 100
"""Who claim one key at once."""
_ANSWERED = 0.1
"""Seconds within which 99 of 100 claims are answered when ten come at once."""
TYPING = 5.0
"""Seconds in which a customer types seven digits that somebody reads out."""


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


async def by_program(server: KeyServer, key: str, typing: float = 0.0) -> float:
    """Seconds until the link of a customer's program is in, any toll included.

    From the moment when the customer has typed the key, which takes so long; from the start where it takes no time.
    """
    heard: asyncio.Queue[object] = asyncio.Queue()
    inside = ServerLink(server.url + link.CUSTOMER_PATH, server.tls, wire.to_customer_program)
    program: PayingLink[link.ToCustomerProgram] = PayingLink(inside)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(program.run(heard.put_nowait), name="a customer's link")
        while not isinstance(event := await heard.get(), Up):
            assert isinstance(event, Down), event  # a busy server may let a first attempt wait too long
        if typing:
            await asyncio.sleep(typing)
            began = time.perf_counter()
        program.send(link.ClaimKey(key))
        while isinstance(answer := await heard.get(), link.Noted):
            pass
        took = time.perf_counter() - began
        await program.close()
    assert isinstance(answer, link.Claimed), answer
    return took


async def at_once(server: KeyServer, keys: list[str], together: int) -> list[float]:
    """Seconds until the answer to a claim, of so many customers who claim at once, each with a key of its own."""
    took: list[float] = []

    async def claim(line: Line, key: str) -> None:
        began = time.perf_counter()
        _, answer = await line.claims(key)
        took.append(time.perf_counter() - began)
        assert isinstance(answer, link.Claimed), answer

    for first in range(0, len(keys), together):
        async with AsyncExitStack() as stack:
            lines = [await stack.enter_async_context(Line(server.url, server.tls)) for _ in range(together)]
            some = keys[first : first + together]
            await asyncio.gather(*(claim(line, key) for line, key in zip(lines, some, strict=True)))
    return took


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
    """From connecting on, as if the key were typed in no time."""
    typed: list[float]
    """From the typed key on, where typing took five seconds."""
    pages: list[float]
    rate: float = 0.0


async def calm(server: KeyServer, customers: int) -> Siege:
    """So many genuine customers of each kind, one after the other, while nobody guesses."""
    coming = [server.live.pop() for _ in range(2 * customers)]
    programs = [await by_program(server, key) for key, _ in coming[:customers]]
    return Siege(programs, [], [await by_page(server, key, "") for key, _ in coming[customers:]])


async def customers_come(server: KeyServer, number: int) -> Siege:
    """So many of each kind, one after the other; those who type, four at a time."""
    programs: list[float] = []
    pages: list[float] = []
    typed: list[float] = []
    for _ in range(number):
        programs.append(await by_program(server, server.live.pop()[0]))
        pages.append(await by_page(server, *server.live.pop()))
    while len(typed) < number:
        some = [server.live.pop()[0] for _ in range(min(4, number - len(typed)))]
        typed += await asyncio.gather(*(by_program(server, key, TYPING) for key in some))
    return Siege(programs, typed, pages)


async def siege(server: KeyServer, ca: Path, guessers: int, customers: int, warm: float = 12.0) -> Siege:
    """So many genuine customers of each kind, while so many guess."""
    command = [sys.executable, "-m", "bench.guessers", server.url, str(ca), str(guessers)]
    crowd = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        began = time.monotonic()
        await asyncio.sleep(warm)
        came = await customers_come(server, customers)
        lasted = time.monotonic() - began
    finally:
        said, _ = await crowd.communicate(b"")  # which ends its standard input
    return replace(came, rate=int(said) / lasted)


async def measure(rounds: int, times: int, guessers: int, customers: int, database: str) -> bool:
    """Prints what came of it; whether all bars are met."""
    with tempfile.TemporaryDirectory() as folder:
        together = 10 * max(1, customers)
        async with serving(Path(folder) / "roomy", rounds + together, 20, 1e9, database) as roomy:
            looked_at = {
                "unknown": roomy.unknown,
                "expired": lambda: roomy.expired[0],
                "used": lambda: roomy.used[0],
            }
            took = await refusals(roomy, looked_at, times)
            won = await winners(roomy, [key for key, _ in roomy.live[together:]])
            claims = await at_once(roomy, [key for key, _ in roomy.live[:together]], 10)
        async with serving(Path(folder) / "strict", 5 * customers, 1) as strict:
            quiet = await calm(strict, customers)
            await press(strict)
            took |= await refusals(strict, {"not looked at": lambda: strict.used[0]}, times)
            besieged = await siege(strict, Path(folder) / "strict" / "tls" / "ca.pem", guessers, customers)
    alike = report_refusals(took)
    print(f"{_AT_ONCE} claims of one key, {len(won)} rounds: winners {min(won)} to {max(won)} (bar: 1)")
    late = sorted(claims)[int(len(claims) * 0.99)]
    print(f"10 claims at once, {len(claims)} in all: median {median(claims) * 1000:.0f} ms, p99 {late * 1000:.0f} ms")
    return report_siege(quiet, besieged, guessers) and alike and set(won) == {1} and late <= _ANSWERED


def report_refusals(took: dict[str, list[float]]) -> bool:
    """Prints how alike they are; whether that is enough."""
    medians = {kind: median(seconds) for kind, seconds in took.items()}
    apart = max(medians.values()) - min(medians.values())
    for kind, middle in medians.items():
        print(f"refusal, {kind:14} median {middle * 1000:7.2f} ms of {len(took[kind])}")
    print(f"medians apart {apart * 1000:.2f} ms (bar {_SAME * 1000:.0f} ms)")
    return apart < _SAME


def report_siege(quiet: Siege, besieged: Siege, guessers: int) -> bool:
    """Prints how long customers took, and how much longer than the median of a quiet time; whether none was late."""
    print(
        f"{guessers} addresses guess, {besieged.rate:.0f} guesses a second answered, and meanwhile genuine customers:"
    )
    kinds = (
        ("program, key typed in no time, connecting included", besieged.programs, quiet.programs),
        (f"program, key typed in {TYPING:.0f} s", besieged.typed, quiet.programs),
        ("page, connecting included", besieged.pages, quiet.pages),
    )
    for name, waits, before in kinds:
        ratios = f"{median(waits) / median(before):.1f} and {max(waits) / median(before):.1f} times a quiet median"
        print(f"  by {name}: median {median(waits):.2f} s, worst {max(waits):.2f} s of {len(waits)}; {ratios}")
    return max(*besieged.programs, *besieged.typed, *besieged.pages) <= _SOON


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.key_desk", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="keys that a hundred claim at once (%(default)s)")
    parser.add_argument("--times", type=int, default=1000, help="refusals of each kind (%(default)s)")
    parser.add_argument("--guessers", type=int, default=1000, help="addresses that guess (%(default)s)")
    parser.add_argument("--customers", type=int, default=20, help="genuine customers of each kind (%(default)s)")
    parser.add_argument("--database", default="", help="an empty PostgreSQL's URL, for the first half; else SQLite")
    given = parser.parse_args()
    with served_first():
        met = asyncio.run(measure(given.rounds, given.times, given.guessers, given.customers, given.database))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
