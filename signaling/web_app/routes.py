"""Where the web app is served, and what its page may do: its own scripts, camera and screen, our server."""

from http import HTTPStatus
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qsl

from aiohttp import web

from protocol import session_key
from protocol.link import Language, Operator
from protocol.problems import MessageRefused, SessionKeyMalformed
from signaling.pages import body
from signaling.web_app.shell import File, shell

PATH = "/app/"


def add_routes(app: web.Application, *, operator: Operator, recorders: Path, origin: str) -> None:
    """Adds the web app to the server. `origin`: the only address that its page may talk to."""
    files = shell(operator, recorders)
    headers = _headers(origin)

    async def page(request: web.Request) -> web.StreamResponse:
        return _answer(request, files["index.html"], headers)

    async def page_with_key(request: web.Request) -> web.StreamResponse:
        """The page, with the key that the start page has found right: in no address, and typed once."""
        key = await _key(request) if request.headers.get("Origin") == origin else None
        if key is None:
            raise web.HTTPSeeOther(_page_address(request))
        filled_in = files["index.html"].content.replace(b"<html ", f'<html data-key="{key}" '.encode(), 1)
        kept_nowhere = headers | {"Cache-Control": "no-store"}
        return web.Response(body=filled_in, content_type="text/html", charset="utf-8", headers=kept_nowhere)

    async def file(request: web.Request) -> web.StreamResponse:
        found = files.get(request.match_info["name"])
        if found is None or found.name == "index.html":
            raise web.HTTPNotFound
        return _answer(request, found, headers)

    async def to_page(request: web.Request) -> web.StreamResponse:
        raise web.HTTPPermanentRedirect(_page_address(request))

    app.router.add_get(PATH.rstrip("/"), to_page)
    app.router.add_get(PATH, page)
    app.router.add_post(PATH, page_with_key)
    app.router.add_get(PATH + r"{name:[a-z0-9_\-]+\.[a-z]+}", file)


def _page_address(request: web.Request) -> str:
    asked = request.query.get("lang", "")
    return f"{PATH}?lang={asked}" if asked in get_args(Language) else PATH


async def _key(request: web.Request) -> str | None:
    """The key in the form, if it can be one."""
    try:
        form = dict(parse_qsl((await body.read(request)).decode("ascii"), max_num_fields=8))
        return session_key.parse(form.get("key", ""))
    except (MessageRefused, SessionKeyMalformed, ValueError):
        return None


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
