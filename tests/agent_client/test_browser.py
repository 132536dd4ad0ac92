import asyncio
import http.client
import socket
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from agent_client import browser as module
from agent_client.browser import SystemBrowser, is_openable, open_in_browser
from protocol.link import CameBack

STATE = "the-state"


class Waiting:
    """A program that waits for its browser."""

    def __init__(self) -> None:
        self.came: list[CameBack] = []
        self.browser = SystemBrowser("de", "Zu", "Weiter im Programm")
        self.port = 0

    async def asks(self, target: str, host: str = "", method: str = "GET") -> tuple[int, str]:
        """What somebody on this machine is answered."""
        return await asyncio.to_thread(partial(self._asks, target, host or f"127.0.0.1:{self.port}", method))

    def _asks(self, target: str, host: str, method: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, target, headers={"Host": host})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


@pytest.fixture
async def waiting(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Waiting]:
    monkeypatch.setattr(module, "open_in_browser", lambda _url: True)
    waiting = Waiting()
    waiting.port = await waiting.browser.wait(waiting.came.append)
    assert await waiting.browser.go("https://help.example/", STATE)
    yield waiting
    waiting.browser.forget()


async def test_the_browser_comes_back_once_and_is_told_that_it_can_be_closed(waiting: Waiting) -> None:
    status, page = await waiting.asks(f"/?state={STATE}&code=a%2Fb&iss=https%3A%2F%2Flogin.example&more=x")
    assert status == 200
    assert "Weiter im Programm" in page
    assert "<html lang='de'>" in page
    assert waiting.came == [CameBack(STATE, "a/b", "https://login.example")]
    assert (await waiting.asks(f"/?state={STATE}&code=again"))[0] == 404
    assert len(waiting.came) == 1


@pytest.mark.parametrize(
    "target",
    [
        "/?state=another&code=c",
        "/?code=c",
        "/",
        f"/other?state={STATE}&code=c",
        f"/?state={STATE}&state={STATE}x",
        "/?state=" + "x" * 200,
        "/?" + "a=b&" * 40 + f"state={STATE}",
        "//[/",
    ],
)
async def test_whoever_else_asks_is_told_nothing_and_the_browser_is_still_awaited(
    waiting: Waiting, target: str
) -> None:
    status, page = await waiting.asks(target)
    assert (status, page) == (404, "")
    assert waiting.came == []
    assert (await waiting.asks(f"/?state={STATE}&error=access_denied"))[0] == 200
    assert waiting.came == [CameBack(STATE, error="access_denied")]


async def test_a_page_of_somebody_elses_that_calls_this_machine_by_another_name_is_told_nothing(
    waiting: Waiting,
) -> None:
    target = f"/?state={STATE}&code=c"
    for host in ("evil.example", "localhost:1", f"127.0.0.1:{waiting.port}.evil.example"):
        assert (await waiting.asks(target, host))[0] == 404
    assert (await waiting.asks(target, method="POST"))[0] == 404
    assert waiting.came == []


async def test_nonsense_costs_its_own_connection(waiting: Waiting) -> None:
    for sent in (b"\r\n\r\n", b"\xff" * 40_000, b"GET / HTTP/1.1\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", waiting.port)
        writer.write(sent)
        writer.write_eof()
        await reader.read()
        writer.close()
    assert (await waiting.asks(f"/?state={STATE}&code=c"))[0] == 200


async def test_before_a_page_is_opened_and_after_it_is_given_up_nobody_is_believed() -> None:
    waiting = Waiting()
    waiting.port = await waiting.browser.wait(waiting.came.append)
    assert (await waiting.asks("/?state=&code=c"))[0] == 404
    waiting.browser.forget()
    await asyncio.sleep(0)  # the port is free after one turn of the loop
    with pytest.raises(OSError, match="refused"):
        await waiting.asks("/")
    assert waiting.came == []


async def test_a_connection_that_comes_while_it_is_given_up_is_closed(waiting: Waiting) -> None:
    """Browsers open one to spare. It is accepted in one turn of the loop, and set up in the next."""
    loop = asyncio.get_running_loop()
    with socket.create_connection(("127.0.0.1", waiting.port), timeout=10) as spare:
        loop.call_soon(loop.call_soon, waiting.browser.forget)
        await asyncio.sleep(0)
        spare.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert await asyncio.to_thread(spare.recv, 64), "it is set up, and answered"


async def test_a_port_that_is_always_the_same_can_be_waited_at_again_at_once(waiting: Waiting) -> None:
    same = SystemBrowser("de", "Zu", "Weiter im Programm", waiting.port)
    waiting.browser.forget()
    for _ in range(2):
        assert await same.wait(waiting.came.append) == waiting.port
    same.forget()


async def test_another_trip_is_another_port_and_the_first_is_over() -> None:
    waiting = Waiting()
    first = await waiting.browser.wait(waiting.came.append)
    second = await waiting.browser.wait(waiting.came.append)
    waiting.port = first
    if first != second:
        with pytest.raises(OSError, match="refused"):
            await waiting.asks("/")
    waiting.browser.forget()


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://help.example/security-key/abc-_?lang=de", True),
        ("https://login.example:8443/a?b=c&d=e%20f", True),
        ("http://help.example/", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://user@help.example/", False),
        ("https://help.example/ --flag", False),
        ('https://help.example/";calc', False),
        ("https://hélp.example/", False),
        ("https://help.example/\n", False),
        ("https://[/", False),
        ("--help", False),
        ("", False),
    ],
)
def test_only_an_https_address_is_handed_to_another_program(
    monkeypatch: pytest.MonkeyPatch, url: str, opens: bool
) -> None:
    opened: list[str] = []
    note: Callable[[str], bool] = lambda url: opened.append(url) is None  # noqa: E731  # a fake, in a line
    monkeypatch.setattr("webbrowser.open", note)
    assert is_openable(url) == opens
    assert open_in_browser(url) == opens
    assert opened == [url] * opens
