"""What is particular to a system. The way from key to file is in `test_routes.py`."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from protocol.link import Operator
from signaling.notices import SHIPPED, Notices
from signaling.pages import add_routes
from signaling.pages.key_forms import APP_PATH
from signaling.pages.system import System
from tests.fakes.desk import EXTRA, FakeDesk

ORIGIN = "https://help.example.org"
OPERATOR = Operator("Musterdienst", "0800 000000", "datenschutz@example.org")
KEY = "4819203"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
OLD = "Mozilla/5.0 (Windows NT 6.1; Win64; x64)"
PAGE_LIMIT = 30_000
SUMS = b"0123  help-windows.exe\n"

Client = TestClient[web.Request, web.Application]
Start = Callable[[web.Application], Awaitable[Client]]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(KEY)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    for name in ("help-windows.exe", "help-linux"):
        (tmp_path / name).write_bytes(b"client")
    return tmp_path


@pytest.fixture
def app(desk: FakeDesk, downloads: Path) -> web.Application:
    made = web.Application()
    add_routes(made, desk, Notices.read(SHIPPED, OPERATOR), operator=OPERATOR, downloads=downloads, origin=ORIGIN)
    return made


async def nothing(_request: web.Request) -> web.Response:
    return web.Response()


@pytest.fixture
async def with_app(aiohttp_client: Start, app: web.Application) -> Client:
    app.router.add_post(APP_PATH, nothing)
    return await aiohttp_client(app)


@pytest.fixture
async def without_app(aiohttp_client: Start, app: web.Application) -> Client:
    return await aiohttp_client(app)


async def post(browser: Client, path: str, user_agent: str = WINDOWS, **fields: str) -> ClientResponse:
    return await browser.post(path, data=fields, headers={"Origin": ORIGIN, "User-Agent": user_agent})


async def page(browser: Client, user_agent: str, path: str = "/key", **fields: str) -> str:
    return await (await post(browser, path, user_agent, **{"key": KEY, **fields})).text()


def offered(html: str) -> set[str]:
    return set(re.findall(r'name="system" value="([a-z]+)"', html))


@pytest.mark.promise("P10")
async def test_a_phone_is_led_to_the_web_app_and_its_key_stays_live(with_app: Client, desk: FakeDesk) -> None:
    html = await page(with_app, PHONE)
    assert f'action="{APP_PATH}?lang=de"' in html
    assert f'<input type="hidden" name="key" value="{KEY}">' in html
    assert "481 92 03" in html
    assert desk.live == {KEY}


async def needs_nothing(browser: Client, user_agent: str) -> None:
    """What follows the key is light, and needs no script, no cookie and nobody else."""
    response = await post(browser, "/key", user_agent, key=KEY)
    html, style = await response.text(), await (await browser.get("/style.css")).text()
    assert len((html + style).encode()) < PAGE_LIMIT
    assert "Set-Cookie" not in response.headers
    assert not re.findall(r"<script|<img|<iframe|<style|style=|src=|url\(|@import", html + style)
    assert all(address.startswith(("/", "#")) for address in re.findall(r'(?:href|action)="([^"]*)"', html))


@pytest.mark.promise("P09")
@pytest.mark.parametrize("user_agent", [WINDOWS, LINUX, PHONE, OLD])
async def test_the_way_through_the_web_app_needs_nothing(with_app: Client, user_agent: str) -> None:
    await needs_nothing(with_app, user_agent)


@pytest.mark.promise("P09")
@pytest.mark.parametrize("user_agent", [LINUX, PHONE])
async def test_the_way_without_the_web_app_needs_nothing(without_app: Client, user_agent: str) -> None:
    await needs_nothing(without_app, user_agent)


async def test_without_a_web_app_a_phone_is_not_sent_there(without_app: Client, desk: FakeDesk) -> None:
    html = await page(without_app, PHONE)
    assert APP_PATH not in html
    assert "481 92 03" in html
    assert offered(html) == {"windows", "linux"}
    assert desk.live == {KEY}


async def test_everything_that_is_offered_leads_somewhere(with_app: Client, desk: FakeDesk) -> None:
    assert offered(await page(with_app, "something unheard of")) == {system.value for system in System}
    for system in System:
        desk.live.add(KEY)
        html = await page(with_app, "something unheard of", system=system.value)
        assert ("/download" in html) == (system in (System.WINDOWS, System.LINUX))
        assert (APP_PATH in html) == (system not in (System.WINDOWS, System.LINUX))


@pytest.mark.promise("P08")
async def test_a_system_that_is_too_old_is_refused_with_what_to_do_and_can_be_corrected(
    with_app: Client, desk: FakeDesk
) -> None:
    html = await page(with_app, OLD)
    assert "Windows 7" in html
    assert "481 92 03" in html
    assert "/download" not in html
    assert desk.live == {KEY}
    assert offered(html) == {system.value for system in System}
    assert "/download" in await page(with_app, OLD, system="windows")


async def test_what_may_be_a_tablet_is_asked_before_its_key_is_used_up(with_app: Client, desk: FakeDesk) -> None:
    html = await page(with_app, LINUX)
    assert {"linux", "android"} <= offered(html)
    assert desk.live == {KEY}


async def test_a_file_of_linux_comes_with_how_to_start_it(without_app: Client, desk: FakeDesk) -> None:
    html = await page(without_app, LINUX)
    assert "Ausführbar als Programm" in html
    assert f"chmod +x help-linux.{desk.tickets[0]} &amp;&amp; ./help-linux.{desk.tickets[0]}" in html
    desk.live.add(KEY)
    assert "chmod" not in await page(without_app, WINDOWS)


@pytest.mark.parametrize("user_agent", [PHONE, OLD, "something unheard of"])
async def test_extra_digits_stay_with_the_key(with_app: Client, desk: FakeDesk, user_agent: str) -> None:
    desk.pressed = True
    html = await page(with_app, user_agent, extra=EXTRA)
    assert html.count(f'<input type="hidden" name="extra" value="{EXTRA}">') == 2, "other language, other system"


@pytest.mark.promise("P14")
async def test_the_digests_and_their_signature_are_there_for_who_has_a_ticket(
    without_app: Client, desk: FakeDesk, downloads: Path
) -> None:
    (downloads / "SHA256SUMS").write_bytes(SUMS)
    html = await page(without_app, WINDOWS)
    assert 'name="file" value="SHA256SUMS"' in html
    assert "SHA256SUMS.sig" not in html
    ticket = desk.tickets[0]
    assert await (await post(without_app, "/download", ticket=ticket, file="SHA256SUMS")).read() == SUMS
    assert (await post(without_app, "/download", ticket="guessed", file="SHA256SUMS")).status == 403
    assert (await post(without_app, "/download", ticket=ticket, file="SHA256SUMS.sig")).status == 400
    (downloads / "SHA256SUMS.sig").write_bytes(b"signed")
    assert await (await post(without_app, "/download", ticket=ticket, file="SHA256SUMS.sig")).read() == b"signed"
