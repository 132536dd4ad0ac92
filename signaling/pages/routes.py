"""From the session key to a session, in three addresses; and the pages that only tell.

    GET /  ──key──►  POST /key  ──ticket, in a hidden field──►  POST /download  (a file that carries the ticket's name)
                               └─key, where there is no file for the system──►  POST /app/  (the web app)

Keys and tickets never stand in an address. The key is used up only when there is a client to download.
"""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from protocol.link import Operator
from protocol.problems import (
    ConsentOutdated,
    DatabaseUnavailable,
    EnrolmentLinkRefused,
    KeyPageRefused,
    MessageRefused,
    Problem,
    SessionKeyRefused,
    SoftwareFault,
    TicketRefused,
)
from signaling.ceremonies import PATH as SECURITY_KEY_PATH
from signaling.notices import Kind, Notices
from signaling.pages import body, headers, language, typed_key
from signaling.pages.downloads import Downloads
from signaling.pages.key_forms import Desk, KeyForms
from signaling.pages.key_forms import Handler as KeyForm
from signaling.pages.key_page import SCRIPT, KeyPage
from signaling.pages.self_service import LINKS_PATH, SelfService
from signaling.pages.words import WORDS, Words
from words import of_problem

_HERE = Path(__file__).parent
_STATUS: dict[type[Problem], int] = {
    MessageRefused: 400,
    SessionKeyRefused: 403,
    TicketRefused: 403,
    EnrolmentLinkRefused: 403,
    KeyPageRefused: 403,
    ConsentOutdated: 409,
    SoftwareFault: 500,
    DatabaseUnavailable: 503,
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(
    app: web.Application,
    desk: Desk,
    notices: Notices,
    *,
    operator: Operator,
    downloads: Path,
    origin: str,
    self_service: SelfService | None = None,
    key_page: KeyPage | None = None,
) -> None:
    """Adds the pages to the server. `origin` is the only address whose forms are accepted.

    `self_service`: of operators with enrolment. `key_page`: of servers with agents.
    """
    pages = _Pages(desk, notices, operator, origin)
    forms = KeyForms(desk, Downloads(downloads))
    app.on_response_prepare.append(headers.protect)
    app.middlewares.append(pages.lost)
    app.router.add_get("/", pages.start)
    app.router.add_get("/terms", pages.notice("terms"))
    app.router.add_get("/privacy", pages.notice("privacy"))
    app.router.add_get("/contact", pages.contact)
    app.router.add_get("/style.css", pages.style)
    app.router.add_get("/key", pages.back)
    app.router.add_get("/download", pages.back)
    app.router.add_post("/key", pages.answering(pages.filling_in(forms.key)))
    app.router.add_post("/download", pages.answering(pages.filling_in(forms.download)))
    if self_service:
        app.router.add_post(LINKS_PATH, self_service.links)
        app.router.add_get("/easysupport/{secret}", pages.looking(self_service))
        app.router.add_post("/easysupport", pages.answering(pages.deciding(self_service)))
    if key_page:
        app.router.add_get(SECURITY_KEY_PATH + "/{ticket}", pages.looking(key_page))
        app.router.add_post(SECURITY_KEY_PATH + "/{ticket}", pages.keyed(key_page))
        app.router.add_get(SECURITY_KEY_PATH + ".js", key_page.script)


class _Pages:
    def __init__(self, desk: Desk, notices: Notices, operator: Operator, origin: str) -> None:
        self._desk, self._notices, self._operator, self._origin = desk, notices, operator, origin
        self._style = (_HERE / "style.css").read_text(encoding="utf-8")
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.globals.update(
            operator=operator,
            style=_mark(self._style),
            script=_mark(SCRIPT),
            problem="",
            mistyped=False,
            typed="",
            key_typed="",
            again={},
        )

    # Pages that only tell.

    async def start(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, "start.html")

    def notice(self, kind: Kind) -> Handler:
        async def show(request: web.Request) -> web.StreamResponse:
            notice = self._notices.notice(kind, _words(request).language)
            (title, _), *blocks = notice.blocks()
            return self._page(request, "notice.html", title=title, blocks=blocks, version=notice.version)

        return show

    async def contact(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, "contact.html")

    async def style(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(
            text=self._style, content_type="text/css", headers={"Cache-Control": "public, max-age=86400"}
        )

    async def back(self, request: web.Request) -> web.StreamResponse:
        """To the start, for somebody who typed or stored the address of a form."""
        raise web.HTTPSeeOther(f"/?lang={_words(request).language}")

    @web.middleware
    async def lost(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """An address that does not exist gets the start page, and a sentence that says so."""
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return self._page(request, "start.html", status=404, problem=_words(request).no_such_page)

    # Forms.

    def answering(self, handler: Handler) -> Handler:
        """`handler`, refused to other sites, its problems shown on the start page."""

        async def answer(request: web.Request) -> web.StreamResponse:
            origin, words = request.headers.get("Origin"), _words(request)
            if origin != self._origin:  # a browser that sends none is older than anything that is still mended
                text = words.wrong_address.format(origin=self._origin) if origin else words.old_browser
                return self._page(request, "start.html", status=403, problem=text)
            try:
                return await handler(request)
            except Problem as problem:
                return self._refusal(request, problem)

        return answer

    def filling_in(self, form: KeyForm) -> Handler:
        """What a form of the key's is answered with."""

        async def fill_in(request: web.Request) -> web.StreamResponse:
            filled_in, words = await _form(request), _words(request)
            try:
                return await form(request, filled_in, words, self._page)
            except SessionKeyRefused as refused:
                said = {"problem": of_problem(refused, words.language), "mistyped": True}
                key = typed_key.spoken(filled_in.get("key", ""))
                return self._page(request, "start.html", status=_STATUS[SessionKeyRefused], key_typed=key, **said)
            except TicketRefused:
                return self._page(request, "start.html", status=_STATUS[TicketRefused], problem=words.download_over)

        return fill_in

    def looking(self, linked: SelfService | KeyPage) -> Handler:
        """The page that a one-time link leads to."""

        async def look(request: web.Request) -> web.StreamResponse:
            try:
                return await linked.look(request, _words(request), self._page)
            except Problem as problem:
                return self._refusal(request, problem)

        return look

    def keyed(self, key_page: KeyPage) -> Handler:
        """A security key's answer, sent by the page's script."""

        async def answer(request: web.Request) -> web.StreamResponse:
            return await key_page.answer(request, _words(request))

        return answer

    def deciding(self, self_service: SelfService) -> Handler:
        """The customer's yes or no."""

        async def decide(request: web.Request) -> web.StreamResponse:
            return await self_service.decide(request, await _form(request), _words(request), self._page)

        return decide

    def _refusal(self, request: web.Request, problem: Problem) -> web.Response:
        status, text = _STATUS.get(type(problem), 500), of_problem(problem, _words(request).language)
        if isinstance(problem, EnrolmentLinkRefused | KeyPageRefused):  # no page for somebody who has no key to type
            path = request.path if request.method == "GET" else ""
            template = "link_refused.html" if isinstance(problem, EnrolmentLinkRefused) else "security_key_refused.html"
            return self._page(request, template, status=status, problem=text, path=path)
        return self._page(request, "start.html", status=status, problem=text)

    def _page(self, request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
        path = request.path if request.method == "GET" and status == HTTPStatus.OK else "/"
        values = {"words": _words(request), "path": path, "pressed": self._desk.pressed} | values
        html = self._templates.get_template(template).render(values)
        return web.Response(text=html, status=status, content_type="text/html", headers=headers.WITH_FORM)


def _mark(text: str) -> str:
    """Changes with a file, so that no browser takes an older one for it."""
    return sha256(text.encode()).hexdigest()[:8]


def _words(request: web.Request) -> Words:
    return WORDS[language.chosen(request.query.get("lang"), request.headers.get("Accept-Language", ""))]


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a small form. Raises `MessageRefused` for anything else."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise MessageRefused
    try:
        content = (await body.read(request)).decode("ascii")
        return dict(parse_qsl(content, keep_blank_values=True, max_num_fields=8, errors="strict"))
    except ValueError:
        raise MessageRefused from None
