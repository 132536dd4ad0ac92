"""The HTTP connections: how long a browser may take, and what one that makes no sense is told.

Whoever says nothing, half of something, or does not read what it asked for costs one connection, and not for long.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from logs import Dialogue
from signaling.pages import headers
from signaling.tls_seams import over_tls

BACKLOG = 512
HANDSHAKE_WITHIN = 10.0
"""Seconds for TLS to come about."""
FAREWELL_WITHIN = 2.0
"""Seconds for TLS to end, and for what is left of a body that nobody wants."""
TAKEN_WITHIN = 30.0
"""Seconds in which a browser has to take something of what is sent to it."""
STOP_WITHIN = 5.0
"""Seconds for open requests to end when the server stops."""


class Connection(web.RequestHandler):
    """One connection of aiohttp's. What it says about an error by itself names library, version and what came in."""

    def __init__(self, server: web.Server, log: Dialogue, **options: Any) -> None:
        super().__init__(server, **options)
        self._dialogue = log

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # the library's: it repeats what came in
    ) -> web.StreamResponse:
        """The answer to what is no request, and to a request at which we failed."""
        if isinstance(exc, ConnectionError):
            raise exc  # nobody is there any more
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._dialogue.fault(exc or TimeoutError())
        if request.writer.output_size > 0:
            raise ConnectionError("half an answer was sent already")
        response = web.Response(
            status=status, text=f"{status} {HTTPStatus(status).phrase}\n", headers=headers.ON_ERRORS
        )
        response.force_close()
        return response


def _with_headers_that_are_text(make: Any, message: Any, *rest: Any) -> web.BaseRequest:
    """A request; in its headers, bytes that are no text are question marks.

    WORKAROUND: the library repeats some headers in answers of its own, and fails at those (docs/upstream/).
    """
    if not all(value.isascii() for _, value in message.raw_headers):
        said = ((name, value.encode("utf-8", "replace").decode()) for name, value in message.headers.items())
        message = message._replace(headers=CIMultiDictProxy(CIMultiDict(said)))
    request: web.BaseRequest = make(message, *rest)
    return request


@asynccontextmanager
async def answering(
    application: web.Application,
    listening: socket.socket,
    context: ssl.SSLContext | None,
    *,
    log: Dialogue,
    silence: float,
) -> AsyncIterator[asyncio.Server]:
    """The application, on this socket. `silence`: seconds for a whole request."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(TAKEN_WITHIN * 1000))
    runner = web.AppRunner(application, shutdown_timeout=STOP_WITHIN)
    await runner.setup()
    assert runner.server is not None, "it is set up"
    server, loop = runner.server, asyncio.get_running_loop()
    server.request_factory = partial(_with_headers_that_are_text, server.request_factory)

    def connection() -> Connection:
        return Connection(
            server,
            log,
            loop=loop,
            access_log=None,
            keepalive_timeout=silence,
            lingering_time=FAREWELL_WITHIN,
            auto_decompress=False,
        )

    # Not aiohttp's SSLSite: that one cannot say how long TLS may take to begin and to end.
    times = {"handshake_within": HANDSHAKE_WITHIN, "farewell_within": FAREWELL_WITHIN}
    made = over_tls(connection, context, **times) if context else connection
    try:
        yield await loop.create_server(made, sock=listening, backlog=BACKLOG)
    finally:
        await runner.cleanup()
