"""A security key in a real browser, as the authenticator that the browser itself plays, for the real viewer's core."""

import asyncio
import base64
import sqlite3
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from queue import Queue
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agent_client.settings import Settings
from agent_client.viewing import status as s
from agent_client.viewing.steps import Step
from protocol.problems import SignInRefused, TokenRefused
from tests.end_to_end.browser import CHROMIUM, Browser, running
from tests.end_to_end.service import PASSWORD, Service, command, serving
from tests.fakes.people import AgentPerson

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
LOCKED_OUT_WITHIN = 5.0
WITH_KEY = s.SignIn("muster", PASSWORD, with_key=True)
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def trusting(certificate: Path) -> str:
    """Without it Chromium gives no key to a page whose certificate it does not know."""
    public = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"--ignore-certificate-errors-spki-list={base64.b64encode(sha256(spki).digest()).decode()}"


def settings(service: Service) -> Settings:
    tls = service.state / "tls"
    return Settings(server=service.address, ca=str(tls / "ca.pem"), recorders=str(tls / "recorders.pem"))


class Desk:
    """An agent, and the pages that the viewer has opened."""

    def __init__(self, service: Service, browser: Browser, opened: "Queue[str]") -> None:
        self.agent = AgentPerson(settings(service))
        self.browser = browser
        self._opened = opened
        self.agent.start()

    async def sees(self, holds: Callable[[s.Status], bool]) -> s.Status:
        return await asyncio.to_thread(self.agent.sees, holds)

    async def at(self, step: Step) -> s.Status:
        return await self.sees(lambda status: status.step is step)

    async def page(self, language: str = "de") -> str:
        """Opens the page that the viewer wants to have opened; its address."""
        url = await asyncio.to_thread(self._opened.get, timeout=20)
        await self.browser.open(f"{url}?lang={language}")
        return url

    async def presses(self) -> None:
        """The button on the page; the browser is back at the viewer when this returns."""
        await self.browser.click("#go")
        async with asyncio.timeout(20):
            while "127.0.0.1" not in str(await self.browser.read("location.host")):
                await self.browser.event("Page.loadEventFired")


@pytest.mark.promise("P05")
async def test_a_key_is_set_up_at_the_first_sign_in_and_opens_the_desk_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: Queue[str] = Queue()
    monkeypatch.setattr("webbrowser.open", lambda url: opened.put(url) is None)
    async with serving(tmp_path) as service:
        status, said = await command("agent", "add", "muster", "--state", str(service.state), given=PASSWORD + "\n")
        assert status == 0, said
        async with running(trusting(service.state / "tls" / "server.pem")) as browser:
            desk = Desk(service, browser, opened)
            try:
                key = await _set_up_and_used(desk, service, tmp_path)
                await _refused_without_its_person(desk, key)
                await _one_of_two_removed(desk, service, key)
                await _locked_out(desk, service, key)
            finally:
                await asyncio.to_thread(desk.agent.quits)
    await _stands_in_the_ledger(service)


async def _set_up_and_used(desk: Desk, service: Service, folder: Path) -> str:
    browser = desk.browser
    await browser.call("WebAuthn.enable")
    key = (await browser.call("WebAuthn.addVirtualAuthenticator", options=KEY))["authenticatorId"]
    desk.agent.does(WITH_KEY)
    url = await desk.page()
    assert url.startswith(service.address + "/security-key/")
    await browser.picture(folder / "set-up.png")
    assert "Sicherheitsschlüssel einrichten" in await browser.text()
    await desk.presses()
    codes = await desk.at(Step.RECOVERY_CODES)
    assert len(codes.recovery_codes) == 10
    assert "Sie können dieses Fenster schließen" in await browser.text()
    made = (await browser.call("WebAuthn.getCredentials", authenticatorId=key))["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in made] == [("localhost", True)]
    desk.agent.does(s.KeptCodes())
    await desk.at(Step.IDLE)
    desk.agent.does(s.SignOut())
    await desk.at(Step.SIGN_IN)
    desk.agent.does(WITH_KEY)
    await desk.page("en")
    await browser.picture(folder / "use.png")
    assert "Sign in with your security key" in await browser.text()
    await desk.presses()
    await desk.at(Step.IDLE)
    hosts = {urlsplit(asked).hostname for asked in browser.requested if asked.startswith("http")}
    assert hosts <= {"localhost", "127.0.0.1"}
    desk.agent.does(s.SignOut())
    await desk.at(Step.SIGN_IN)
    return str(key)


async def _refused_without_its_person(desk: Desk, key: str) -> None:
    """The key is there, and whoever has it does not know its PIN."""
    await desk.browser.call("WebAuthn.setUserVerified", authenticatorId=key, isUserVerified=False)
    desk.agent.does(WITH_KEY)
    await desk.page()
    await desk.browser.click("#go")
    async with asyncio.timeout(20):
        while "problem" not in str(await desk.browser.read("document.getElementById('said').className")):
            pass
    desk.agent.does(s.LeaveBrowser())
    await desk.at(Step.SIGN_IN)
    desk.agent.does(s.SignIn("muster", PASSWORD, "000000"))
    await desk.sees(lambda status: status.problem is SignInRefused)


async def _one_of_two_removed(desk: Desk, service: Service, key: str) -> None:
    """The agent adds a second key, and the operator removes the first."""
    browser = desk.browser
    await browser.call("WebAuthn.setUserVerified", authenticatorId=key, isUserVerified=True)
    desk.agent.does(WITH_KEY)
    await desk.page()
    await desk.presses()
    await desk.at(Step.IDLE)
    (lost,) = (await browser.call("WebAuthn.getCredentials", authenticatorId=key))["credentials"]
    await browser.call("WebAuthn.removeCredential", authenticatorId=key, credentialId=lost["credentialId"])
    desk.agent.does(s.UseKey())
    await desk.page()
    await desk.presses()
    await desk.sees(lambda status: status.key_added)
    desk.agent.does(s.ShowFactors())
    listed = (await desk.sees(lambda status: status.factors is not None)).factors
    assert listed
    assert len(listed) == 2
    removing = ("agent", "remove-factor", "muster", listed[0].name, "--state", str(service.state))
    assert (await command(*removing))[0] == 0
    await desk.sees(lambda status: status.step is Step.SIGN_IN and status.problem is TokenRefused)
    only = ("agent", "remove-factor", "muster", listed[1].name, "--state", str(service.state))
    status, said = await command(*only)
    assert status != 0
    assert "only second factor" in said
    (kept,) = (await browser.call("WebAuthn.getCredentials", authenticatorId=key))["credentials"]
    await browser.call("WebAuthn.removeCredential", authenticatorId=key, credentialId=kept["credentialId"])
    await browser.call("WebAuthn.addCredential", authenticatorId=key, credential=lost)
    desk.agent.does(WITH_KEY)
    await desk.page()
    await browser.click("#go")
    async with asyncio.timeout(20):
        while "problem" not in str(await browser.read("document.getElementById('said').className")):
            pass
    desk.agent.does(s.LeaveBrowser())
    await desk.at(Step.SIGN_IN)
    await browser.call("WebAuthn.removeCredential", authenticatorId=key, credentialId=lost["credentialId"])
    await browser.call("WebAuthn.addCredential", authenticatorId=key, credential=kept)


async def _locked_out(desk: Desk, service: Service, key: str) -> None:
    await desk.browser.call("WebAuthn.setUserVerified", authenticatorId=key, isUserVerified=True)
    desk.agent.does(WITH_KEY)
    await desk.page()
    await desk.presses()
    await desk.at(Step.IDLE)
    desk.agent.offers_a_session()
    await desk.at(Step.READ_KEY_OUT)
    assert (await command("agent", "disable", "muster", "--state", str(service.state)))[0] == 0
    began = time.monotonic()
    await desk.sees(lambda status: status.step is Step.SIGN_IN and status.problem is TokenRefused)
    assert time.monotonic() - began <= LOCKED_OUT_WITHIN


async def _stands_in_the_ledger(service: Service) -> None:
    ledger = service.state / "signaling" / "ledger.sqlite"
    public = str(service.state / "public" / "server.pub")
    status, said = await command("ledger", "verify", "--ledger", str(ledger), "--key", public)
    assert status == 0, said
    with sqlite3.connect(ledger) as rows:
        entries = [bytes(row[0]).decode() for row in rows.execute("SELECT entry FROM entries ORDER BY number")]
    changes = [one for one in entries if '"account-changed"' in one]
    words = ("made", "second-factor-set-up", "key-added", "key-removed", "disabled")
    assert [f'"change":"{word}"' in one for word, one in zip(words, changes, strict=True)] == [True] * len(words)
    assert sum('"means":"security-key"' in one for one in entries) == 4
    assert sum('"sign-in-refused"' in one for one in entries) >= 2
    assert "muster" not in "".join(entries)
