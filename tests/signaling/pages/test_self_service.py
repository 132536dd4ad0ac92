import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from protocol.problems import EnrolmentLinkRefused
from signaling.settings import Settings
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import ORIGIN, Running, running
from tests.fakes.signaling_parts import IN_FORCE

CUSTOMER = "815"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(Settings(state=str(tmp_path)), open_database=MemoryDatabase) as server:
        yield server


@pytest.fixture
async def http(at: Running) -> AsyncIterator[ClientSession]:
    async with ClientSession(at.url) as http:
        yield http


async def _path(at: Running, http: ClientSession) -> str:
    """Where a new link of the customer centre leads."""
    token = at.server.settings.customer_centre_token.read_text()
    given = {"Authorization": f"Bearer {token}"}
    async with http.post("/v1/enrolment-links", json={"customer": CUSTOMER}, headers=given) as made:
        assert made.status == 201
        url: str = (await made.json())["url"]
    assert url.startswith(ORIGIN + "/easysupport/")
    return url.removeprefix(ORIGIN)


async def _decide(http: ClientSession, path: str, choice: str, language: str = "de") -> tuple[int, str]:
    form = {"secret": path.rpartition("/")[2], "version": IN_FORCE, "choice": choice}
    headers = {"Origin": ORIGIN}
    async with http.post(f"/easysupport?lang={language}", data=form, headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.promise("P02")
async def test_a_customer_agrees_and_withdraws_each_with_a_link_of_its_own(at: Running, http: ClientSession) -> None:
    for choice, before, after in (
        ("yes", "zurzeit nicht freigeschaltet", "EasySupport ist freigeschaltet"),
        ("no", "ist für Sie freigeschaltet", "EasySupport ist widerrufen"),
    ):
        path = await _path(at, http)
        async with http.get(path + "?lang=de") as page:
            text = await page.text()
        assert before in text
        assert f'value="{choice}"' in text
        status, said = await _decide(http, path, choice)
        assert (status, after in said) == (200, True)
        assert (await _decide(http, path, choice))[0] == 403, "it is used up"
        async with http.get(path + "?lang=de") as page:
            assert page.status == 403
            assert EnrolmentLinkRefused.de in await page.text()


async def test_the_page_is_there_in_both_languages_without_script_cookie_or_anybody_else(
    at: Running, http: ClientSession
) -> None:
    path = await _path(at, http)
    for language, agree in (("de", "Ich stimme zu"), ("en", "I agree")):
        async with http.get(f"{path}?lang={language}") as page:
            text = await page.text()
            assert "Set-Cookie" not in page.headers
            assert page.headers["Cache-Control"] == "no-store"
        assert f'<html lang="{language}">' in text
        assert agree in text
        assert "<script" not in text
        assert not re.search(r'(href|src|action)="https?:', text)


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "Basic x"])
async def test_nobody_but_the_customer_centre_gets_a_link(at: Running, http: ClientSession, given: str) -> None:
    headers = {"Authorization": given} if given else {}
    async with http.post("/v1/enrolment-links", json={"customer": CUSTOMER}, headers=headers) as answer:
        assert answer.status == 401
        assert await answer.json() == {"problem": "token-refused"}


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"{}", b'{"customer": ""}', b'{"customer": "' + b"x" * 9000 + b'"}']
)
async def test_what_makes_no_sense_gets_no_link(at: Running, http: ClientSession, body: bytes) -> None:
    token = at.server.settings.customer_centre_token.read_text()
    headers = {"Authorization": f"Bearer {token}"}
    async with http.post("/v1/enrolment-links", data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_other_sites_other_words_and_older_texts_decide_nothing(at: Running, http: ClientSession) -> None:
    path = await _path(at, http)
    form = {"secret": path.rpartition("/")[2], "version": "2025-01", "choice": "yes"}
    async with http.post("/easysupport", data=form, headers={"Origin": "https://else.example"}) as answer:
        assert answer.status == 403
    async with http.post("/easysupport", data=form, headers={"Origin": ORIGIN}) as answer:
        assert answer.status == 409
    assert (await _decide(http, path, "perhaps"))[0] == 400
    assert (await _decide(http, path, "yes"))[0] == 200


async def test_without_enrolment_there_is_neither_page_nor_link(tmp_path: Path) -> None:
    async with running(Settings(state=str(tmp_path), enrolment=False), open_database=MemoryDatabase) as at:
        async with ClientSession(at.url) as http, http.get("/easysupport/x") as page:
            assert page.status == 404
        assert not at.server.settings.customer_centre_token.exists()


@pytest.mark.promise("P02")
async def test_who_has_agreed_finds_the_withdrawal_before_the_text_and_who_has_not_the_yes_after_it(
    at: Running, http: ClientSession
) -> None:
    async with http.get(await _path(at, http) + "?lang=de") as page:
        text = await page.text()
    assert text.index("Worum es geht") < text.index('value="yes"')
    await _decide(http, await _path(at, http), "yes")
    async with http.get(await _path(at, http) + "?lang=de") as page:
        text = await page.text()
    assert text.index('value="no"') < text.index("Worum es geht")
    assert 'value="yes"' not in text


async def test_a_link_that_was_used_leads_to_no_field_for_a_key(at: Running, http: ClientSession) -> None:
    path = await _path(at, http)
    await _decide(http, path, "yes")
    for language, why in (("de", "Jeder Link gilt nur einmal"), ("en", "works only once")):
        async with http.get(f"{path}?lang={language}") as page:
            text = await page.text()
        assert why in text
        assert "<input" not in text
        assert f"{path}?lang=" in text, "in the other language it says the same"


async def test_what_was_decided_is_said_once_and_has_no_other_language(at: Running, http: ClientSession) -> None:
    _, said = await _decide(http, await _path(at, http), "yes", "en")
    assert "EasySupport is switched on" in said
    assert "hreflang" not in said
