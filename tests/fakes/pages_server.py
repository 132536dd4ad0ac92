"""The pages on an address of their own, with a key desk and a register of enrolments in memory: for real browsers."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from protocol.link import Operator
from protocol.problems import KeyPageRefused
from signaling.ceremonies import Asked, Ceremonies, Kind
from signaling.enrolments import Enrolments, Said
from signaling.notices import SHIPPED, Notices
from signaling.pages import add_routes
from signaling.pages.key_forms import APP_PATH
from signaling.pages.key_page import KeyPage
from signaling.pages.self_service import SelfService
from signaling.security_keys import Site
from tests.fakes.desk import FakeDesk

OPERATOR = Operator("Musterdienst", "0800 123 45 67", "datenschutz@musterdienst.example")
KEY = "4819203"
GRANTED, NOT_GRANTED, USED = "granted", "not-granted", "used"
"""Secrets of one-time links: what their customer has said so far; or the link was used."""


class PatientDesk(FakeDesk):
    """The one key can be claimed again and again."""

    async def claim_for_ticket(self, key: str, extra: str = "") -> str:
        ticket = await super().claim_for_ticket(key, extra)
        self.live.add(key)
        return ticket


class FakeEnrolments(Enrolments):
    """Two customers, whose links can be used again and again."""

    def __init__(self) -> None:
        """Without a register behind it."""

    async def of_link(self, secret: str) -> bytes | None:
        return secret.encode() if secret in (GRANTED, NOT_GRANTED) else None

    async def is_granted(self, customer: bytes) -> bool:
        return customer == GRANTED.encode()

    async def use_link(self, secret: str, _said: Said) -> bool:
        return secret != USED


class FakeCeremonies(Ceremonies):
    """One page of each kind; what a key answers is never right."""

    def __init__(self, site: Site) -> None:
        """Without agents and keys behind it."""
        self._site = site

    async def look(self, ticket: str) -> Asked:
        challenge = bytes(32)
        if ticket == Kind.MAKE:
            return Asked(Kind.MAKE, self._site.to_make(challenge, 1, "muster", "Anna Muster", []))
        if ticket == Kind.USE:
            return Asked(Kind.USE, self._site.to_use(challenge))
        raise KeyPageRefused

    async def answer(self, _ticket: str, _answer: bytes) -> str:
        raise KeyPageRefused


@dataclass(frozen=True)
class Pages:
    """Where they are, and the desk behind them."""

    address: str
    desk: PatientDesk


async def _web_app(_request: web.Request) -> web.Response:
    return web.Response(text="<!DOCTYPE html><html lang=de><title>App</title><p>App", content_type="text/html")


@asynccontextmanager
async def pages(folder: Path, *, clients: bool = True, app: bool = True) -> AsyncIterator[Pages]:
    """The pages; with files for Windows and Linux, and with the web app, or without."""
    for name in ("fernhilfe-windows.exe", "fernhilfe-linux", "SHA256SUMS", "SHA256SUMS.sig") if clients else ():
        (folder / name).write_bytes(b"client")
    listening = socket.create_server(("127.0.0.1", 0))
    served = Pages(f"http://127.0.0.1:{listening.getsockname()[1]}", PatientDesk(KEY))
    notices = Notices.read(SHIPPED, OPERATOR)
    service = SelfService(FakeEnrolments(), notices, "token", served.address)
    site = web.Application()
    add_routes(
        site, served.desk, notices, operator=OPERATOR, downloads=folder, origin=served.address, self_service=service,
        key_page=KeyPage(FakeCeremonies(Site(served.address, OPERATOR.name)), served.address),
    )  # fmt: skip
    if app:
        site.router.add_post(APP_PATH, _web_app)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        yield served
    finally:
        await runner.cleanup()
