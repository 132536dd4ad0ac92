"""Every page that a customer can see, and what an agent sees in a browser: for those who look at all of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from agent_client.browser import BrowserPort
from agent_client.viewing.account_words import ACCOUNT_WORDS
from protocol import session_key
from protocol.link import Language
from signaling.ceremonies import PATH as SECURITY_KEY
from signaling.ceremonies import Kind
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
    tried: bool = False
    """The security key is asked for, and there is none."""
    returned: bool = False
    """The agent's browser is back at the agent's program, which shows this page itself."""


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
    Screen("security-key-make", path=f"{SECURITY_KEY}/{Kind.MAKE}"),
    Screen("security-key-use", path=f"{SECURITY_KEY}/{Kind.USE}"),
    Screen("security-key-again", path=f"{SECURITY_KEY}/{Kind.USE}", tried=True),
    Screen("security-key-over", path=f"{SECURITY_KEY}/used"),
    Screen("security-key-returned", returned=True),
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
    "security-key-make",
    "security-key-use",
    "security-key-over",
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
        if screen.returned:
            await _returned(browser, language)
            return
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
        if screen.tried:
            await browser.read(_TRIES)


_TRIES = """
    new Promise((done) => {
        const said = document.getElementById('said');
        new MutationObserver(() => said.className === 'problem' && done(true)).observe(said, { attributes: true });
        document.getElementById('go').click();
    })
"""


async def _returned(browser: SomeBrowser, language: Language) -> None:
    words = ACCOUNT_WORDS[language]
    port = BrowserPort(language, words.returned_title, words.returned_text, lambda _came: None)
    number = await port.listen()
    port.expect("state")
    try:
        await browser.open(f"http://127.0.0.1:{number}/?state=state")
    finally:
        port.close()


@asynccontextmanager
async def servers(folder: Path) -> AsyncIterator[Servers]:
    """Both."""
    async with AsyncExitStack() as stack:
        for name in ("whole", "bare"):
            (folder / name).mkdir(parents=True)
        whole = await stack.enter_async_context(pages(folder / "whole"))
        bare = await stack.enter_async_context(pages(folder / "bare", app=False))
        yield Servers(whole, bare)
