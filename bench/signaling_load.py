"""How many people one signaling server bears, over TLS: `python -m bench.signaling_load`.

Complete handshakes, each from a customer's TCP connection to the agent's answer, begun at a steady rate whatever the
server does; and the memory of links on which nothing happens. The ends are in this process: half of the time is theirs.
"""

import argparse
import asyncio
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import psutil

from bench.authenticator import first_sign_in
from bench.key_server import KeyServer, serving
from bench.priority import served_first
from logs import Dialogue
from protocol import link, wire
from protocol.grants import Level
from protocol.link import Role
from signaling import app
from signaling.settings import Settings

_PASSWORD = "correct horse battery"  # noqa: S105  # of accounts that live as long as the bench
_SESSIONS_OF_AN_AGENT = 20
"""As many as one agent may have at once."""
_HELD = 45.0
"""Seconds: each link is asked twice meanwhile whether it is still there."""
_BARS = {"rate": 100.0, "p99": 0.25, "megabytes": 300.0}
_FINGERPRINT = ":".join(["AB"] * 32)
_SDP = f"v=0\r\ns=-\r\na=fingerprint:sha-256 {_FINGERPRINT}\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"


class End:
    """One program's end of a link."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, reader: wire.Reader[Any]) -> None:
        self._socket, self._reader = socket, reader

    async def say(self, message: link.LinkMessage) -> None:
        await self._socket.send_str(wire.encode(message).decode())

    async def hear(self) -> link.LinkMessage:
        heard: link.LinkMessage = self._reader.read(await self._socket.receive_str())
        return heard

    async def until(self, *kinds: type[link.LinkMessage]) -> Any:
        """The next message of one of these kinds."""
        while not isinstance(heard := await self.hear(), kinds):
            assert not isinstance(heard, link.Refused), heard
        return heard

    async def ask(self, message: link.LinkMessage) -> link.LinkMessage:
        await self.say(message)
        return await self.hear()

    async def answer(self) -> None:
        """For ever: what a recorder or an agent says by itself when a customer comes."""
        while True:
            match await self.hear():
                case link.Record(session=session):
                    await self.say(link.RecorderProof(session, _FINGERPRINT, bytes(64)))
                case link.Description(session=session, attempt=attempt, kind="offer"):
                    await self.say(link.Description(session, Role.CUSTOMER, attempt, "answer", _SDP))
                case _:
                    pass


@asynccontextmanager
async def connected(server: KeyServer, path: str, reader: wire.Reader[Any]) -> AsyncIterator[End]:
    """A link, over a TCP connection of its own."""
    connector = aiohttp.TCPConnector(ssl=server.tls, limit=0)
    async with (
        aiohttp.ClientSession(server.url, connector=connector) as http,
        http.ws_connect(path, origin=server.url) as socket,
    ):
        yield End(socket, reader)


async def handshake(server: KeyServer, key: str) -> float:
    """Seconds from the connection to the agent's answer."""
    began = time.perf_counter()
    async with connected(server, link.CUSTOMER_PATH, wire.to_customer_program) as customer:
        await customer.say(link.ClaimKey(key))
        claimed = await customer.until(link.Claimed)
        digest = sha256(claimed.notice.de.encode()).hexdigest()
        await customer.say(link.GiveConsent(claimed.session, claimed.notice_version, digest, "de"))
        await customer.until(link.SessionChanged)
        await customer.say(link.AllowAccess(claimed.session, Level.FULL))
        for _ in (Role.RECORDER, Role.AGENT):
            introduced = await customer.until(link.Connect)
            await customer.say(link.Description(claimed.session, introduced.peer, 1, "offer", _SDP))
        while (await customer.until(link.Description)).peer is not Role.AGENT:
            pass
        return time.perf_counter() - began


@asynccontextmanager
async def staffed(server: KeyServer, state: Path, sessions: int) -> AsyncIterator[list[str]]:
    """A recorder, agents enough for so many sessions, and the keys that they read out."""
    keys: list[str] = []
    names = [secrets.token_hex(4) for _ in range(-(-sessions // _SESSIONS_OF_AN_AGENT))]
    async with app.assembled(Settings(state=str(state)), time.time, Dialogue("bench")) as parts:
        for name in names:
            await parts.accounts.add(name, name, _PASSWORD)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
        recorder = await stack.enter_async_context(connected(server, link.RECORDER_PATH, wire.to_recorder_program))
        await recorder.say(link.RecorderHello((state / "recorder.token").read_text(), _FINGERPRINT))
        answering = [tasks.create_task(recorder.answer(), name="recorder")]
        for name in names:
            agent = await stack.enter_async_context(connected(server, link.AGENT_PATH, wire.to_agent_program))
            await first_sign_in(agent.ask, name, _PASSWORD, time.time)
            for _ in range(min(_SESSIONS_OF_AN_AGENT, sessions - len(keys))):
                await agent.say(link.RequestSession())
                keys.append((await agent.until(link.SessionOpened)).key)
            answering.append(tasks.create_task(agent.answer(), name=f"agent {name}"))
        yield keys
        for task in answering:
            task.cancel()


async def at_rate(rate: float, keys: list[str], do: Callable[[str], Any]) -> tuple[list[float], float]:
    """The seconds of each, begun at this rate, and how many a second came to their end."""
    took: list[float] = []

    async def one(key: str) -> None:
        took.append(await do(key))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number, key in enumerate(keys):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            tasks.create_task(one(key), name=f"customer {number}")
    return sorted(took), len(keys) / (time.perf_counter() - began)


async def idle(server: KeyServer, ca: Path, process: psutil.Process, links: int, held: float = 0.0) -> float:
    """Megabytes of the server with so many links on which nothing happens, held for so many seconds."""
    before = process.memory_info().rss
    command = [sys.executable, "-m", "bench.idlers", server.url, str(ca), str(links)]
    crowd = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert crowd.stdout
    try:
        came = int((await crowd.stdout.readline()).split()[1])
        await asyncio.sleep(held)
        after = process.memory_info().rss
    finally:
        said, _ = await crowd.communicate(b"")  # which ends its standard input
    stayed = int(said.split()[1])
    each = (after - before) / links / 1e3
    print(f"{came} idle links, {stayed} after {held:.0f} s: {after / 1e6:.0f} MB, {each:.1f} KB each")
    assert stayed == came == links
    return after / 1e6


async def measure(sessions: int, rates: list[float], links: int) -> bool:
    """Prints it; whether the bars are met."""
    met = True
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        async with serving(state, 1, 1, budget=1e9) as server:
            process = psutil.Process(server.pid)
            for rate in rates:
                async with staffed(server, state, sessions) as keys:
                    used = sum(process.cpu_times()[:2])
                    took, done = await at_rate(rate, keys, lambda key: handshake(server, key))
                    used = (sum(process.cpu_times()[:2]) - used) / len(keys)
                late = took[int(len(took) * 0.99)]
                print(
                    f"{rate:.0f} handshakes a second begun: {done:.0f} a second done, median {median(took) * 1e3:.0f}"
                    f" ms, p99 {late * 1e3:.0f} ms; the server's processor {used * 1e3:.1f} ms each"
                )
                met = met and (rate != _BARS["rate"] or (done >= 0.95 * rate and late <= _BARS["p99"]))
            return met and (
                not links or await idle(server, state / "tls" / "ca.pem", process, links, _HELD) <= _BARS["megabytes"]
            )


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.signaling_load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=500, help="handshakes at each rate (%(default)s)")
    parser.add_argument("--rates", default="5 25 100", help="handshakes begun in a second (%(default)s)")
    parser.add_argument("--idle", type=int, default=10_000, help="links on which nothing happens (%(default)s)")
    given = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rates = [float(rate) for rate in given.rates.split()]
    with served_first():
        return 0 if asyncio.run(measure(given.sessions, rates, given.idle)) else 1


if __name__ == "__main__":
    sys.exit(main())
