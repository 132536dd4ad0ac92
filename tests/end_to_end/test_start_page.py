"""From the spoken key to the client file, in a real browser, with the real server."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse

from protocol import session_key, wire
from protocol.client_file import ticket_in
from protocol.link import CUSTOMER_PATH, Claimed, ClaimKey, PresentTicket, Refused
from tests.end_to_end.browser import CHROMIUM, Browser, running
from tests.end_to_end.service import Service, agent, new_key, serving

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]

WITHIN = 30.0
"""Seconds in which a page has come or the web app has started; generous."""
CLIENT = b"\x7fELF the one client of every customer"


def put_client(service: Service) -> None:
    (service.state / "downloads" / "help-linux").write_bytes(CLIENT)


async def type_key(browser: Browser, service: Service, key: str) -> None:
    """As a person without a mouse does: the field has the focus already."""
    await browser.open(f"{service.address}/?lang=de")
    await browser.type(session_key.spoken(key))
    await browser.submit()


async def pick_linux(browser: Browser) -> None:
    """It may be a tablet as well, so the page asks."""
    assert "Welches Gerät haben Sie?" in await browser.text()
    await browser.click("button[value=linux]")
    await browser.event("Page.loadEventFired")
    async with asyncio.timeout(WITHIN):
        while "Für Linux herunterladen" not in await browser.text():
            pass


async def said(line: ClientWebSocketResponse, first: ClaimKey | PresentTicket) -> object:
    """What the server answers to a program that says this first."""
    await line.send_str(wire.encode(first).decode())
    return wire.to_customer_program.read(await line.receive_str(timeout=10))


@pytest.mark.promise("P09")
@pytest.mark.promise("P14")
async def test_a_spoken_key_becomes_a_client_that_needs_no_key(tmp_path: Path) -> None:
    (tmp_path / "downloaded").mkdir()
    async with serving(tmp_path) as service, agent(service) as line, running() as browser:
        put_client(service)
        opened = await new_key(line)
        await browser.downloads_to(tmp_path / "downloaded")
        await type_key(browser, service, opened.key)
        await pick_linux(browser)
        assert "Noch drei Schritte" in await browser.text()
        await browser.click("main form button")
        while (await browser.event("Browser.downloadProgress"))["state"] != "completed":
            pass
        file = next((tmp_path / "downloaded").iterdir())
        ticket = ticket_in(file.name)
        assert file.read_bytes() == CLIENT
        assert ticket
        async with service.browser() as http, http.ws_connect(CUSTOMER_PATH, origin=service.address) as customer:
            claimed = await said(customer, PresentTicket(ticket))
        assert isinstance(claimed, Claimed)
        assert claimed.session == opened.session
        async with service.browser() as http, http.ws_connect(CUSTOMER_PATH, origin=service.address) as customer:
            assert isinstance(await said(customer, PresentTicket(ticket)), Refused)
        assert {address.partition("?")[0].removeprefix(service.address) for address in browser.requested} <= {
            "/", "/key", "/download", "/style.css", "/favicon.ico",
        }  # fmt: skip
        assert await browser.read("document.cookie") == ""


@pytest.mark.promise("P14")
async def test_without_a_client_for_this_system_the_typed_key_still_opens_a_session(tmp_path: Path) -> None:
    async with serving(tmp_path) as service, agent(service) as line, running() as browser:
        key = (await new_key(line)).key
        await type_key(browser, service, key)
        assert session_key.spoken(key) in await browser.text()
        await browser.click("ol form button")
        await browser.event("Page.loadEventFired")
        async with asyncio.timeout(WITHIN):
            while await browser.read("document.querySelector('#key')?.value") != session_key.spoken(key):
                pass
        assert await browser.read("location.pathname + location.search") == "/app/?lang=de", "no key in the address"
        put_client(service)
        await type_key(browser, service, key)
        await pick_linux(browser)
        assert "Für Linux herunterladen" in await browser.text()
        await type_key(browser, service, key)
        assert "gilt nicht (mehr)" in await browser.text()
        async with service.browser() as http, http.ws_connect(CUSTOMER_PATH, origin=service.address) as customer:
            renamed = await said(customer, ClaimKey(key))
        assert isinstance(renamed, Claimed), "the program's file may have lost its ticket"
