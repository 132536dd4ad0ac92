"""Signing in at Canaille, a real identity provider: the real server, the real viewer's core, and a person's browser."""

import asyncio
import json
import re
import socket
import sqlite3
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar, TCPConnector

from agent_client.settings import Settings
from agent_client.viewing import status as s
from agent_client.viewing.steps import Step
from bench.authenticator import Authenticator
from protocol import link
from protocol.link import AGENT_PATH, CameBack
from protocol.problems import ProviderSignInRefused
from tests.end_to_end.service import Service, ask, command, serving
from tests.fakes.ending import ended
from tests.fakes.people import AgentPerson
from tests.fakes.tls import folder

CANAILLE = Path(__file__).parents[2] / ".venv" / "identity-provider" / "bin" / "python"
pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not CANAILLE.exists(), reason="Canaille is not installed: `make setup` does it"),
]
SECRET = "what the provider gave for this client"
PROGRAM = Path(__file__).with_name("provider_program.py")
PASSWORD = "correct horse battery"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@dataclass
class There:
    """A running provider, and the port of this machine that it knows of."""

    issuer: str
    port: int

    async def browser(self) -> ClientSession:
        """A person's, with cookies, so that one signs in once."""
        jar = CookieJar(unsafe=True)
        tls = ssl.create_default_context(cafile=folder() / "ca.pem")
        return ClientSession(cookie_jar=jar, connector=TCPConnector(ssl=tls))


@asynccontextmanager
async def canaille() -> AsyncIterator[There]:
    """With Anna in it, who is of the hotline."""
    port, back = free_port(), free_port()
    process = await asyncio.create_subprocess_exec(
        str(CANAILLE), str(PROGRAM), str(folder()), str(port), f"http://127.0.0.1:{back}/", SECRET,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout
        async with asyncio.timeout(40):
            assert await process.stdout.readline() == b"ready\n"
        yield There(f"https://localhost:{port}", back)
    finally:
        await ended(process)


@asynccontextmanager
async def with_provider(tmp_path: Path, there: There, **more: str) -> AsyncIterator[Service]:
    """The service of an operator whose provider that is."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "provider.secret").write_text(SECRET)
    given = {
        "PROVIDER": there.issuer,
        "PROVIDER_NAME": "Canaille",
        "PROVIDER_CA": str(folder() / "ca.pem"),
        "PROVIDER_SCOPES": "openid profile groups",
        "PROVIDER_ACCOUNT": "sub",
        "PROVIDER_ROLES": "groups:hotline=agent",
    }
    environ = {f"FERNDIAGNOSE_SIGNALING_{name}": value for name, value in (given | more).items()}
    async with serving(tmp_path, environ=environ) as service:
        yield service


async def signs_in(browser: ClientSession, url: str) -> str:
    """Follows the provider's pages, and types name and password where they are asked for; where it leads at the end."""
    method, form = "GET", dict[str, str]()
    for _ in range(20):
        said = {"Referer": url}  # as a browser does, and the provider looks at it
        async with browser.request(method, url, data=form or None, headers=said, allow_redirects=False) as page:
            if page.status in {301, 302, 303}:
                url, method, form = urljoin(url, page.headers["Location"]), "GET", {}
                if url.startswith("http://127.0.0.1:"):
                    return url
                continue
            text = await page.text()
            assert page.status == 200, text
        fields = re.findall(r"<input[^>]*>", text)
        form = {_attribute(field, "name"): unescape(_attribute(field, "value")) for field in fields}
        form = {name: value for name, value in form.items() if name in {"csrf_token", "login", "password"}}
        assert form, text
        form |= {name: value for name, value in {"login": "anna", "password": PASSWORD}.items() if name in form}
        method = "POST"
    raise AssertionError("the provider's pages lead nowhere")


def _attribute(field: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', field)
    return found[1] if found else ""


def came_back(url: str) -> CameBack:
    given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return CameBack(given["state"], given["code"], given["iss"])


class Desk:
    """An agent who is before the viewer and before the browser that it opens."""

    def __init__(self, service: Service, there: There, opened: "Queue[str]") -> None:
        tls = service.state / "tls"
        given = {"server": service.address, "ca": str(tls / "ca.pem"), "recorders": str(tls / "recorders.pem")}
        self.agent = AgentPerson(Settings(**given, browser_port=there.port))
        self._opened = opened
        self.agent.start()

    async def sees(self, holds: Callable[[s.Status], bool]) -> s.Status:
        return await asyncio.to_thread(self.agent.sees, holds)

    async def goes_there(self, browser: ClientSession) -> None:
        """To the provider and back, in the browser."""
        await self.sees(lambda status: status.provider == "Canaille" and status.step is Step.SIGN_IN)
        self.agent.does(s.SignInByProvider())
        url = await asyncio.to_thread(self._opened.get, timeout=20)
        async with browser.get(await signs_in(browser, url)) as page:
            assert "Sie können dieses Fenster schließen" in await page.text()


@pytest.mark.promise("P05")
async def test_an_agent_of_the_operators_provider_gets_a_desk_with_our_own_second_factor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: Queue[str] = Queue()
    monkeypatch.setattr("webbrowser.open", lambda url: opened.put(url) is None)
    async with canaille() as there, with_provider(tmp_path, there) as service, await there.browser() as browser:
        desk = Desk(service, there, opened)
        try:
            await desk.goes_there(browser)
            set_up = await desk.sees(lambda status: status.step is Step.SECOND_FACTOR)
            assert set_up.set_up
            app = Authenticator(set_up.set_up.secret)
            desk.agent.does(s.ConfirmSecondFactor(app.code(time.time())))
            await desk.sees(lambda status: status.step is Step.RECOVERY_CODES)
            desk.agent.does(s.KeptCodes())
            greeted = await desk.sees(lambda status: status.step is Step.IDLE)
            assert greeted.agent == "Anna Muster"
            desk.agent.does(s.SignOut())
            await desk.goes_there(browser)  # single sign-on: no password is typed this time
            await desk.sees(lambda status: status.step is Step.SECOND_CODE)
            desk.agent.does(s.ConfirmSecondFactor(app.code(time.time())))
            await desk.sees(lambda status: status.step is Step.IDLE)
        finally:
            await asyncio.to_thread(desk.agent.quits)
        listed = await command("agent", "list", "--state", str(service.state))
    assert "anna\tagent\tenabled\tsecond factor\tAnna Muster" in listed[1]


async def test_what_the_real_provider_says_is_believed_once_and_as_it_is_and_nothing_else_is(tmp_path: Path) -> None:
    async with (
        canaille() as there,
        with_provider(tmp_path, there, PROVIDER_VOUCHES="pwd") as service,
        await there.browser() as browser,
        service.browser() as http,
    ):

        async def line() -> Any:
            opened = await http.ws_connect(AGENT_PATH, headers={"Origin": service.address})
            assert json.loads(await opened.receive_str(timeout=10))["type"] == "sign-in-ways"
            return opened

        async def page(agent: Any) -> link.OpenPage:
            asked = await ask(agent, link.SignInByProvider(there.port))
            assert isinstance(asked, link.OpenPage)
            return asked

        agent, thief = await line(), await line()
        came = came_back(await signs_in(browser, (await page(agent)).url))
        its = await page(thief)
        refused = link.Refused(ProviderSignInRefused.code)
        for hostile in (
            CameBack("another state", came.code, came.issuer),
            CameBack(its.state, came.code, "https://evil.example"),
            CameBack(its.state, came.code, ""),
            CameBack(its.state, "invented", came.issuer),
            CameBack(its.state, came.code, came.issuer),  # a stolen code, on another line: PKCE
        ):
            assert await ask(thief, hostile) == refused, hostile
            its = await page(thief)
        again = came_back(await signs_in(browser, (await page(agent)).url))
        signed_in = await ask(agent, again)
        assert isinstance(signed_in, link.SignedIn), "the provider vouches: no second factor of ours"
        assert signed_in.agent == "Anna Muster"
        assert await ask(thief, CameBack(its.state, again.code, again.issuer)) == refused, "a code is good once"
        for one in (agent, thief):
            await one.close()
    with sqlite3.connect(service.state / "signaling" / "ledger.sqlite") as rows:
        entries = b"\n".join(row[0] for row in rows.execute("SELECT entry FROM entries")).decode()
    assert '"means":"provider"' in entries
    assert entries.count('"why":"provider-sign-in-refused"') == 6
    assert "anna" not in entries.lower()
