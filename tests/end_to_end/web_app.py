"""The web app in a browser with a fake camera: how people go through it, for all tests that do."""

import asyncio
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from signaling.web_app.words import catalogue
from tests.end_to_end import axe_core
from tests.end_to_end.browser import Browser, running
from tests.end_to_end.plain_agent import PATIENCE, PlainAgent, plain_agent
from tests.end_to_end.service import Service, serving

DE, EN = catalogue("de"), catalogue("en")
PHONE = 360, 740
TOO_SMALL = """
    [...document.querySelectorAll('button, a, input, textarea, summary, label.button')]
        .filter((one) => one.checkVisibility() && !one.classList.contains('file'))
        .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 44).map((one) => one.outerHTML)
"""
FAKE_MEDIA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=5")


@dataclass
class App:
    """The web app on its page."""

    browser: Browser
    service: Service
    looks: bool = False
    """Whether each page is looked at, as a phone shows it: for everybody to use."""

    async def open(self, language: str = "de") -> None:
        await self.browser.open(f"{self.service.address}/app/?lang={language}")

    async def read(self, expression: str) -> Any:
        """With the gesture that browsers want before they show a screen, and awaited if it takes time."""
        result = await self.browser.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        return result["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Until this is so on the page; its value."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (value := await self.read(expression)):  # noqa: ASYNC110  # a page tells nobody
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(await self.browser.text()) from None
        return value

    async def until_says(self, text: str) -> None:
        await self.until(f"document.body.innerText.includes({text!r})")

    async def press(self, text: str) -> None:
        """The button with this text, once it is there and can be pressed."""
        can_be = f"b.innerText === {text!r} && b.offsetParent && !b.disabled"
        button = f"[...document.querySelectorAll('button')].find(b => {can_be})"
        await self.until(f"Boolean({button})")
        await self.read(f"{button}.click()")

    async def fill(self, field: str, text: str) -> None:
        await self.until(f"Boolean(document.getElementById({field!r}))")
        await self.read(f"document.getElementById({field!r}).value = {text!r}")

    async def look(self) -> None:
        """What axe-core finds, what is too small for a finger, and what does not fit."""
        if not self.looks:
            return
        assert await self.read("document.documentElement.scrollWidth") <= PHONE[0]
        small = await self.read(TOO_SMALL)
        assert small == [], small
        if axe_core.NPM:
            # At its end, where the button that always stays in sight lies over nothing.
            await self.read(f"{axe_core.source()}; scrollTo(0, document.body.scrollHeight)")
            found = await self.read(axe_core.asking())
            assert found == "", found
            await self.read("scrollTo(0, 0)")

    async def type_key(self, key: str, go_on: str = DE["key_go"]) -> None:
        await self.fill("key", key)
        await self.press(go_on)

    async def agree(self) -> None:
        await self.press(DE["notice_agree"])

    async def compare(self, agent: PlainAgent) -> None:
        """Both people read out and type."""
        code = await self.until("document.getElementById('code')?.innerText")
        await self.look()
        confirmation = await agent.compare(re.sub(r"\D", "", code))
        await self.fill("confirmation", confirmation[:2])
        await self.press(DE["key_go"])
        await self.until_says(DE["confirm_count"])
        await self.fill("confirmation", confirmation)
        await self.look()
        await self.press(DE["key_go"])

    async def helped(self, agent: PlainAgent, show: str = DE["show_camera"]) -> None:
        """From the key to a picture that the agent sees."""
        await self.open()
        key = await agent.key()
        await self.look()
        await self.type_key(key)
        await self.until_says(DE["notice_agree"])
        await self.look()
        await self.agree()
        await self.until_says(show)
        await self.look()
        await self.press(show)
        await self.compare(agent)
        await agent.sees()
        await self.look()


Inside = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Ways:
    """Where everybody is: the customer's browser in one network, service and agent in another."""

    host: str
    """Of the service."""
    customers: Inside
    agents: Inside


HERE = Ways("127.0.0.1", nullcontext, nullcontext)


@asynccontextmanager
async def meeting(
    folder: Path, *flags: str, ways: Ways = HERE, media: tuple[str, ...] = FAKE_MEDIA
) -> AsyncIterator[tuple[App, PlainAgent]]:
    """A service, a browser with a fake camera, and an agent."""
    async with serving(folder, host=ways.host, inside=ways.agents) as service:
        # A service worker is kept only from a server that is trusted without an error.
        trusted = f"--ignore-certificate-errors-spki-list={_key_of(service.state / 'tls' / 'server.pem')}"
        async with (
            running(*media, trusted, *flags, inside=ways.customers) as browser,
            plain_agent(service, inside=ways.agents) as agent,
        ):
            yield App(browser, service), agent


def _key_of(certificate: Path) -> str:
    """The SHA-256 of its public key, in Base64."""
    key = load_pem_x509_certificate(certificate.read_bytes()).public_key()
    return b64encode(sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
