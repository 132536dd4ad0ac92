"""A seam in asyncio's TLS: its connections read into one buffer, and not into 256 KiB each.

WORKAROUND: `asyncio.sslproto.SSLProtocol` (Python 3.11 to 3.14) takes a buffer of 256 KiB for each connection and
writes zeros over it, so that ten thousand idle connections cost 3 GB. It is filled and emptied in one turn of the loop:
all connections of a loop can have the same. It has more attributes than Python keeps in a small dictionary, and a deque
with room for 64 writes: slots and a list take 2 KB less. To be removed when asyncio does so:
docs/upstream/asyncio-tls-buffers.md.
"""

import asyncio
import ssl
from asyncio import sslproto
from collections.abc import Callable

READ_AT_MOST = 32 * 1024
"""Bytes of one reading; a TLS record has 16 KiB at most."""
_PARTS = {"_ssl_buffer", "_ssl_buffer_view", "_write_backlog", "max_size"}
_HANDLES = ("_handshake_start_time", "_handshake_timeout_handle", "_shutdown_timeout_handle")
"""Which asyncio reads before it writes them: its class has a value for each."""
_SLOTS = (
    *("_app_protocol", "_app_protocol_is_buffer", "_app_reading_paused", "_app_state", "_app_transport"),
    *("_app_transport_created", "_app_writing_paused", "_conn_lost", "_eof_received", "_extra", "_incoming"),
    *("_incoming_high_water", "_incoming_low_water", "_loop", "_outgoing", "_outgoing_high_water"),
    *("_outgoing_low_water", "_server_hostname", "_server_side", "_ssl_buffer", "_ssl_buffer_view"),
    *("_ssl_handshake_timeout", "_ssl_reading_paused", "_ssl_shutdown_timeout", "_ssl_writing_paused", "_sslcontext"),
    *("_sslobj", "_state", "_transport", "_waiter", "_write_backlog", "_write_buffer_size"),
)
"""What asyncio writes before it reads it. What another version has besides goes into a dictionary, as before."""

if not set(sslproto.SSLProtocol.__init__.__code__.co_names) >= _PARTS:
    raise ImportError("asyncio's TLS keeps its buffer in another way than signaling/tls_seams.py knows")
if any(name in vars(sslproto.SSLProtocol) for name in _SLOTS) or not {*_HANDLES} <= vars(sslproto.SSLProtocol).keys():
    raise ImportError("asyncio's TLS has values in its class that signaling/tls_seams.py does not know")


class SharedBuffer:
    """That of all connections of one loop."""

    def __init__(self) -> None:
        self.bytes = bytearray(READ_AT_MOST)
        self.view = memoryview(self.bytes)


class _Tls(sslproto.SSLProtocol):
    """The server's end of one connection. Without a waiter: nobody waits for a single handshake."""

    __slots__ = (*_SLOTS, *_HANDLES)

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
        for name in _HANDLES:
            setattr(self, name, None)
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
        # It is appended to, cleared, and loses its first; mostly it is empty.
        self._write_backlog = []  # type: ignore[assignment]  # a deque, which takes 760 bytes when it is empty


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
