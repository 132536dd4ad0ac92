"""A real Firefox without a window, driven over WebDriver BiDi, which it speaks by itself, without a driver.

https://w3c.github.io/webdriver-bidi/
"""

import asyncio
import base64
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.fakes.ending import ended

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
STARTS_WITHIN = 60.0
_ENTER, _TAB = "\ue007", "\ue004"
_SETTINGS = {
    "app.update.auto": "false",
    "browser.startup.page": "0",
    "datareporting.policy.dataSubmissionEnabled": "false",
    "dom.security.https_first": "false",
    "network.captive-portal-service.enabled": "false",
    "network.connectivity-service.enabled": "false",
    "services.settings.server": '"data:,"',
    "toolkit.telemetry.enabled": "false",
}
"""So that it asks nobody for anything."""


class Firefox:
    """One page of it; what is called alike does the same as in `browser.Browser`."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket, self._ids = socket, itertools.count(1)
        self._page = ""

    async def begin(self) -> None:
        """Takes the page that is there."""
        await self.call("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        tree = await self.call("browsingContext.getTree")
        self._page = tree["contexts"][0]["context"]

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while (message := await self._next()).get("id") != number:
            pass
        assert message["type"] == "success", message
        return dict(message["result"])

    async def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = await self._socket.receive_json(timeout=STARTS_WITHIN)
        return message

    async def open(self, address: str) -> None:
        await self.call("browsingContext.navigate", context=self._page, url=address, wait="complete")

    async def type(self, text: str) -> None:
        """Key for key, into the field that has the focus."""
        async with asyncio.timeout(STARTS_WITHIN):
            while not await self.read("document.activeElement.matches('input')"):
                pass
        await self._press(text)

    async def tab(self) -> None:
        """To what the Tab key leads to."""
        await self._press(_TAB)

    async def submit(self) -> None:
        """Presses Enter; the next page is there when this returns."""
        before = await self.read("performance.timeOrigin")
        await self._press(_ENTER)
        async with asyncio.timeout(STARTS_WITHIN):
            while (await self.read("performance.timeOrigin")) == before or not await self.read(
                "document.readyState === 'complete'"
            ):
                pass

    async def _press(self, keys: str) -> None:
        if not keys:
            return
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": strokes}]
        await self.call("input.performActions", context=self._page, actions=actions)

    async def read(self, expression: str) -> Any:
        """The value; what is more than a number, a text or a truth comes as JSON text."""
        result = await self.call(
            "script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True
        )
        assert result["type"] == "success", result
        return result["result"].get("value")

    async def text(self) -> str:
        return str(await self.read("document.body.innerText"))

    async def size(self, width: int, height: int) -> None:
        await self.call("browsingContext.setViewport", context=self._page, viewport={"width": width, "height": height})

    async def says_it_is(self, user_agent: str) -> None:
        await self.call("emulation.setUserAgentOverride", userAgent=user_agent, contexts=[self._page])

    async def picture(self, file: Path) -> None:
        result = await self.call("browsingContext.captureScreenshot", context=self._page, origin="document")
        await asyncio.to_thread(file.write_bytes, base64.b64decode(result["data"]))


@asynccontextmanager
async def running() -> AsyncIterator[Firefox]:
    """A fresh browser with a profile of its own, gone afterwards."""
    assert FIREFOX
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        lines = (f'user_pref("{name}", {value});\n' for name, value in _SETTINGS.items())
        await asyncio.to_thread((Path(profile) / "user.js").write_text, "".join(lines))
        process = await asyncio.create_subprocess_exec(
            FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                address = await _address(process)
            async with ClientSession() as http, http.ws_connect(f"{address}/session", max_msg_size=0) as socket:
                page = Firefox(socket)
                await page.begin()
                yield page
        finally:
            await ended(process)


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    async for line in process.stderr:
        if b"WebDriver BiDi listening on " in line:
            return line.decode().split(" on ", 1)[1].strip()
    raise AssertionError("the browser did not start")
