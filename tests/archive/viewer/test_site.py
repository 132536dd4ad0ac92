import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from archive.opening.door import Opened
from archive.opening.messages import Describe, Described, Missing, Nothing, Same, Show, Shown
from archive.viewer.site import _FILES, PAGE, Over, Site
from tests.fakes.sealed import NOON

OPENED = Opened("t" * 43, "7K3M-9QF2", "a" * 32, ("Jörg Weiß", "Sepp Sicherheit"), "Complaint", "AZ 4711/26", 1800.0)
DESCRIBED = Described(NOON, 5000, (Missing(2000, 3000, "customer-lost"),), (), 1, 1)
Client = TestClient[web.Request, web.Application]
Start = Callable[[web.Application], Awaitable[Client]]


class FakeArchive:
    def __init__(self) -> None:
        self.over = False
        self.asked: list[Show | Describe] = []

    async def show(self, show: Show) -> Shown | Same | Nothing:
        self.asked.append(show)
        if self.over:
            raise Over("The recording is closed.")
        if show.seen:
            return Same()
        return (
            Nothing("customer-lost", 3000) if 2000 <= show.at < 3000 else Shown(show.at, "1 Joerg | x", b"\xff\xd8jpeg")
        )

    async def describe(self, describe: Describe) -> Described:
        self.asked.append(describe)
        return DESCRIBED


class Page:
    """A browser with the page open."""

    def __init__(self, site: Site, archive: FakeArchive, client: Client, clock: list[float]) -> None:
        self.site, self.archive, self.client, self.clock = site, archive, client, clock
        self.secret = ""

    @property
    def ticket(self) -> str:
        return self.site.address(1).partition("#")[2]

    async def enter(self) -> None:
        answer = await self.client.post("/enter", data=self.ticket)
        assert answer.status == 200
        self.secret = await answer.text()

    async def get(self, path: str, **headers: str) -> Any:
        return await self.client.get(path, headers={"Authorization": f"Bearer {self.secret}", **headers})


@pytest.fixture
async def page(aiohttp_client: Start) -> Page:
    archive, clock = FakeArchive(), [100.0]
    site = Site(OPENED, archive, lambda: clock[0])
    return Page(site, archive, await aiohttp_client(site.app()), clock)


async def test_the_address_works_once(page: Page) -> None:
    ticket = page.ticket
    await page.enter()
    again = await page.client.post("/enter", data=ticket)
    assert again.status == 410
    for guess in ("", "x" * 43, page.secret):
        assert (await page.client.post("/enter", data=guess)).status == 410


@pytest.mark.promise("P20")
@pytest.mark.parametrize("path", ["/opening", "/recording?after=0", "/picture?at=0"])
async def test_nothing_of_a_recording_is_shown_without_the_secret(page: Page, path: str) -> None:
    assert (await page.get(path)).status == 401
    await page.enter()
    assert (await page.get(path)).status == 200
    page.secret = page.secret[:-1]
    assert (await page.get(path)).status == 401


async def test_the_page_learns_who_released_it_why_and_for_how_long(page: Page) -> None:
    await page.enter()
    page.clock[0] += 60
    said = json.loads(await (await page.get("/opening")).text())
    assert said["officers"] == ["Jörg Weiß", "Sepp Sicherheit"]
    assert (said["session"], said["number"], said["reason"], said["reference"], said["seconds"]) == (
        "a" * 32, "7K3M-9QF2", "Complaint", "AZ 4711/26", 1740.0,
    )  # fmt: skip
    assert "t" * 43 not in json.dumps(said)


async def test_a_picture_comes_with_its_moment_and_only_if_it_is_another(page: Page) -> None:
    await page.enter()
    answer = await page.get("/picture?at=1500&seen=")
    assert (answer.headers["Content-Type"], answer.headers["X-At"], answer.headers["X-Seen"]) == (
        "image/jpeg", "1500", "1 Joerg | x",
    )  # fmt: skip
    assert await answer.read() == b"\xff\xd8jpeg"
    assert (await page.get("/picture?at=1500&seen=1%20Joerg%20%7C%20x")).status == 204
    assert page.archive.asked[-1] == Show(1500, "1 Joerg | x")


async def test_a_gap_and_the_recording_are_described(page: Page) -> None:
    await page.enter()
    assert json.loads(await (await page.get("/picture?at=2500")).text())["cause"] == "customer-lost"
    said = json.loads(await (await page.get("/recording?after=7")).text())
    assert (said["length"], said["gaps"]) == (5000, [{"start": 2000, "end": 3000, "cause": "customer-lost"}])
    assert page.archive.asked[-1] == Describe(7)


@pytest.mark.promise("P20")
async def test_after_half_an_hour_nothing_more_comes(page: Page) -> None:
    await page.enter()
    page.clock[0] += 1800
    assert (await page.get("/picture?at=0")).status == 410
    assert page.archive.asked == []
    assert page.site.closed.is_set()


async def test_when_the_archive_has_closed_it_the_viewer_ends(page: Page) -> None:
    await page.enter()
    page.archive.over = True
    assert (await page.get("/picture?at=0")).status == 410
    assert page.site.closed.is_set()


async def test_whoever_looks_can_close_it(page: Page) -> None:
    await page.enter()
    assert (await page.client.post("/close")).status == 401
    answer = await page.client.post("/close", headers={"Authorization": f"Bearer {page.secret}"})
    assert answer.status == 204
    assert page.site.closed.is_set()
    assert (await page.get("/picture?at=0")).status == 410


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": "evil.example:80"}, {"Origin": "https://evil.example"}]
)
async def test_another_website_cannot_ask(page: Page, headers: dict[str, str]) -> None:
    await page.enter()
    assert (await page.get("/picture?at=0", **headers)).status == 403
    assert page.archive.asked == []


@pytest.mark.parametrize("path", ["/picture?at=-1", "/picture?at=x", "/picture?at=" + "9" * 12, "/recording?after=٣"])
async def test_what_is_no_moment_is_refused(page: Page, path: str) -> None:
    await page.enter()
    assert (await page.get(path)).status == 400


async def test_every_answer_is_kept_by_nobody_and_lets_nothing_else_in(page: Page) -> None:
    for path in ("/", "/viewer.js", "/viewer.css", "/nowhere", "/picture?at=0"):
        headers = (await page.client.get(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]


async def test_the_page_names_nobody_elses_address(page: Page) -> None:
    for file in PAGE.iterdir():
        assert not re.search(r"//[a-z]", await asyncio.to_thread(file.read_text)), file.name


@pytest.mark.promise("P20")
async def test_there_is_no_way_to_ask_for_another_recording(page: Page) -> None:
    """Every route there is; whoever adds one reads this first."""
    routes = {(route.method, route.resource.canonical) for route in page.site.app().router.routes() if route.resource}
    assert {(method, path) for method, path in routes if method != "HEAD"} == {
        ("GET", "/"), ("GET", "/viewer.css"), ("GET", "/viewer.js"), ("GET", "/moments.js"), ("GET", "/source.js"),
        ("GET", "/texts.js"), ("POST", "/enter"), ("GET", "/opening"), ("GET", "/recording"), ("GET", "/picture"),
        ("POST", "/close"),
    }  # fmt: skip


def test_every_file_of_the_page_is_served() -> None:
    assert {name for name, _ in _FILES.values()} == {file.name for file in PAGE.iterdir()}
