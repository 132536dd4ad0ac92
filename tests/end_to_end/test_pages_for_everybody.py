"""Every page, in every state, in real browsers: with keys alone, enlarged, heard instead of seen."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from protocol.link import Language
from tests.end_to_end import app_screens, axe_core, browser, firefox
from tests.end_to_end.browser import CHROMIUM, Browser
from tests.end_to_end.firefox import FIREFOX, Firefox
from tests.end_to_end.page_screens import ONE_OF_EACH, RIGHT, SCREENS, Screen, Servers, servers

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this machine: apt install firefox-esr"),
    pytest.mark.skipif(axe_core.NPM is None, reason="no npm on this machine: apt install npm"),
]

WITHIN = 30.0
"""Seconds; generous."""
PHONE, DESK = (360, 740), (1280, 900)
HALF = (640, 450)
"""What is left of a desktop's at 200 %: CSS pixels are then twice as large."""
SMALLEST = (320, 256)
"""WCAG 2.2, 1.4.10: a width that a page has to be read at without scrolling sideways."""
TARGET = 24
"""WCAG 2.2, 2.5.8: pixels of what is to be hit."""


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Servers]:
    async with servers(tmp_path) as both:
        yield both


async def violations(page: Browser | Firefox, script: str) -> str:
    if not await page.read("'axe' in globalThis"):
        await page.read(f"(() => {{ {script}; return 1 }})()")
    return str(await page.read(axe_core.asking()))


async def small_targets(page: Browser) -> list[str]:
    """What is to be hit, and is less high than it has to be."""
    found = await page.read(
        "JSON.stringify([...document.querySelectorAll('button, .button, .switch, input:not([type=hidden]), summary')]"
        f".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < {TARGET}).map(e => e.outerHTML))"
    )
    return list(json.loads(found))


async def test_axe_would_find_what_is_wrong(served: Servers) -> None:
    async with browser.running() as page:
        await served.show(page, SCREENS[0], "de")
        await page.read("document.querySelector('label').remove()")
        assert "label" in await violations(page, axe_core.source())


@pytest.mark.promise("P09")
async def test_every_page_suits_everybody_in_chromium(served: Servers) -> None:
    script, found = axe_core.source(), {}
    async with browser.running() as page:
        for screen in SCREENS:
            await page.size(*PHONE)
            await served.show(page, screen, "de")
            found[screen.name] = await violations(page, script)
            assert await small_targets(page) == [], screen.name
            assert await page.read("document.cookie") == "", screen.name
            for size in (PHONE, HALF, SMALLEST):
                await page.size(*size)
                assert await page.read("document.documentElement.scrollWidth") <= size[0], (screen.name, size)
        assert [address for address in page.requested if not address.startswith("http://127.0.0.1:")] == []
    assert {name: said for name, said in found.items() if said} == {}


async def tabs_to_the_file(page: Browser | Firefox, served: Servers) -> None:
    """Types the key and goes on to the button, with keys alone."""
    await served.show(page, Screen("typed with keys", typed=RIGHT), "de")
    for _ in range(12):
        await page.tab()
        if await page.read("document.activeElement.matches('ol button')"):
            return
    pytest.fail("the Tab key does not lead to the button")


async def test_every_kind_of_page_suits_everybody_in_firefox(served: Servers) -> None:
    script, found = axe_core.source(), {}
    async with firefox.running() as page:
        await page.size(*DESK)
        for screen in ONE_OF_EACH:
            await served.show(page, screen, "en")
            found[screen.name] = await violations(page, script)
        await tabs_to_the_file(page, served)
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.promise("P14")
async def test_the_way_to_the_file_needs_no_mouse_and_one_sees_where_one_is(served: Servers) -> None:
    async with browser.running() as page:
        await tabs_to_the_file(page, served)
        assert await page.read("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    ("screen", "language", "heard"),
    [
        ("too-short", "de", "Fehler: Hilfe aus der Ferne – Musterdienst"),
        ("too-short", "en", "Error: Remote help – Musterdienst"),
    ],
)
async def test_a_mistake_is_heard_with_the_title_and_with_the_field(
    served: Servers, screen: str, language: Language, heard: str
) -> None:
    async with browser.running() as page:
        await served.show(page, next(one for one in SCREENS if one.name == screen), language)
        assert await page.read("document.title") == heard
        field = await described_field(page)
        properties = {entry["name"]: entry["value"].get("value") for entry in field["properties"]}
        assert field["name"]["value"] == {"de": "Sitzungsschlüssel", "en": "Session key"}[language]
        assert properties["invalid"] == "true"
        described = str(field["description"]["value"])
        assert described.startswith({"de": "Es fehlen noch Ziffern", "en": "Some digits are missing"}[language])


async def described_field(page: Browser) -> dict[str, Any]:
    """The key's field as a screen reader gets it, once the browser has put together what describes it."""
    async with asyncio.timeout(WITHIN):
        while True:
            tree = (await page.call("Accessibility.getFullAXTree"))["nodes"]
            for node in tree:
                if node["role"]["value"] == "textbox" and "description" in node:
                    return dict(node)


LARGE = """
    [...document.querySelectorAll('button, a, input:not(.file), textarea, summary, label.button')]
        .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44)
        .map((one) => one.outerHTML)
"""


@pytest.mark.promise("P10")
async def test_every_page_of_the_web_app_suits_everybody_in_every_state() -> None:
    script, found = axe_core.source(), {}
    async with app_screens.app_server() as address, browser.running() as page:
        for number, name in enumerate(app_screens.STATES):
            await page.size(*PHONE)
            language: Language = "en" if number % 2 else "de"
            await app_screens.show(page, address, name, language)
            await page.read("scrollTo(0, document.body.scrollHeight)")
            found[name] = await violations(page, script)
            assert await page.read(f"JSON.stringify({LARGE})") == "[]", name
            for size in (PHONE[::-1], SMALLEST):
                await page.size(*size)
                assert await page.read("document.documentElement.scrollWidth") <= size[0], (name, size)
    assert {name: said for name, said in found.items() if said} == {}


async def test_the_web_app_can_be_told_apart_in_colours_that_the_system_forces() -> None:
    async with app_screens.app_server() as address, browser.running() as page:
        features = [{"name": "forced-colors", "value": "active"}, {"name": "prefers-reduced-motion", "value": "reduce"}]
        await page.call("Emulation.setEmulatedMedia", features=features)
        await app_screens.show(page, address, "helped-camera", "de")
        borders = (
            "[...document.querySelectorAll('button:not(.small)')].map((one) => getComputedStyle(one).borderTopStyle)"
        )
        assert set(json.loads(await page.read(f"JSON.stringify({borders})"))) == {"solid"}
        assert await page.read("document.getAnimations().length") == 0


WATCHES_THE_YES = """
    globalThis.watched = new Promise((done) => {
        const seen = [];
        new MutationObserver(() => {
            const yes = document.querySelector('.asked .choice button:last-child');
            if (yes) seen.push(yes.disabled);
            if (seen[0] && !yes.disabled) done(true);
        }).observe(document.body, { subtree: true, childList: true, attributes: true });
    }), true
"""


@pytest.mark.promise("P12")
async def test_a_question_of_the_agents_catches_no_finger_that_was_on_its_way_to_something_else() -> None:
    async with app_screens.app_server() as address, browser.running() as page:
        await app_screens.show(page, address, "helped", "de")
        await page.read(WATCHES_THE_YES)
        await app_screens.show(page, address, "helped-asked-pointer", "de")
        assert await page.read("globalThis.watched"), "the yes cannot be pressed at first, and can be soon"
