"""What a browser on this machine can ask the viewer for. All but the empty page needs the secret of this opening.

The address works once: its ticket stands behind the `#`, so that no history, proxy or other site gets it, and is
changed for a secret that the page keeps for its tab. Other websites cannot ask us: it is a header, not a cookie.
"""

import asyncio
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from typing import Protocol

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from archive.opening.door import Opened
from archive.opening.messages import Describe, Described, Nothing, Same, Show, Shown

PAGE = Path(__file__).parent / "page"
_FILES = {
    "/": ("index.html", "text/html"),
    "/viewer.css": ("viewer.css", "text/css"),
    "/viewer.js": ("viewer.js", "text/javascript"),
    "/moments.js": ("moments.js", "text/javascript"),
    "/source.js": ("source.js", "text/javascript"),
    "/texts.js": ("texts.js", "text/javascript"),
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""The names by which a browser on this machine, or one at the other end of a tunnel to it, may call us."""
_FORBIDDEN, _UNKNOWN, _GONE = 403, 401, 410


class Over(Exception):
    """The recording is closed. The text says why."""


class Archive(Protocol):
    """The opened recording at the archive. Every method may raise `Over`."""

    async def show(self, show: Show) -> Shown | Same | Nothing:
        """A picture."""

    async def describe(self, describe: Describe) -> Described:
        """What is known."""


class Site:
    """One opened recording's site. `steady` is a clock that nobody sets, in seconds."""

    def __init__(self, opened: Opened, archive: Archive, steady: Callable[[], float]) -> None:
        self._opened, self._archive, self._steady = opened, archive, steady
        self._until = steady() + opened.seconds
        self._ticket, self._secret = token_urlsafe(), token_urlsafe()
        self.closed = asyncio.Event()
        """Somebody closed it, or the archive did."""
        self.asked_at: float | None = None
        """When the page last asked for something."""

    def address(self, port: int) -> str:
        """Where it is to be seen; works once."""
        return f"http://127.0.0.1:{port}/#{self._ticket}"

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded], client_max_size=1024)
        for path in _FILES:
            app.router.add_get(path, self._file)
        app.router.add_post("/enter", self._enter)
        app.router.add_get("/opening", self._known(self._opening))
        app.router.add_get("/recording", self._known(self._recording))
        app.router.add_get("/picture", self._known(self._picture))
        app.router.add_post("/close", self._known(self._close))
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """No other name for us, no other website, and our headers on every answer."""
        origin = request.headers.get("Origin")
        try:
            if request.host.rpartition(":")[0] not in _HERE or (origin and origin != f"http://{request.host}"):
                raise web.HTTPForbidden
            response = await handler(request)
        except web.HTTPException as refused:
            response = web.Response(status=refused.status, text=refused.reason)
        except Over as over:
            self.closed.set()
            response = web.Response(status=_GONE, text=str(over))
        response.headers.update(_HEADERS)
        return response

    def _known(self, handler: Callable[[web.Request], Awaitable[web.Response]]) -> Handler:
        async def known(request: web.Request) -> web.Response:
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if not compare_digest(given.encode(), self._secret.encode()):
                raise web.HTTPUnauthorized
            if self.closed.is_set() or self._steady() >= self._until:
                raise Over("The recording is closed.")
            self.asked_at = self._steady()
            return await handler(request)

        return known

    async def _file(self, request: web.Request) -> web.Response:
        name, kind = _FILES[request.path]
        return web.Response(body=await asyncio.to_thread((PAGE / name).read_bytes), content_type=kind, charset="utf-8")

    async def _enter(self, request: web.Request) -> web.Response:
        given, ticket = await request.text(), self._ticket
        if not ticket or not compare_digest(given.encode(), ticket.encode()):
            raise web.HTTPGone
        self._ticket = ""
        return web.Response(text=self._secret)

    async def _opening(self, _: web.Request) -> web.Response:
        one = self._opened
        return _json(
            {
                "session": one.session, "number": one.number, "officers": one.officers, "reason": one.reason,
                "reference": one.reference, "seconds": max(self._until - self._steady(), 0.0),
            }
        )  # fmt: skip

    async def _recording(self, request: web.Request) -> web.Response:
        return _json(await self._archive.describe(Describe(_number(request, "after"))))

    async def _picture(self, request: web.Request) -> web.Response:
        answer = await self._archive.show(Show(_number(request, "at"), request.query.get("seen", "")[:400]))
        if isinstance(answer, Same):
            return web.Response(status=204)
        if isinstance(answer, Nothing):
            return _json(answer)
        headers = {"X-At": str(answer.at), "X-Seen": answer.seen}
        return web.Response(body=answer.picture, content_type="image/jpeg", headers=headers)

    async def _close(self, _: web.Request) -> web.Response:
        self.closed.set()
        return web.Response(status=204)


def _json(answer: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


def _number(request: web.Request, name: str) -> int:
    given = request.query.get(name, "0")
    if not (given.isascii() and given.isdigit() and len(given) <= 11):  # noqa: PLR2004 - three years in milliseconds
        raise web.HTTPBadRequest
    return int(given)
