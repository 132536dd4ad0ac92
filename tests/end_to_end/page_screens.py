"""Every page that a customer can see, and how one gets there: for those who look at all of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from protocol import session_key
from protocol.link import Language
from tests.fakes.pages_server import GRANTED, KEY, NOT_GRANTED, USED, Pages, pages

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME}"
WINDOWS_7 = f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {_CHROME}"
LINUX = f"Mozilla/5.0 (X11; Linux x86_64) {_CHROME}"
MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_CHROME}"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
STRANGE = "somebody's own browser"


class SomeBrowser(Protocol):
    """What Chromium and Firefox both do."""

    async def open(self, address: str) -> None: ...
    async def type(self, text: str) -> None: ...
    async def submit(self) -> None: ...
    async def read(self, expression: str) -> Any: ...
    async def says_it_is(self, user_agent: str) -> None: ...


@dataclass(frozen=True)
class Screen:
    """A page in one state."""

    name: str
    path: str = "/"
    typed: str | None = None
    """Into the key's field, before Enter."""
    user_agent: str = WINDOWS
    bare: bool = False
    """Of a server without the web app."""
    pressed: bool = False
    """While very many keys are guessed."""
    decides: bool = False
    """Its one button is pressed."""


RIGHT = session_key.spoken(KEY)
SCREENS = (
    Screen("start"),
    Screen("nothing-typed", typed=""),
    Screen("too-short", typed="481 92"),
    Screen("refused", typed="000 00 00"),
    Screen("extra-digits", pressed=True),
    Screen("download-windows", typed=RIGHT),
    Screen("download-linux", typed=RIGHT, user_agent=LINUX, bare=True),
    Screen("which-device", typed=RIGHT, user_agent=LINUX),
    Screen("which-device-at-all", typed=RIGHT, user_agent=STRANGE),
    Screen("app-phone", typed=RIGHT, user_agent=PHONE),
    Screen("app-mac", typed=RIGHT, user_agent=MAC),
    Screen("too-old", typed=RIGHT, user_agent=WINDOWS_7),
    Screen("no-client", typed=RIGHT, user_agent=PHONE, bare=True),
    Screen("terms", path="/terms"),
    Screen("privacy", path="/privacy"),
    Screen("contact", path="/contact"),
    Screen("lost", path="/nowhere"),
    Screen("enrolment", path=f"/easysupport/{NOT_GRANTED}"),
    Screen("enrolment-given", path=f"/easysupport/{GRANTED}"),
    Screen("enrolled", path=f"/easysupport/{NOT_GRANTED}", decides=True),
    Screen("withdrawn", path=f"/easysupport/{GRANTED}", decides=True),
    Screen("enrolment-link-used", path=f"/easysupport/{USED}"),
)
_ALIKE = {
    "nothing-typed",
    "refused",
    "which-device-at-all",
    "app-mac",
    "privacy",
    "enrolment-given",
    "lost",
    "enrolled",
    "withdrawn",
}
"""Those that look like another one."""
ONE_OF_EACH = tuple(screen for screen in SCREENS if screen.name not in _ALIKE)


@dataclass(frozen=True)
class Servers:
    """One that has everything, and one without the web app."""

    whole: Pages
    bare: Pages

    async def show(self, browser: SomeBrowser, screen: Screen, language: Language) -> None:
        """Leads the browser there."""
        server = self.bare if screen.bare else self.whole
        server.desk.pressed = screen.pressed
        await browser.says_it_is(screen.user_agent)
        await browser.open(f"{server.address}{screen.path}?lang={language}")
        if screen.typed is not None:
            await browser.type(screen.typed)
            await browser.submit()
        if screen.decides:
            await browser.read("document.querySelector('main button').focus()")
            await browser.submit()


@asynccontextmanager
async def servers(folder: Path) -> AsyncIterator[Servers]:
    """Both."""
    async with AsyncExitStack() as stack:
        for name in ("whole", "bare"):
            (folder / name).mkdir(parents=True)
        whole = await stack.enter_async_context(pages(folder / "whole"))
        bare = await stack.enter_async_context(pages(folder / "bare", app=False))
        yield Servers(whole, bare)
