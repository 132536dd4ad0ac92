"""Where the web app is served, and what its page may do: its own scripts, camera and screen, our server."""

from http import HTTPStatus
from pathlib import Path
from typing import get_args

from aiohttp import web

from protocol.link import Language, Operator
from signaling.web_app.shell import File, shell

PATH = "/app/"


def add_routes(app: web.Application, *, operator: Operator, recorders: Path, origin: str) -> None:
    """Adds the web app to the server. `origin`: the only address that its page may talk to."""
    files = shell(operator, recorders)
    headers = _headers(origin)

    async def page(request: web.Request) -> web.StreamResponse:
        return _answer(request, files["index.html"], headers)

    async def file(request: web.Request) -> web.StreamResponse:
        found = files.get(request.match_info["name"])
        if found is None or found.name == "index.html":
            raise web.HTTPNotFound
        return _answer(request, found, headers)

    async def to_page(request: web.Request) -> web.StreamResponse:
        asked = request.query.get("lang", "")
        raise web.HTTPPermanentRedirect(f"{PATH}?lang={asked}" if asked in get_args(Language) else PATH)

    app.router.add_get(PATH.rstrip("/"), to_page)
    app.router.add_get(PATH, page)
    app.router.add_get(PATH + r"{name:[a-z0-9_\-]+\.[a-z]+}", file)


def _answer(request: web.Request, file: File, headers: dict[str, str]) -> web.Response:
    """The file, as small as the browser takes it; nothing, where it has it already."""
    if any(known.value == file.digest for known in request.if_none_match or ()):
        unchanged = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        unchanged.etag = file.digest
        return unchanged
    charset = None if file.kind == "image/png" else "utf-8"
    answer = web.Response(body=file.content, content_type=file.kind, charset=charset, headers=headers)
    answer.etag = file.digest
    if charset:
        answer.enable_compression()
    return answer


def _headers(origin: str) -> dict[str, str]:
    socket = origin.replace("https://", "wss://", 1)
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; "
            f"media-src 'self' blob:; manifest-src 'self'; connect-src 'self' {socket}; form-action 'none'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Permissions-Policy": "camera=(self), display-capture=(self), microphone=(), geolocation=()",
        "Cache-Control": "no-cache",
    }
