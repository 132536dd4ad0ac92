"""The pages over HTTP, with a key desk in memory."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from jinja2.bccache import Bucket, BytecodeCache

from logs import AllowList
from protocol.client_file import ticket_in
from protocol.link import Operator
from protocol.problems import DatabaseUnavailable
from signaling.notices import SHIPPED, Notices
from signaling.pages import add_routes, routes
from signaling.pages import body as bodies
from tests.fakes.desk import EXTRA, FakeDesk

ORIGIN = "https://help.example.org"
OPERATOR = Operator("Musterdienst <1&1>", "0800 000000", "datenschutz@example.org")
KEY = "4819203"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Canary-7f3a"
CANARY = "Canary-7f3a"
PAGE_LIMIT = 30_000
CLIENT_BYTES = b"MZ the one signed client"

Client = TestClient[web.Request, web.Application]
Start = Callable[[web.Application], Awaitable[Client]]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(KEY)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "help-windows.exe").write_bytes(CLIENT_BYTES)
    return tmp_path / "downloads"


class Compiled(BytecodeCache):
    """Templates that some test compiled before."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return Compiled()


@pytest.fixture
async def browser(
    aiohttp_client: Start, desk: FakeDesk, downloads: Path, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> Client:
    monkeypatch.setattr(routes, "Environment", partial(routes.Environment, bytecode_cache=compiled))
    app = web.Application()
    add_routes(app, desk, Notices.read(SHIPPED, OPERATOR), operator=OPERATOR, downloads=downloads, origin=ORIGIN)
    return await aiohttp_client(app)


async def post(browser: Client, path: str, user_agent: str = WINDOWS, **fields: str) -> ClientResponse:
    return await browser.post(path, data=fields, headers={"Origin": ORIGIN, "User-Agent": user_agent})


def ticket_on(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


class Outline(HTMLParser):
    """What a screen reader finds: labels, fields, and every address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.labelled: set[str | None] = set()
        self.fields: set[str | None] = set()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag == "label":
            self.labelled.add(given["for"])
        if tag == "input" and given.get("type") != "hidden":
            self.fields.add(given["id"])
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


@pytest.mark.promise("P09")
@pytest.mark.parametrize("path", ["/", "/terms", "/privacy", "/contact"])
async def test_a_page_needs_no_script_no_cookie_and_nobody_else(browser: Client, path: str) -> None:
    response = await browser.get(path)
    page = await response.text()
    outline = Outline(page)
    assert response.status == 200
    assert "Set-Cookie" not in response.headers
    assert not outline.tags & {"script", "iframe", "img", "object", "embed", "style"}
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in outline.addresses)
    assert outline.fields == outline.labelled
    assert len(page.encode()) + len(await (await browser.get("/style.css")).read()) < PAGE_LIMIT


@pytest.mark.parametrize("path", ["/", "/terms", "/nowhere", "/style.css"])
async def test_every_response_forbids_the_browser_what_is_not_needed(browser: Client, path: str) -> None:
    headers = (await browser.get(path)).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Strict-Transport-Security"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert "Server" not in headers
    assert "Accept-CH" not in headers


@pytest.mark.promise("P13")
@pytest.mark.parametrize("language", ["de", "en"])
async def test_terms_and_privacy_notice_are_one_click_from_the_key_field(browser: Client, language: str) -> None:
    start = Outline(await (await browser.get(f"/?lang={language}")).text())
    for path in (f"/terms?lang={language}", f"/privacy?lang={language}", f"/contact?lang={language}"):
        assert path in start.addresses
        page = await (await browser.get(path)).text()
        assert f'<html lang="{language}">' in page
    assert OPERATOR.data_protection in page


@pytest.mark.promise("P22")
@pytest.mark.parametrize("path", ["/", "/terms", "/privacy", "/contact"])
async def test_every_page_says_whom_to_ask(browser: Client, path: str) -> None:
    assert OPERATOR.support in await (await browser.get(path)).text()


async def test_the_language_follows_the_browser_and_the_switch(browser: Client) -> None:
    german = await (await browser.get("/", headers={"Accept-Language": "de"})).text()
    assert "Sitzungsschlüssel" in german
    assert 'href="/?lang=en"' in german
    switched = await (await browser.get("/?lang=en", headers={"Accept-Language": "de"})).text()
    assert "Session key" in switched


async def test_the_operators_name_is_text_and_never_markup(browser: Client) -> None:
    page = await (await browser.get("/")).text()
    assert "Musterdienst &lt;1&amp;1&gt;" in page
    assert OPERATOR.name not in page


@pytest.mark.promise("P14")
@pytest.mark.parametrize("typed", ["4819203", "481 92 03", " 481-92-03 "])
async def test_the_right_key_leads_to_the_client_of_this_system(browser: Client, desk: FakeDesk, typed: str) -> None:
    page = await (await post(browser, "/key", key=typed)).text()
    response = await post(browser, "/download", ticket=ticket_on(page), system="windows")
    assert await response.read() == CLIENT_BYTES
    disposition = response.content_disposition
    assert disposition
    assert disposition.type == "attachment"
    assert ticket_in(disposition.filename or "") == desk.tickets[0]
    assert desk.live == set()


@pytest.mark.promise("P14")
async def test_nothing_is_downloadable_without_a_ticket(browser: Client) -> None:
    for fields in ({}, {"ticket": ""}, {"ticket": "guessed"}):
        response = await post(browser, "/download", system="windows", **fields)
        assert response.status == 403
        assert CLIENT_BYTES not in await response.read()
    for path in ("/downloads/help-windows.exe", "/help-windows.exe", "/../downloads/help-windows.exe"):
        response = await browser.get(path)
        assert response.status == 404
        assert CLIENT_BYTES not in await response.read()


@pytest.mark.parametrize("path", ["/key", "/download"])
async def test_the_stored_address_of_a_form_leads_back_to_the_start(browser: Client, path: str) -> None:
    response = await browser.get(f"{path}?lang=en", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/?lang=en")


async def test_a_page_that_does_not_exist_leads_to_one_that_does(browser: Client) -> None:
    response = await browser.get("/nowhere?lang=en")
    page = await response.text()
    assert response.status == 404
    assert "This page does not exist" in page
    assert 'href="/?lang=de"' in page


@pytest.mark.promise("P14")
async def test_before_the_key_nothing_says_which_clients_there_are(browser: Client) -> None:
    assert "windows" not in (await (await browser.get("/")).text()).lower()


def without_what_was_typed(page: str) -> str:
    """The person who typed it knows it, and it is as long as every other."""
    return re.sub(r"Sie: \d{3} \d\d \d\d", "Sie: ", page)


async def test_a_file_that_is_not_to_be_had_any_more_is_told_from_a_wrong_key(browser: Client, desk: FakeDesk) -> None:
    ticket = ticket_on(await (await post(browser, "/key", key=KEY)).text())
    desk.tickets.clear()  # used by the program that was downloaded, or too old
    for path in ("/key", "/download"):
        answer = await post(browser, path, ticket=ticket, system="windows")
        page = await answer.text()
        assert answer.status == 403
        assert "nicht mehr zum Herunterladen" in page
        assert "aria-invalid" not in page


@pytest.mark.promise("P14")
async def test_a_wrong_key_gets_one_answer_whatever_is_wrong_with_it(browser: Client, desk: FakeDesk) -> None:
    await desk.claim_for_ticket(KEY)
    used = await post(browser, "/key", key=KEY)
    for wrong in ("0000000", "9999999", "481 92 04"):
        answer = await post(browser, "/key", key=wrong)
        assert answer.status == used.status == 403
        assert without_what_was_typed(await answer.text()) == without_what_was_typed(await used.text())
    assert "gilt nicht (mehr)" in await used.text()
    assert "Eingegeben haben Sie: 481 92 03" in await used.text()


async def test_what_cannot_be_a_key_is_said_beside_the_field_and_stays_there_to_be_mended(
    browser: Client, desk: FakeDesk
) -> None:
    desk.broken = ValueError("nobody asks the desk")
    for typed, said, mended in (
        ("", "Ziffern ein", ""),
        ("481 92", "5 von 7", "48192"),
        ('48192o3"<b>', "6 von 7", "48192o3b"),
    ):
        response = await post(browser, "/key", key=typed)
        page = await response.text()
        assert response.status == 400
        assert said in page
        assert f'name="key" value="{mended}"' in page
        assert 'aria-describedby="problem hint"' in page
        assert "<title>Fehler:" in page


async def test_what_is_no_fault_of_the_key_is_not_said_at_its_field(browser: Client) -> None:
    page = await (await browser.get("/nowhere")).text()
    assert "Diese Seite gibt es nicht" in page
    assert "aria-invalid" not in page
    assert "<title>Fehler:" not in page


async def test_two_browsers_with_one_key_get_one_download(browser: Client) -> None:
    first = await post(browser, "/key", key=KEY)
    second = await post(browser, "/key", key=KEY)
    assert (first.status, second.status) == (200, 403)


@pytest.mark.promise("P14")
async def test_without_a_client_for_this_system_the_key_stays_live(browser: Client, desk: FakeDesk) -> None:
    page = await (await post(browser, "/key", "Mozilla/5.0 (X11; Linux x86_64)", key=KEY)).text()
    assert "481 92 03" in page
    assert "gilt weiter" in page
    assert desk.live == {KEY}


async def test_a_system_picked_by_hand_counts_more_than_the_browsers(browser: Client, desk: FakeDesk) -> None:
    page = await (await post(browser, "/key", "something unheard of", key=KEY, system="windows")).text()
    assert ticket_on(page) == desk.tickets[0]


async def test_without_any_client_nothing_is_offered(browser: Client, desk: FakeDesk, downloads: Path) -> None:
    (downloads / "help-windows.exe").unlink()
    page = await (await post(browser, "/key", key=KEY)).text()
    assert "<button name=" not in page
    assert desk.live == {KEY}


async def test_the_language_can_be_switched_after_the_key_was_used(browser: Client) -> None:
    page = await (await post(browser, "/key", key=KEY)).text()
    again = await (await post(browser, "/key?lang=en", ticket=ticket_on(page), system="windows")).text()
    assert "Download for Windows" in again
    assert "English" not in again
    assert ticket_on(again) == ticket_on(page)


async def test_a_system_without_a_client_cannot_be_downloaded(browser: Client) -> None:
    ticket = ticket_on(await (await post(browser, "/key", key=KEY)).text())
    for system in ("linux", "beos", ""):
        assert (await post(browser, "/download", ticket=ticket, system=system)).status == 400
        assert (await post(browser, "/key", ticket=ticket, system=system)).status == 400


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://help.example.org", ORIGIN + ".evil"])
async def test_a_form_of_another_site_is_refused(browser: Client, desk: FakeDesk, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    response = await browser.post("/key", data={"key": KEY}, headers=headers)
    assert response.status == 403
    assert (ORIGIN if origin else "in einem anderen, zum Beispiel") in await response.text()
    assert desk.live == {KEY}


async def test_a_body_that_is_no_small_form_is_refused(browser: Client, desk: FakeDesk) -> None:
    form, origin = "application/x-www-form-urlencoded", {"Origin": ORIGIN}
    for body, kind in (
        (b"key=%ff%fe", form),
        (b"key=" + b"1" * 5000, form),
        (b"&".join(b"k%d=1" % n for n in range(20)), form),
        ("key=ü".encode(), form),
        (b'{"key": "4819203"}', "application/json"),
        (
            b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n4819203\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ):
        response = await browser.post("/key", data=body, headers=origin | {"Content-Type": kind})
        assert response.status == 400, body
    assert desk.live == {KEY}


async def test_a_form_that_stops_in_the_middle_is_not_waited_for(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "WITHIN", 0.05)
    reader, writer = await asyncio.open_connection(browser.host, browser.port)
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99"
    writer.write(f"POST /key HTTP/1.1\r\nHost: help\r\nOrigin: {ORIGIN}\r\n{form}\r\n\r\nkey=48".encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 400")
    writer.close()
    await writer.wait_closed()


async def test_what_the_desk_cannot_do_is_said_in_plain_words(browser: Client, desk: FakeDesk) -> None:
    desk.broken = DatabaseUnavailable()
    response = await post(browser, "/key", key=KEY)
    assert response.status == 503
    assert DatabaseUnavailable.de in await response.text()


async def test_extra_digits_are_asked_for_while_very_many_guess_and_only_then(browser: Client, desk: FakeDesk) -> None:
    assert 'name="extra"' not in await (await browser.get("/")).text()
    desk.pressed = True
    page = await (await browser.get("/")).text()
    outline = Outline(page)
    assert {"key", "extra"} == outline.fields <= outline.labelled
    refused = await post(browser, "/key", key=KEY)
    assert refused.status == 403
    assert 'name="extra"' in await refused.text()
    assert (await post(browser, "/key", key=KEY, extra=EXTRA)).status == 200


@pytest.mark.promise("P14")
@pytest.mark.parametrize("pressed", [False, True])
async def test_a_key_that_is_refused_is_refused_with_the_same_bytes_whatever_is_wrong_with_it(
    browser: Client, desk: FakeDesk, pressed: bool
) -> None:
    desk.pressed = pressed
    answers = set()
    for key, extra in (("0000000", ""), ("0000000", EXTRA), (KEY, "" if pressed else "x"), (KEY, "0")):
        if key == KEY and not pressed:
            continue
        answer = await post(browser, "/key", key=key, extra=extra)
        headers = tuple((name, value) for name, value in answer.raw_headers if name != b"Date")
        answers.add((answer.status, headers, without_what_was_typed(await answer.text())))
    assert len(answers) == 1


async def test_extra_digits_stay_with_the_key_where_there_is_no_client(browser: Client, desk: FakeDesk) -> None:
    desk.pressed = True
    page = await (await post(browser, "/key", user_agent="X11; Linux", key=KEY, extra=EXTRA)).text()
    assert page.count(f'<input type="hidden" name="extra" value="{EXTRA}">') == 2, "other language, other system"


@pytest.mark.promise("P17")
async def test_the_user_agent_leaves_no_trace_even_when_a_request_fails(
    browser: Client, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(AllowList())
    answers = [await browser.get(path, headers={"User-Agent": WINDOWS}) for path in ("/", "/terms", "/nowhere")]
    answers.append(await post(browser, "/key", key="nonsense"))
    answers.append(await post(browser, "/key", key="0000000"))
    answers.append(await post(browser, "/key", key=KEY))
    desk.broken = ValueError("the desk fell over")
    answers.append(await post(browser, "/key", key=KEY))
    assert answers[-1].status == 500
    for answer in answers:
        assert CANARY not in await answer.text()
        assert CANARY not in str(answer.headers)
    assert CANARY not in caplog.text
    assert CANARY not in str([vars(record) for record in caplog.records])
