from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from signaling.pages.headers import protect


async def test_a_response_forbids_everything_it_does_not_need() -> None:
    response = web.Response()
    await protect(make_mocked_request("GET", "/"), response)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


async def test_what_a_handler_decided_for_itself_stands() -> None:
    response = web.Response(headers={"Cache-Control": "public", "Referrer-Policy": "same-origin"})
    await protect(make_mocked_request("GET", "/"), response)
    assert response.headers["Cache-Control"] == "public"
    assert response.headers["Referrer-Policy"] == "same-origin"


async def test_the_server_does_not_say_what_it_is() -> None:
    response = web.Response(headers={"Server": "Python/3.11 aiohttp/3.14"})
    await protect(make_mocked_request("GET", "/"), response)
    assert "Server" not in response.headers
