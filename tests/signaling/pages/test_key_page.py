import json
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from aiohttp import ClientSession

from protocol import link
from protocol.problems import KeyPageRefused
from signaling.settings import Settings
from tests.fakes.key_browser import PORT, came_back
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import NAME, ORIGIN, PASSWORD, Running, running
from tests.fakes.soft_key import SoftKey
from words import of_problem


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(Settings(state=str(tmp_path), origin=ORIGIN), open_database=MemoryDatabase) as server:
        yield server


@pytest.fixture
async def http(at: Running) -> AsyncIterator[ClientSession]:
    async with ClientSession(at.url) as http:
        yield http


def _options(page: str) -> str:
    found = re.search(r'data-options="([^"]*)"', page)
    assert found
    return unescape(found[1])


async def test_an_agent_adds_a_key_and_signs_in_with_it_by_the_page(at: Running, http: ClientSession) -> None:
    key = SoftKey()
    async with at.agent() as agent:
        await agent.say(at.sign_in())
        await agent.until(link.SignedIn)
        await agent.say(link.UseKey(PORT))
        page = await agent.expect(link.OpenPage)
        path = page.url.removeprefix(ORIGIN)
        async with http.get(path) as shown:
            answer = key.make(_options(await shown.text()))
        async with http.post(path, data=answer, headers={"Origin": ORIGIN, "Content-Type": "application/json"}) as done:
            following = (await done.json())["next"]
        await agent.say(came_back(following))
        await agent.expect(link.KeyAdded)
    async with at.agent() as agent:
        await agent.say(link.SignIn(NAME, PASSWORD, browser=PORT))
        page = await agent.expect(link.OpenPage)
        path = page.url.removeprefix(ORIGIN)
        async with http.get(path) as shown:
            answer = key.use(_options(await shown.text()))
        async with http.post(path, data=answer, headers={"Origin": ORIGIN, "Content-Type": "application/json"}) as done:
            following = (await done.json())["next"]
        await agent.say(came_back(following))
        await agent.expect(link.SignedIn)


async def _page(at: Running) -> str:
    async with at.agent() as agent:
        await agent.say(link.SignIn(NAME, PASSWORD, browser=PORT))
        return (await agent.expect(link.OpenPage)).url.removeprefix(ORIGIN)


async def test_the_page_runs_one_script_of_ours_and_nothing_else_and_names_nobody(
    at: Running, http: ClientSession
) -> None:
    path = await _page(at)
    for language, title in (("de", "Mit dem Sicherheitsschlüssel anmelden"), ("en", "Sign in with your security key")):
        async with http.get(f"{path}?lang={language}") as shown:
            text, policy = await shown.text(), shown.headers["Content-Security-Policy"]
            assert shown.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in shown.headers
        assert title in text
        assert f'<html lang="{language}">' in text
        assert NAME not in text
        assert re.findall(r"<script[^>]*>", text) == [re.search(r'<script type="module" src="/[^"]*">', text)[0]]  # type: ignore[index]  # it is there
        assert not re.search(r'(href|src|action)="https?:|\bon[a-z]+=', text)
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    async with http.get("/security-key.js") as script:
        assert script.content_type == "text/javascript"
        assert "innerHTML" not in await script.text()
    async with http.get("/") as start:
        assert "script-src" not in start.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_page_that_is_used_up_or_never_was_says_what_to_do(
    at: Running, http: ClientSession, language: link.Language
) -> None:
    path = await _page(at)
    headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
    text = of_problem(KeyPageRefused, language)
    for _ in range(2):
        async with http.post(f"{path}?lang={language}", data=b"{}", headers=headers) as answer:
            assert (answer.status, await answer.json()) == (403, {"problem": text})
    for gone in (path, "/security-key/unknown"):
        async with http.get(f"{gone}?lang={language}") as shown:
            assert shown.status == 403
            page = await shown.text()
        assert text in unescape(page)
        assert "<input" not in page, "an agent has no key to type"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Origin": "https://evil.example", "Content-Type": "application/json"}, b"{}"),
        ({"Origin": ORIGIN, "Content-Type": "text/plain"}, b"{}"),
        ({"Origin": ORIGIN, "Content-Type": "application/json"}, b""),
        ({"Origin": ORIGIN, "Content-Type": "application/json"}, b"{" * 20_000),
    ],
)
async def test_what_is_not_sent_by_the_page_does_not_use_it_up(
    at: Running, http: ClientSession, headers: dict[str, str], body: bytes
) -> None:
    path = await _page(at)
    async with http.post(path, data=body, headers=headers) as answer:
        assert answer.status == 403
        assert set(json.loads(await answer.text())) == {"problem"}
    async with http.get(path) as shown:
        assert shown.status == 200
