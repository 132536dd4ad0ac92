import asyncio
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from peer.tls import trusting
from signaling.tls_seams import READ_AT_MOST, over_tls
from tests.fakes import tls
from tests.fakes.waiting import WITHIN

MANY = 20


class Echo(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@asynccontextmanager
async def echoing(handshake_within: float = WITHIN) -> AsyncIterator[int]:
    made = over_tls(Echo, tls.serving(), handshake_within=handshake_within, farewell_within=WITHIN)
    async with await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    client = trusting(tls.folder() / "ca.pem")
    return await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname="localhost")


async def test_connections_share_a_buffer_and_nobody_hears_anothers_words() -> None:
    async def says(port: int, byte: int) -> bool:
        said = bytes([byte]) * (5 * READ_AT_MOST + byte)
        reader, writer = await connected(port)
        writer.write(said)
        heard = await reader.readexactly(len(said))
        writer.close()
        return heard == said

    async with asyncio.timeout(WITHIN), echoing() as port:
        assert all(await asyncio.gather(*(says(port, byte) for byte in range(MANY))))


async def test_an_idle_connection_takes_little_memory() -> None:
    async with asyncio.timeout(WITHIN), echoing() as port:
        clients = [await connected(port)]
        tracemalloc.start()
        try:
            clients += [await connected(port) for _ in range(2)]
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        for _, writer in clients:
            writer.close()
    # asyncio's own buffer of each client, in this same process, and next to nothing of the server's.
    assert taken < 2 * (256 * 1024 + 128 * 1024)


async def test_who_never_begins_tls_is_hung_up_on() -> None:
    async with asyncio.timeout(WITHIN), echoing(handshake_within=0.05) as port:
        reader, _writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        _writer.close()


async def test_who_does_not_trust_us_costs_nothing_but_the_connection() -> None:
    async with asyncio.timeout(WITHIN), echoing() as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection(
                "127.0.0.1", port, ssl=trusting(tls.folder("another") / "ca.pem"), server_hostname="localhost"
            )
        reader, writer = await connected(port)
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"
        writer.close()
