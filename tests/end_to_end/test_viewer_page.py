"""The viewer's page in a real browser: looked at, worked with keyboard and mouse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from archive.opening.door import Opened
from archive.opening.messages import Describe, Described, Nothing, Project, Same, Show, Shown
from archive.opening.projection import Projection
from archive.viewer.site import Site
from protocol.grants import Grant
from protocol.peer_messages import Clicked, InputKind, InputUsed, PointerSeen, RightChange, RightChanged
from protocol.recording import Cause
from tests.end_to_end.browser import CHROMIUM, STARTS_WITHIN, Browser, running
from tests.fakes.coded import FIRST, STEP
from tests.fakes.recorded_takes import Recorded
from tests.fakes.sealed_recording import SealedRecording

pytestmark = [pytest.mark.end_to_end, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]

EVENTS = (
    (200, RightChanged(Grant.CONTROL, RightChange.GIVEN)),
    (500, PointerSeen(100, 50)),
    (500, Clicked(0, 100, 50)),
    *((600 + 300 * number, InputUsed(InputKind.TYPING)) for number in range(3)),
)
SEALED = SealedRecording(
    Recorded().take(20, keyframes=5, size=(640, 480), events=EVENTS).gap(30_000, Cause.CUSTOMER_PAUSED)
    .take(20, keyframes=5, size=(640, 480)).ended()
)  # fmt: skip
"""Pictures until 2.0 s, nothing until 32.0 s, pictures until 34.0 s."""
ABOUT = Opened("t" * 43, "7K3M-9QF2", "a" * 32, ("Jörg Weiß", "Sepp Sicherheit"), "Beschwerde", "AZ 4711/26", 1800.0)


class Page:
    """The page, in a browser; the clock of the viewer is the test's."""

    def __init__(self, browser: Browser, site: Site, address: str, clock: list[float]) -> None:
        self.browser, self.site, self.address, self.clock = browser, site, address, clock

    async def read(self, expression: str) -> Any:
        return await self.browser.read(expression)

    async def text(self, selector: str) -> str:
        return str(await self.read(f"document.querySelector({selector!r}).textContent"))

    async def until(self, expression: str) -> None:
        """Until this is so on the page."""
        async with asyncio.timeout(STARTS_WITHIN):
            while not await self.read(expression):
                pass

    async def press(self, key: str, shift: bool = False) -> None:
        code = {" ": "Space"}.get(key, key)
        for kind in ("keyDown", "keyUp"):
            await self.browser.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code, modifiers=8 if shift else 0,
                **({"text": key} if len(key) == 1 and kind == "keyDown" else {}),
            )  # fmt: skip

    async def until_at(self, position: str) -> None:
        await self.until(f"document.querySelector('#position').textContent === {position!r}")

    async def seek(self, milliseconds: int) -> None:
        await self.read(f"seek.value = {milliseconds}; seek.dispatchEvent(new Event('input'))")

    async def brightness(self) -> int:
        """Of the picture that stands there, as its number."""
        script = """
            (() => { const c = document.createElement('canvas'); c.width = picture.naturalWidth; c.height = 60;
            const drawn = c.getContext('2d'); drawn.drawImage(picture, 0, 0);
            return Array.from(drawn.getImageData(3, 45, 1, 1).data) })()
        """
        red, green, blue, _ = await self.read(script)
        luma = 0.299 * red + 0.587 * green + 0.114 * blue
        return round((luma * 219 / 255 + 16 - FIRST) / STEP)


class Direct:
    """The archive's part, without its socket."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    async def show(self, show: Show) -> Shown | Same | Nothing:
        answer = await self._projection.ask(show)
        assert isinstance(answer, Shown | Same | Nothing)
        return answer

    async def describe(self, describe: Describe) -> Described:
        answer = await self._projection.ask(describe)
        assert isinstance(answer, Described)
        return answer


@asynccontextmanager
async def page() -> AsyncIterator[Page]:
    clock = [100.0]
    project = Project(SEALED.manifest, {1: SEALED.data_key}, ("Jörg Weiß", "Sepp Sicherheit"), "7K3M-9QF2")
    projection = await Projection.start(project, SEALED.sealed)
    async with asyncio.TaskGroup() as group:
        group.create_task(projection.run(), name="projection")
        site = Site(ABOUT, Direct(projection), lambda: clock[0])
        runner = web.AppRunner(site.app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            address = site.address(runner.addresses[0][1])
            async with running() as browser:
                await browser.open(address)
                one = Page(browser, site, address, clock)
                await one.until("document.querySelector('#picture')?.naturalWidth === 640")
                yield one
        finally:
            await runner.cleanup()
            projection.kill()


@pytest.mark.promise("P20")
async def test_the_page_shows_one_recording_and_everything_about_its_opening() -> None:
    async with page() as one:
        if await one.read("document.documentElement.lang") == "en":
            await one.browser.click("#language")
        said = await one.browser.text()
        for fact in (
            "Jörg Weiß und Sepp Sicherheit",
            "a" * 32,
            "Beschwerde",
            "7K3M-9QF2 · AZ 4711/26",
            "Geöffnete Aufzeichnung",
        ):
            assert fact in said
        await one.until("document.querySelector('#reading').textContent === ''")
        events = await one.read("[...document.querySelectorAll('#events li')].map(line => line.textContent)")
        assert events == [
            "00:00Kunde/Kundin erlaubt: Maus und Tastatur", "00:00Service klickt (links)", "00:00Service tippt (3×)",
            "00:02Nicht aufgezeichnet: vom Kunden/von der Kundin angehalten",
        ]  # fmt: skip
        await one.browser.click("#language")
        assert "Opened recording" in await one.browser.text()
        assert "Released by" in await one.browser.text()
        ours = (one.address.partition("#")[0], "blob:", "data:")
        assert all(address.startswith(ours) for address in one.browser.requested)


async def test_keyboard_and_seek_bar_move_through_it() -> None:
    async with page() as one:
        assert await one.brightness() == 0
        await one.seek(1450)
        await one.until("picture.alt.includes('12:00:01') && picture.complete && picture.naturalWidth")
        assert await one.brightness() == 14
        await one.seek(500)
        await one.until("!document.querySelector('#click').hasAttribute('hidden')")
        assert not await one.read("document.querySelector('#pointer').hasAttribute('hidden')")
        await one.press("ArrowRight")
        await one.until_at("00:10")
        await one.until("document.querySelector('#notice').textContent.length > 10")
        assert await one.read("document.querySelector('#frame').hidden")
        await one.press("ArrowRight", shift=True)
        await one.until_at("00:34")
        await one.press("Home")
        await one.until_at("00:00")
        await one.press("8")
        await one.press(" ")
        await one.until_at("00:34")
        assert "▶" in await one.text("#play")


@pytest.mark.promise("P20")
async def test_when_it_is_over_nothing_is_left_on_the_page_and_the_address_is_used_up() -> None:
    async with page() as one:
        await one.browser.open("about:blank")
        await one.browser.open(one.address)
        await one.until("document.querySelector('#picture')?.naturalWidth === 640")  # the same tab may load it again
        one.clock[0] += 1800
        await one.seek(1000)
        await one.until("document.querySelector('#notice').textContent.length > 10")
        assert not await one.read("document.querySelector('#picture').hasAttribute('src')")
        assert await one.text("#events") == ""
        await one.browser.open("about:blank")
        await one.browser.open(one.address)
        await one.until("document.querySelector('#notice').textContent.length > 10")
        assert await one.text("#officers") == ""


async def test_each_text_is_there_in_both_languages() -> None:
    names = """
        import('/texts.js').then(({TEXTS}) => {
            const names = (texts) => Object.entries(texts).flatMap(([name, text]) =>
                typeof text === 'string' ? [name] : Object.keys(text).map((inner) => `${name}.${inner}`));
            return [names(TEXTS.de), names(TEXTS.en), Object.keys(TEXTS.de.causes)] })
    """
    async with page() as one:
        found = await one.browser.call("Runtime.evaluate", expression=names, awaitPromise=True, returnByValue=True)
        german, english, causes = found["result"]["value"]
    assert german == english
    assert {cause.value for cause in Cause} < set(causes)
