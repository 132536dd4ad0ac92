from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from signaling.problems import CannotStart
from signaling.provider.door import LONGEST, HttpDoor, Refused, Unreachable
from tests.fakes.tls import folder, serving


class Provider:
    """A few addresses, and what they were asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.lines: set[object] = set()

    async def answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.lines.add(request.transport)
        self.asked.append((request.path, form, request.headers.get("Authorization", "")))
        match request.path:
            case "/elsewhere":
                raise web.HTTPFound("/good")
            case "/large":
                return web.Response(body=b"x" * (LONGEST + 1))
            case "/no":
                return web.Response(status=400)
            case "/broken":
                return web.Response(status=500)
            case _:
                return web.Response(body=b"answer", headers={"Set-Cookie": "a=b"})


@pytest.fixture
async def provider() -> AsyncIterator[tuple[Provider, str, Path]]:
    provider, app = Provider(), web.Application()
    app.router.add_route("*", "/{rest:.*}", provider.answer)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=serving())
    yield provider, f"https://localhost:{server.port}", folder() / "ca.pem"
    await server.close()


async def test_it_asks_and_is_answered_with_nothing_kept_from_one_to_the_next(
    provider: tuple[Provider, str, Path],
) -> None:
    there, issuer, authority = provider
    async with HttpDoor(issuer, authority) as door:
        assert await door.get(issuer + "/good") == b"answer"
        assert await door.post(issuer + "/good", {"code": "c"}, ("name", "secret")) == b"answer"
    assert there.asked == [("/good", {}, ""), ("/good", {"code": "c"}, "Basic bmFtZTpzZWNyZXQ=")]


async def test_no_request_goes_over_an_old_connection_that_the_provider_may_be_closing(
    provider: tuple[Provider, str, Path],
) -> None:
    there, issuer, authority = provider
    async with HttpDoor(issuer, authority) as door:
        await door.get(issuer + "/good")
        await door.post(issuer + "/good", {"code": "c"}, None)
    assert len(there.lines) == 2


@pytest.mark.promise("P06")
@pytest.mark.parametrize("path", ["/elsewhere", "/large", "/broken", "/no"])
async def test_it_follows_nobody_elsewhere_and_believes_nothing_that_is_not_an_answer(
    provider: tuple[Provider, str, Path], path: str
) -> None:
    there, issuer, authority = provider
    async with HttpDoor(issuer, authority) as door:
        with pytest.raises(Unreachable):
            await door.get(issuer + path)
        if path == "/no":
            with pytest.raises(Refused):
                await door.post(issuer + path, {}, None)
    assert {asked[0] for asked in there.asked} == {path}


@pytest.mark.promise("P06")
async def test_it_goes_to_no_other_host(provider: tuple[Provider, str, Path]) -> None:
    _, issuer, authority = provider
    async with HttpDoor(issuer, authority) as door:
        with pytest.raises(AssertionError):
            await door.get("https://evil.example/good")


async def test_a_provider_that_cannot_prove_who_it_is_gets_nothing(provider: tuple[Provider, str, Path]) -> None:
    there, issuer, _ = provider
    async with HttpDoor(issuer, folder("somebody-else") / "ca.pem") as door:
        with pytest.raises(Unreachable):
            await door.post(issuer + "/good", {"code": "c"}, ("name", "secret"))
    assert there.asked == []


def test_without_an_authority_it_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"nowhere\.pem.*PROVIDER_CA"):
        HttpDoor("https://login.example", tmp_path / "nowhere.pem")
