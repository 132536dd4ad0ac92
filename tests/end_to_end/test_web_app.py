"""The web app in a real browser, against the real server, recorder and agent's program."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browser import CHROMIUM, Browser, running
from tests.end_to_end.plain_agent import PATIENCE, PlainAgent, plain_agent
from tests.end_to_end.service import Service, serving

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine: apt install chromium"),
]

FAKE_MEDIA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


@dataclass
class App:
    """The web app on its page."""

    browser: Browser
    service: Service

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
        """The button with this text, once it is there."""
        button = f"[...document.querySelectorAll('button')].find(b => b.innerText === {text!r} && b.offsetParent)"
        await self.until(f"Boolean({button})")
        await self.read(f"{button}.click()")

    async def fill(self, field: str, text: str) -> None:
        await self.until(f"Boolean(document.getElementById({field!r}))")
        await self.read(f"document.getElementById({field!r}).value = {text!r}")

    async def type_key(self, key: str) -> None:
        await self.fill("key", key)
        await self.press("Weiter")

    async def agree(self) -> None:
        await self.press("Ja, ich bin einverstanden")

    async def compare(self, agent: PlainAgent) -> None:
        """Both people read out and type."""
        code = await self.until("document.getElementById('code')?.innerText")
        await self.fill("confirmation", await agent.compare(re.sub(r"\D", "", code)))
        await self.press("Weiter")

    async def helped(self, agent: PlainAgent, show: str = "Kamera zeigen") -> None:
        """From the key to a picture that the agent sees."""
        await self.open()
        await self.type_key(await agent.key())
        await self.agree()
        await self.press(show)
        await self.compare(agent)
        await agent.sees()


@asynccontextmanager
async def meeting(folder: Path, *flags: str) -> AsyncIterator[tuple[App, PlainAgent]]:
    """A service, a browser with a fake camera, and an agent."""
    async with serving(folder) as service, running(*FAKE_MEDIA, *flags) as browser, plain_agent(service) as agent:
        yield App(browser, service), agent


async def test_first(tmp_path: Path) -> None:
    async with meeting(tmp_path) as (app, agent):
        await app.helped(agent)
        assert agent.seen.size == (1280, 720)
