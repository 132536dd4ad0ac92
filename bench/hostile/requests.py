"""HTTP requests to a real server over TLS, generated from docs/openapi.yaml, and bytes that are nearly requests.

`python -m bench.hostile.requests --cases 10000`. No answer may be a fault of the server's, tell of its inside, or be
one that is not described; and afterwards nothing of where the requests came from and what they called themselves may
stand in any file.
"""

import argparse
import asyncio
import os
import re
import ssl
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from bench.hostile.examples import damaged
from bench.key_server import KeyServer, serving

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.yaml"
CANARY = "Canary-4d1c-77aa"
SOURCE = "127.77.33.11"
"""An address of this machine that nobody else has."""
RAW_SHARE = 0.2
"""Of all cases: bytes that are nearly requests."""
_INSIDE = re.compile(
    r"Traceback|aiohttp|Python/|\.py\b|sqlalchemy|sqlite|asyncio|jinja|Exception\b|" + re.escape(CANARY), re.IGNORECASE
)
_CONFORM = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
_RAW_AT_ONCE = 20
_WELL_WITHIN = 30.0
_ANSWER_WITHIN = 0.5
"""Seconds; what is no whole request gets none, and a refused key comes after a twentieth."""
_LATIN = st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")
_NAMES = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Connection",
    "Content-Encoding",
    "Content-Type",
    "Cookie",
    "Date",
    "Expect",
    "Ferndiagnose-Version",
    "Forwarded",
    "Host",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "Origin",
    "Range",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Upgrade",
    "X-Forwarded-For",
]
_VALUES = (
    "", "*", "bytes=0-", "bytes=9-1", "bytes=-1,0-0", "gzip", "deflate, br", "zstd", "100-continue", "websocket",
    "Upgrade", "13", "de;q=nan", "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-7",
)  # fmt: skip
_HEADERS = st.dictionaries(
    st.sampled_from(_NAMES), st.sampled_from(_VALUES) | st.text(_LATIN, max_size=40).map(str.strip), max_size=4
)
_SETTINGS = settings(
    database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=False
)


@dataclass
class World:
    """A server, and what leads deeper into it."""

    server: KeyServer
    state: Path
    chance: Random = field(default_factory=lambda: Random(4))  # noqa: S311 - what is tried, no secret
    links: list[str] = field(default_factory=list)

    @property
    def ca(self) -> Path:
        return self.state / "tls" / "ca.pem"

    @property
    def token(self) -> str:
        return (self.state / "customer-centre.token").read_text()

    def session(self) -> requests.Session:
        """A browser at `SOURCE` that calls itself `CANARY`."""
        session = requests.Session()
        session.trust_env = False
        session.verify = str(self.ca)
        session.mount("https://", _From())
        session.headers.update({"User-Agent": CANARY, "Referer": f"https://{CANARY}.example/"})
        return session

    def helped(self, case: Any) -> None:
        """Sometimes the right word, so that what lies behind it is tried as well."""
        chance = self.chance
        if chance.random() < 0.8:
            case.headers["Origin"] = self.server.url
        if chance.random() < 0.6:
            case.headers["Authorization"] = f"Bearer {self.token}"
        if isinstance(case.body, dict) and chance.random() < 0.6:
            key, extra = chance.choice(self.server.live)
            case.body |= {"key": key, "extra": extra, "secret": chance.choice(self.links), "version": "2026-11"}
            case.body |= {"system": chance.choice(["linux", "windows", ""])}
        if "secret" in (case.path_parameters or {}) and chance.random() < 0.5:
            case.path_parameters["secret"] = chance.choice(self.links)

    def make_links(self, number: int) -> None:
        """One-time links, as the customer centre gets them."""
        with self.session() as session:
            for customer in range(number):
                answer = session.post(
                    f"{self.server.url}/v1/enrolment-links",
                    json={"customer": f"{customer}"},
                    headers={"Authorization": f"Bearer {self.token}"},
                    timeout=10,
                )
                self.links.append(answer.json()["url"].rpartition("/")[2])

    def traces(self) -> Iterator[str]:
        """The files that know who came."""
        for path in self.state.rglob("*"):
            if path.is_file() and any(word in path.read_bytes() for word in (CANARY.encode(), SOURCE.encode())):
                yield str(path.relative_to(self.state))


class _From(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, source_address=(SOURCE, 0))


@dataclass
class Tally:
    """What came of it."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    flaws: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return self.statuses.total()

    def note(self, what: str, status: int, told: str) -> None:
        self.statuses[what, status] += 1
        if status >= 500:
            self.flaws.append(f"{what}: {status}")
        if leak := _INSIDE.search(told):
            self.flaws.append(f"{what}: tells {leak[0]!r}")

    def add(self, other: "Tally") -> None:
        self.statuses += other.statuses
        self.flaws += other.flaws


def asked(world: World, operation: Any, mode: GenerationMode, cases: int, seed: int) -> Tally:
    """So many requests of one operation; of a mode in which there is something to generate."""
    tally, session = Tally(), world.session()
    what = f"{operation.method.upper()} {operation.path}"

    @seeded(seed)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.just({}) | _HEADERS, st.integers(0, 2**32))
    def one(case: Any, more: dict[str, str], _: int) -> None:
        world.helped(case)
        try:
            answer = case.call(world.server.url, session, more, verify=str(world.ca), timeout=15, allow_redirects=False)
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError, ValueError):
            return  # the library refuses to send it; the raw bytes have such
        except requests.exceptions.RequestException as error:
            tally.flaws.append(f"{what}: {type(error).__name__}")
            return
        tally.note(what, answer.status_code, str(answer.headers) + answer.text)
        if mode is GenerationMode.POSITIVE and not more:
            try:
                case.validate_response(answer, checks=_CONFORM, headers={})
            except schemathesis.core.failures.FailureGroup as failures:
                tally.flaws += [f"{what}: {failure.title} ({answer.status_code})" for failure in failures.exceptions]

    with suppress(Unsatisfiable), session:  # an address without parameters has nothing that could be wrong
        one()
    return tally


async def raw(world: World, cases: int, seed: int) -> Tally:
    """So many times bytes that are nearly a request."""
    tally, turn = Tally(), asyncio.Semaphore(_RAW_AT_ONCE)
    tls = ssl.create_default_context(cafile=world.ca)
    port = int(world.server.url.rpartition(":")[2])

    async def one(number: int) -> None:
        chance = Random(seed + number)  # noqa: S311 - what is tried, no secret
        async with turn:
            said = damaged(chance.choice(_requests(world)), chance)
            answer = await _answer(port, tls, said)
        status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
        tally.note("raw bytes", int(status[1]) if status else 0, answer.decode("latin-1"))

    async with asyncio.TaskGroup() as tasks:
        for number in range(cases):
            tasks.create_task(one(number), name=f"raw request {number}")
    return tally


async def _answer(port: int, tls: ssl.SSLContext, said: bytes) -> bytes:
    with suppress(OSError, TimeoutError):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=tls, server_hostname="localhost", local_addr=(SOURCE, 0)
        )
        try:
            writer.write(said)
            async with asyncio.timeout(_ANSWER_WITHIN):
                return await reader.read(65_536)
        finally:
            writer.transport.abort()
    return b""


def _requests(world: World) -> tuple[bytes, ...]:
    head = f"Host: localhost\r\nUser-Agent: {CANARY}\r\nReferer: {CANARY}\r\nOrigin: {world.server.url}\r\n"
    form = head + "Content-Type: application/x-www-form-urlencoded\r\n"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    upgrade += "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    masked = b"\x81\x85\x01\x02\x03\x04" + bytes(a ^ b for a, b in zip(b"{...}", b"\1\2\3\4\1", strict=True))
    return (
        f"GET /privacy?lang=de HTTP/1.1\r\n{head}Accept-Language: de\r\n\r\n".encode() * 2,
        f"POST /key?lang=en HTTP/1.1\r\n{form}Content-Length: 11\r\n\r\nkey=4819203".encode(),
        f"POST /key HTTP/1.1\r\n{form}Transfer-Encoding: chunked\r\n\r\nb\r\nkey=4819203\r\n0\r\n\r\n".encode(),
        f"GET /v1/customer HTTP/1.1\r\n{head}{upgrade}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        + masked,
    )


async def measure(folder: Path, cases: int, seed: int = 1) -> Tally:
    """All of it, against a server in `folder`."""
    state = folder / "state"
    (state / "downloads").mkdir(parents=True)
    (state / "downloads" / "help-linux").write_bytes(b"a program" * 1000)
    schema = schemathesis.openapi.from_path(DOCUMENT)
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    tally = Tally()
    async with serving(state, live=max(20, cases // 50), dead=2, budget=1e9) as server:
        world = World(server, state)
        await _healthy(world)  # the port is open before there is a server behind it
        await asyncio.to_thread(world.make_links, 20)
        tally.add(await raw(world, int(cases * RAW_SHARE), seed))
        turn = 0
        while tally.cases < cases and not tally.flaws:
            turn += 1
            each = max(4, (cases - tally.cases) // (2 * len(operations)))
            for operation in operations:
                for mode in GenerationMode:
                    tally.add(await asyncio.to_thread(asked, world, operation, mode, each, seed + turn))
        await _healthy(world)
    tally.flaws += [f"{trace} knows who came" for trace in world.traces()]
    log = (state / "server.log").read_text()
    tally.flaws += [f"its log: {line.partition(' ')[2]}" for line in log.splitlines() if " ! " in line]
    return tally


async def _healthy(world: World) -> None:
    """Returns when the server says that it is well. Raises `TimeoutError`."""
    tls = ssl.create_default_context(cafile=world.ca)
    port = int(world.server.url.rpartition(":")[2])
    async with asyncio.timeout(_WELL_WITHIN):
        while b" 200 " not in await _answer(port, tls, b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.hostile.requests", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="what they are drawn from (the time)")
    given_ = parser.parse_args()
    os.environ["FERNDIAGNOSE_SIGNALING_ENROLMENT"] = "true"  # of the server that is started here
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        tally = asyncio.run(measure(Path(folder), given_.cases, given_.seed))
    for (what, status), number in sorted(tally.statuses.items()):
        print(f"{what:28} {status or 'no answer'!s:>9} {number:6}")
    print(f"{tally.cases} cases, seed {given_.seed}, {time.monotonic() - began:.0f} s: {len(tally.flaws)} flaws")
    for flaw, number in Counter(tally.flaws).most_common(20):
        print(f"  {number} x {flaw}")
    return 1 if tally.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
