"""A real browser without a window, driven over its debugging protocol."""

import asyncio
import base64
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.fakes.ending import ended

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STARTS_WITHIN = 30.0
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--remote-debugging-port=0",
)  # fmt: skip


class Browser:
    """One page of it."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket, self._ids = socket, itertools.count(1)
        self._events: list[dict[str, Any]] = []
        self.requested: list[str] = []
        """Every address that the page asked for."""

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while (message := await self._next()).get("id") != number:
            self._events.append(message)
        assert "error" not in message, message
        return dict(message["result"])

    async def event(self, method: str) -> dict[str, Any]:
        """The next event of this kind that nobody has waited for yet."""
        for message in self._events:
            if message.get("method") == method:
                self._events.remove(message)
                return dict(message["params"])
        while (message := await self._next()).get("method") != method:
            self._events.append(message)
        return dict(message["params"])

    async def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = await self._socket.receive_json(timeout=STARTS_WITHIN)
        if message.get("method") == "Network.requestWillBeSent":
            self.requested.append(message["params"]["request"]["url"])
        return message

    async def open(self, address: str) -> None:
        await self.call("Page.navigate", url=address)
        await self.event("Page.loadEventFired")
        self._events.clear()

    async def type(self, text: str) -> None:
        """Into the field that has the focus, which a page gives to its field only some time after it was loaded."""
        async with asyncio.timeout(STARTS_WITHIN):
            while not await self.read("document.activeElement.matches('input')"):
                pass
        await self.call("Input.insertText", text=text)

    async def submit(self) -> None:
        """Presses Enter; the next page is there when this returns."""
        for kind, text in (("keyDown", "\r"), ("keyUp", "")):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text=text, windowsVirtualKeyCode=13
            )
        await self.event("Page.loadEventFired")

    async def click(self, selector: str) -> None:
        """Clicks where a mouse would, whatever scripts the page has."""
        point = await self.read(
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView();"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=point[0], y=point[1], button="left", clickCount=1)

    async def read(self, expression: str) -> Any:
        result = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return result["result"].get("value")

    async def text(self) -> str:
        return str(await self.read("document.body.innerText"))

    async def size(self, width: int, height: int) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    async def says_it_is(self, user_agent: str) -> None:
        await self.call("Network.setUserAgentOverride", userAgent=user_agent)

    async def tab(self) -> None:
        """To what the Tab key leads to."""
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)

    async def picture(self, file: Path) -> None:
        """Of the whole page: its size is asked for first, because Chromium takes the picture before it has looked."""
        whole = (await self.call("Page.getLayoutMetrics"))["cssContentSize"]
        result = await self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=whole | {"scale": 1})
        await asyncio.to_thread(file.write_bytes, base64.b64decode(result["data"]))

    async def downloads_to(self, folder: Path) -> None:
        await self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)


@asynccontextmanager
async def running(
    *flags: str, inside: Callable[[], AbstractContextManager[None]] = nullcontext
) -> AsyncIterator[Browser]:
    """A fresh browser with a profile of its own, started with these flags too, gone afterwards.

    `inside` a network: nobody else may make a socket in this thread until this one is there.
    """
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        with inside():
            process = await asyncio.create_subprocess_exec(
                CHROMIUM, *QUIET, *flags, f"--user-data-dir={profile}", "--ignore-certificate-errors", "about:blank",
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                port = await _port(process)
            async with ClientSession() as http:
                with inside():
                    pages = await (await http.get(f"http://127.0.0.1:{port}/json")).json()
                    address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
                    socket = await http.ws_connect(address, max_msg_size=0)
                async with socket:
                    browser = Browser(socket)
                    for domain in ("Page", "Network", "Runtime"):
                        await browser.call(f"{domain}.enable")
                    yield browser
        finally:
            await ended(process)


async def _port(process: asyncio.subprocess.Process) -> int:
    assert process.stderr
    async for line in process.stderr:
        if b"DevTools listening on" in line:
            return int(line.split(b":")[2].split(b"/")[0])
    raise AssertionError("the browser did not start")
