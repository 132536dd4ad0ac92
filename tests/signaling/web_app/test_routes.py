from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from protocol.link import Operator
from signaling import web_app
from signaling.pages.headers import protect

ORIGIN = "https://help.example"


async def browser(aiohttp_client: AiohttpClient) -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.on_response_prepare.append(protect)
    web_app.add_routes(app, operator=Operator("Beispiel", "0800 1", "a@b"), recorders=Path("none"), origin=ORIGIN)
    return await aiohttp_client(app)


async def test_the_page_may_use_its_own_scripts_a_camera_and_our_server_alone(aiohttp_client: AiohttpClient) -> None:
    client = await browser(aiohttp_client)
    answer = await client.get("/app/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "connect-src 'self' wss://help.example;" in policy
    assert "unsafe" not in policy
    assert answer.headers["Permissions-Policy"] == (
        "camera=(self), display-capture=(self), microphone=(), geolocation=()"
    )
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.content_type == "text/html"


async def test_each_file_of_the_shell_is_there_under_its_kind(aiohttp_client: AiohttpClient) -> None:
    client = await browser(aiohttp_client)
    for name, kind in {"app.js": "text/javascript", "app.css": "text/css", "words.json": "application/json",
                       "icon-192.png": "image/png", "service_worker.js": "text/javascript"}.items():  # fmt: skip
        answer = await client.get(f"/app/{name}")
        assert (answer.status, answer.content_type, answer.headers["Cache-Control"]) == (200, kind, "no-cache")


async def test_what_a_browser_has_already_is_not_sent_again_and_text_is_sent_small(
    aiohttp_client: AiohttpClient,
) -> None:
    client = await browser(aiohttp_client)
    answer = await client.get("/app/course.js")
    assert answer.headers["Content-Encoding"] in {"deflate", "gzip"}
    assert int(answer.headers["Content-Length"]) < len(await answer.read()) / 2
    again = await client.get("/app/course.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    assert again.headers["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]


async def test_nothing_else_is(aiohttp_client: AiohttpClient) -> None:
    client = await browser(aiohttp_client)
    for name in ("index.html", "words.py", "../settings.py", "%2e%2e/settings.py", "nothing.js"):
        assert (await client.get(f"/app/{name}")).status == 404
    answer = await client.get("/app", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (308, "/app/")
    answer = await client.get("/app?lang=en", allow_redirects=False)
    assert answer.headers["Location"] == "/app/?lang=en"
    answer = await client.get("/app?lang=//evil.example", allow_redirects=False)
    assert answer.headers["Location"] == "/app/"


async def test_a_key_from_the_start_page_is_filled_in_and_kept_nowhere(aiohttp_client: AiohttpClient) -> None:
    client = await browser(aiohttp_client)
    answer = await client.post("/app/?lang=en", data={"key": "481 92 03"}, headers={"Origin": ORIGIN})
    assert '<html data-key="4819203" lang="de">' in await answer.text()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "data-key" not in await (await client.get("/app/")).text()


@pytest.mark.parametrize(
    ("key", "origin"), [("4819203", "https://evil.example"), ("4819203", None), ('1"><script>', ORIGIN), ("", ORIGIN)]
)
async def test_nothing_else_is_filled_in(aiohttp_client: AiohttpClient, key: str, origin: str | None) -> None:
    client, headers = await browser(aiohttp_client), {"Origin": origin} if origin else {}
    answer = await client.post("/app/?lang=en", data={"key": key}, headers=headers, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/app/?lang=en")
