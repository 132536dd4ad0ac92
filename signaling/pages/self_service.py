"""The customer's own page of the enrolment, reached by a one-time link that the operator's customer centre asks for.

    POST /v1/enrolment-links  (customer centre, with its token)  ──►  an address for the customer who is signed in there
    GET /easysupport/SECRET   ──yes or no──►  POST /easysupport  (the secret is used up by this, not by looking)

The address has the secret in it, because a link has nothing else: it is good once, for half an hour, for one customer's
yes or no, nothing writes it down, and the page sends no referrer.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from aiohttp import web

from protocol.problems import EnrolmentLinkRefused, MessageRefused
from signaling.enrolments import LINK_LIFETIME, Enrolments, Said
from signaling.notices import Notices
from signaling.pages import body
from signaling.pages.words import Words

LINKS_PATH = "/v1/enrolment-links"

Show = Callable[..., web.Response]
"""Draws a page: request, template, values."""


class Wanted(msgspec.Struct):
    """What the customer centre sends."""

    customer: str


@dataclass(frozen=True)
class SelfService:
    """The register, the texts, and what the customer centre proves itself with."""

    enrolments: Enrolments
    notices: Notices
    token: str = field(repr=False)
    origin: str

    async def links(self, request: web.Request) -> web.Response:
        """A new link. For the customer centre only."""
        if (
            request.headers.get("Origin", self.origin) != self.origin
        ):  # no browser is needed here, and none sends a token
            return web.json_response({"problem": "origin-refused"}, status=403)
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(errors="replace"), self.token.encode()):
            return web.json_response({"problem": "token-refused"}, status=401)
        try:
            wanted = msgspec.json.decode(await body.read(request), type=Wanted)
            secret = await self.enrolments.make_link(wanted.customer)
        except (msgspec.DecodeError, UnicodeError, RecursionError, MessageRefused):
            return web.json_response({"problem": MessageRefused.code}, status=400)
        return web.json_response({"url": f"{self.origin}/easysupport/{secret}", "lifetime": LINK_LIFETIME}, status=201)

    async def look(self, request: web.Request, words: Words, show: Show) -> web.Response:
        """How it stands, and the text with its yes or no."""
        secret = request.match_info["secret"]
        customer = await self.enrolments.of_link(secret)
        if customer is None:
            raise EnrolmentLinkRefused
        notice = self.notices.notice("enrolment", words.language)
        (title, _), *blocks = notice.blocks()
        granted = await self.enrolments.is_granted(customer)
        return show(
            request,
            "enrolment.html",
            title=title,
            blocks=blocks,
            version=notice.version,
            granted=granted,
            secret=secret,
        )

    async def decide(self, request: web.Request, form: dict[str, str], words: Words, show: Show) -> web.Response:
        """What the customer said; the link is used up."""
        choice = {"yes": True, "no": False}.get(form.get("choice", ""))
        if choice is None:
            raise MessageRefused
        said = Said(choice, form.get("version", ""), words.language)
        if not await self.enrolments.use_link(form.get("secret", ""), said):
            raise EnrolmentLinkRefused
        # In another language it would have to be said again, and the link is used up.
        return show(request, "enrolled.html", granted=choice, path="")
