"""The two forms: the key, and the file. See `routes` for how they follow each other."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiohttp import web

from protocol import client_file, session_key
from protocol.problems import MessageRefused, SessionKeyRefused, TicketRefused
from signaling.pages import typed_key
from signaling.pages.downloads import Downloads
from signaling.pages.system import System, named, recognise
from signaling.pages.ways import Next, Ways
from signaling.pages.words import Words

APP_PATH = "/app/"
"""Where the web app is, on a server that has it; it takes the key from a form."""

Form = dict[str, str]
Show = Callable[..., web.Response]
"""Draws a page: request, template, values."""
Handler = Callable[[web.Request, Form, Words, Show], Awaitable[web.StreamResponse]]


class Desk(Protocol):
    """What the pages need of the key desk."""

    @property
    def pressed(self) -> bool:
        """Whether a key counts with its extra digits only."""
        ...

    async def is_live(self, key: str, extra: str) -> bool:
        """Whether the key could be claimed now."""
        ...

    async def claim_for_ticket(self, key: str, extra: str) -> str:
        """Uses the key up. Raises `SessionKeyRefused`."""
        ...

    async def ticket_is_good(self, ticket: str) -> bool:
        """Whether a client could still present the ticket."""
        ...


@dataclass(frozen=True)
class KeyForms:
    """What they need."""

    desk: Desk
    downloads: Downloads

    async def key(self, request: web.Request, form: Form, words: Words, show: Show) -> web.StreamResponse:
        """A key leads to what there is for the customer's system; a ticket leads back to the download."""
        picked, extra = named(form.get("system", "")), form.get("extra", "")
        ways = Ways(self.downloads.clients(), _has_app(request))
        if ticket := form.get("ticket", ""):
            return await self._offer(request, ticket, picked, ways, show)
        typed = form.get("key", "")
        key, fault = typed_key.parse(typed, words)
        if fault:
            again = typed_key.to_be_mended(typed)
            return show(request, "start.html", status=400, problem=fault, mistyped=True, typed=again)
        if not await self.desk.is_live(key, extra):
            raise SessionKeyRefused
        guess = recognise(request.headers.get("User-Agent", ""))
        page, system = ways.following(guess, picked)
        if page is Next.DOWNLOAD:
            return await self._offer(request, await self.desk.claim_for_ticket(key, extra), system, ways, show)
        hidden = {"key": key} | ({"extra": extra} if extra else {})
        return show(
            request,
            page.value,
            hidden=hidden,
            again=hidden | ({"system": picked.value} if picked else {}),
            spoken=session_key.spoken(key),
            system=system,
            name=guess.name,
            choices=_choices(ways, page, system),
            app=APP_PATH,
        )

    async def download(self, _request: web.Request, form: Form, _words: Words, _show: Show) -> web.StreamResponse:
        """The client file, under a name that carries the ticket; or the list of digests, or its signature."""
        ticket = form.get("ticket", "")
        await self._check(ticket)
        if wanted := self.downloads.about_all().get(form.get("file", "")):
            return _sent(wanted, wanted.name)
        system = named(form.get("system", ""))
        client = self.downloads.clients().get(system) if system else None
        if client is None:
            raise MessageRefused
        return _sent(client, client_file.named(client.name, ticket))

    async def _check(self, ticket: str) -> None:
        if not ticket or not await self.desk.ticket_is_good(ticket):
            raise TicketRefused

    async def _offer(
        self, request: web.Request, ticket: str, system: System | None, ways: Ways, show: Show
    ) -> web.StreamResponse:
        await self._check(ticket)
        if system is None or system not in ways.clients:
            raise MessageRefused
        client = ways.clients[system]
        return show(
            request,
            Next.DOWNLOAD.value,
            hidden={"ticket": ticket},
            again={"ticket": ticket, "system": system.value},
            system=system,
            file=client_file.named(client.name, ticket),
            digest=await asyncio.to_thread(self.downloads.digest, client),
            about_all=sorted(self.downloads.about_all()),
            choices=[other for other in ways.clients if other is not system],
        )


def _choices(ways: Ways, page: Next, system: System | None) -> list[System]:
    """What else the customer may have. Where that is the question, the likeliest answer is one of them."""
    asked = page in (Next.CHOOSE, Next.TOO_OLD)
    return [other for other in ways.systems(first=system) if asked or other is not system]


def _has_app(request: web.Request) -> bool:
    return any(resource.canonical == APP_PATH for resource in request.app.router.resources())


def _sent(file: Path, name: str) -> web.FileResponse:
    return web.FileResponse(
        file,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
