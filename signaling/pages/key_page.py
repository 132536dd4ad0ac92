"""The page on which an agent's security key is made or used. It has a script: a browser has no other way to the key.

GET /security-key/TICKET  ──►  button  ──►  POST /security-key/TICKET, the key's answer  ──►  the agent's program
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from protocol.problems import DatabaseUnavailable, KeyPageRefused, Problem
from signaling.ceremonies import Ceremonies, Kind
from signaling.pages import body, headers
from signaling.pages.words import Words
from words import of_problem

_BODY_LIMIT = 16 * 1024
SCRIPT = (Path(__file__).parent / "security_key.js").read_text(encoding="utf-8")

Show = Callable[..., web.Response]
"""Draws a page: request, template, values."""


@dataclass(frozen=True)
class KeyPage:
    """The pages of all ceremonies."""

    ceremonies: Ceremonies
    origin: str

    async def look(self, request: web.Request, words: Words, show: Show) -> web.Response:
        """What the key is for, and a button. Raises `KeyPageRefused`."""
        asked = await self.ceremonies.look(request.match_info["ticket"])
        makes = asked.kind is Kind.MAKE
        texts = {
            "waiting": words.security_key_waiting,
            "again": words.security_key_again,
            "unsent": words.security_key_unsent,
            "old": words.security_key_old_browser,
        }
        page = show(
            request,
            "security_key.html",
            title=words.security_key_make if makes else words.security_key_use,
            lead=words.security_key_make_lead if makes else words.security_key_use_lead,
            button=words.security_key_make_button if makes else words.security_key_use_button,
            kind=asked.kind.value,
            options=asked.options,
            texts=json.dumps(texts),
        )
        page.headers.update(headers.WITH_SCRIPT)
        return page

    async def answer(self, request: web.Request, words: Words) -> web.Response:
        """What the key said; then the browser goes where this says."""
        try:
            if request.headers.get("Origin") != self.origin or request.content_type != "application/json":
                raise KeyPageRefused
            said = await body.read(request, _BODY_LIMIT)
            following = await self.ceremonies.answer(request.match_info["ticket"], said)
        except Problem as problem:
            why = {"problem": of_problem(problem, words.language)}
            away = isinstance(problem, DatabaseUnavailable)
            return web.json_response(why, status=HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.FORBIDDEN)
        return web.json_response({"next": following})

    async def script(self, _request: web.Request) -> web.Response:
        """The same for everybody."""
        return web.Response(
            text=SCRIPT, content_type="text/javascript", headers={"Cache-Control": "public, max-age=86400"}
        )
