"""Browsers that say nothing, or half of something, and stay: `python -m bench.hostile.loitering`.

How long the server keeps them, and how long an ordinary page takes meanwhile. SECURITY.md, section 4: 500 silent, 500
with half a head and 200 with half a body are closed within 20 s; a page takes 200 ms at the 99th percentile.
"""

import argparse
import asyncio
import resource
import ssl
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psutil

from bench.key_server import KeyServer, serving
from bench.priority import served_first

CLOSED_WITHIN = 20.0
"""Seconds."""
PAGE_WITHIN = 0.2
"""Seconds, of 99 in 100 pages."""
_TOO_LONG = 60.0
"""Seconds after which nobody waits for an end any more."""
_PAGE_EVERY = 0.05
_DRIP_EVERY = 2.0
_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "
_FORM = (
    "POST /key HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\n"
)


@dataclass
class Loitered:
    """What came of it, in seconds."""

    kept: dict[str, list[float]] = field(default_factory=dict)
    """For each kind, how long each connection was kept; without those that the server did not even take."""
    pages: list[float] = field(default_factory=list)
    memory: int = 0
    """Bytes by which the server grew at most."""

    @property
    def longest(self) -> float:
        return max(max(kept, default=0.0) for kept in self.kept.values())

    @property
    def page(self) -> float:
        """The 99th percentile."""
        return quantiles(self.pages, n=100)[98]


class Crowd:
    """All of them."""

    def __init__(self, server: KeyServer, ca: Path) -> None:
        self._tls = ssl.create_default_context(cafile=ca)
        self._port = int(server.url.rpartition(":")[2])
        form = _FORM.format(origin=server.url).encode()
        self.kinds: dict[str, tuple[bytes, bool, bool]] = {
            # what is said, whether over TLS, and whether more of it drips
            "silent, before TLS": (b"", False, False),
            "silent": (b"", True, False),
            "half a head": (_HEAD, True, False),
            "a head that drips": (_HEAD, True, True),
            "half a body": (form + b"key=48", True, False),
            "a body that drips": (form, True, True),
        }

    async def loiter(self, kind: str) -> float:
        """How long one is kept."""
        said, over_tls, drips = self.kinds[kind]
        reader, writer = await self._connect(over_tls=over_tls)
        began = time.monotonic()
        try:
            writer.write(said)
            async with asyncio.timeout(_TOO_LONG), asyncio.TaskGroup() as tasks:
                dripping = tasks.create_task(_drip(writer) if drips else asyncio.sleep(0), name="drip")
                while await reader.read(65_536):
                    pass
                dripping.cancel()
        except* (OSError, TimeoutError):
            pass
        finally:
            writer.transport.abort()
        return time.monotonic() - began

    async def _connect(self, *, over_tls: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not over_tls:
            return await asyncio.open_connection("127.0.0.1", self._port)
        return await asyncio.open_connection("127.0.0.1", self._port, ssl=self._tls, server_hostname="localhost")

    async def page(self) -> float:
        """How long an ordinary page takes, connecting included."""
        began = time.monotonic()
        reader, writer = await self._connect(over_tls=True)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b" 200 " in await reader.read()
        writer.transport.abort()
        return time.monotonic() - began


async def _drip(writer: asyncio.StreamWriter) -> None:
    while True:
        await asyncio.sleep(_DRIP_EVERY)
        writer.write(b"1")
        await writer.drain()


async def measure(folder: Path, numbers: dict[str, int]) -> Loitered:
    """So many of each kind, all at once, and pages meanwhile."""
    found = Loitered({kind: [] for kind in numbers})
    async with serving(folder / "state", live=0, dead=0) as server:
        crowd = Crowd(server, folder / "state" / "tls" / "ca.pem")
        process = _listening(int(server.url.rpartition(":")[2]))
        before = process.memory_info().rss
        async with asyncio.TaskGroup() as tasks:
            loitering = [
                (kind, tasks.create_task(crowd.loiter(kind), name=kind))
                for kind, number in numbers.items()
                for _ in range(number)
            ]
            while any(not task.done() for _, task in loitering):
                found.pages.append(await crowd.page())
                found.memory = max(found.memory, process.memory_info().rss - before)
                await asyncio.sleep(_PAGE_EVERY)
        for kind, task in loitering:
            found.kept[kind].append(task.result())
    return found


def _listening(port: int) -> psutil.Process:
    """The process of ours that listens there."""
    for child in psutil.Process().children(recursive=True):
        if any(line.laddr.port == port for line in child.net_connections("tcp") if line.status == psutil.CONN_LISTEN):
            return child
    raise LookupError(port)


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.hostile.loitering", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of 500, 500 and 200 (%(default)s)")
    share = parser.parse_args().share
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    numbers = {
        "silent, before TLS": round(250 * share),
        "silent": round(250 * share),
        "half a head": round(250 * share),
        "a head that drips": round(250 * share),
        "half a body": round(100 * share),
        "a body that drips": round(100 * share),
    }
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, served_first():
        found = asyncio.run(measure(Path(folder), numbers))
    for kind, kept in found.kept.items():
        print(f"{kind:20} {len(kept):4} kept {min(kept):5.1f} to {max(kept):5.1f} s (bar {CLOSED_WITHIN:.0f} s)")
    print(f"{len(found.pages)} pages meanwhile: p99 {found.page * 1000:.0f} ms (bar {PAGE_WITHIN * 1000:.0f} ms)")
    print(f"the server grew by {found.memory / 2**20:.0f} MiB")
    return 0 if found.longest <= CLOSED_WITHIN and found.page <= PAGE_WITHIN else 1


if __name__ == "__main__":
    sys.exit(main())
