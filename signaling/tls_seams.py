"""A seam in asyncio's TLS: its connections read into one buffer, and not into 256 KiB each.

WORKAROUND: `asyncio.sslproto.SSLProtocol` (Python 3.11 to 3.14) takes a buffer of 256 KiB for each connection and
writes zeros over it, so that ten thousand idle connections cost 3 GB. It is filled and emptied in one turn of the loop:
all connections of a loop can have the same. To be removed when asyncio does so: docs/upstream/asyncio-tls-buffers.md.
"""

import asyncio
import ssl
from asyncio import sslproto
from collections.abc import Callable

READ_AT_MOST = 32 * 1024
"""Bytes of one reading; a TLS record has 16 KiB at most."""
_PARTS = {"_ssl_buffer", "_ssl_buffer_view", "max_size"}

if not set(sslproto.SSLProtocol.__init__.__code__.co_names) >= _PARTS:
    raise ImportError("asyncio's TLS keeps its buffer in another way than signaling/tls_seams.py knows")


class SharedBuffer:
    """That of all connections of one loop."""

    def __init__(self) -> None:
        self.bytes = bytearray(READ_AT_MOST)
        self.view = memoryview(self.bytes)


class _Tls(sslproto.SSLProtocol):
    """The server's end of one connection. Without a waiter: nobody waits for a single handshake."""

    max_size = READ_AT_MOST

    def __init__(
        self,
        inside: asyncio.Protocol,
        context: ssl.SSLContext,
        buffer: SharedBuffer,
        *,
        handshake_within: float,
        farewell_within: float,
    ) -> None:
        super().__init__(
            asyncio.get_running_loop(),
            inside,
            context,
            None,  # type: ignore[arg-type]  # asyncio itself has it be None; its stub does not
            server_side=True,
            ssl_handshake_timeout=handshake_within,  # type: ignore[arg-type]  # seconds, parts of one too
            ssl_shutdown_timeout=farewell_within,
        )
        self._ssl_buffer, self._ssl_buffer_view = buffer.bytes, buffer.view


def over_tls(
    make: Callable[[], asyncio.Protocol],
    context: ssl.SSLContext,
    *,
    handshake_within: float,
    farewell_within: float,
) -> Callable[[], asyncio.BaseProtocol]:
    """What `make` makes, within TLS, for `create_server`. Times in seconds."""
    buffer = SharedBuffer()

    def made() -> asyncio.BaseProtocol:
        return _Tls(make(), context, buffer, handshake_within=handshake_within, farewell_within=farewell_within)

    return made
