"""What comes in is bytes: what is no request is told so in few words, and costs its sender one connection."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from logs import AllowList
from signaling import connections
from signaling.pages import body
from signaling.settings import Settings
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import ORIGIN, Running, running
from tests.fakes.waiting import WITHIN

pytestmark = pytest.mark.end_to_end

FORM = (
    f"POST /key HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\nContent-Type: application/x-www-form-urlencoded\r\n".encode()
)
LINKS = b"POST /v1/enrolment-links HTTP/1.1\r\nHost: x\r\n"
UPGRADE = f"GET /v1/customer HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\nUpgrade: websocket\r\n".encode()
INSIDE = (b"Traceback", b"Python", b"aiohttp", b".py", b"Error", b"canary", b"127.0.0.1")


@pytest.fixture
async def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr(body, "WITHIN", 0.1)
    monkeypatch.setattr(connections, "FAREWELL_WITHIN", 0.1)
    settings = Settings(state=str(tmp_path), silence=0.2, enrolment=True)
    async with running(settings, open_database=MemoryDatabase) as server:
        yield server


async def said_to(at: Running, *parts: bytes) -> bytes:
    """What the server says until it ends the connection."""
    host, port = at.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for part in parts:
        writer.write(part)
        await writer.drain()
    async with asyncio.timeout(WITHIN):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET / HTTP/1.1\r\ncanary\r\n\r\n", b"400"),
        (b"canary\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00canary", b"400"),
        (b"GET /canary HTTP/9.9\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: canary\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"c" * 70_000 + b"\r\n\r\n", b"400"),
        (FORM + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", b"400"),
        (FORM + b"Transfer-Encoding: chunked\r\n\r\ncanary\r\n", b"400"),
        (FORM + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", b"400"),
        (FORM + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\ncanary", b"400"),
        (FORM + b"Content-Encoding: br\r\nContent-Length: 6\r\n\r\ncanary", b"400"),
        (b"GET /easysupport/\xff\xfe\xed\xa0\x80 HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /easysupport/%ff%ed%a0%80%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"403"),
        (FORM + b"Expect: \xff\r\nConnection: close\r\n\r\n", b"417"),
        (UPGRADE + b"Sec-WebSocket-Version: \xff\r\nConnection: Upgrade\r\n\r\n", b"400"),
        (UPGRADE + b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \xff\r\nConnection: Upgrade\r\n\r\n", b"400"),
        (UPGRADE.replace(b"websocket", b"\xff") + b"Connection: Upgrade\r\n\r\n", b"400"),
        (
            LINKS + b"Connection: close\r\nAuthorization: Bearer \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
            b"401",
        ),
    ],
    ids=lambda value: value[:24].decode("ascii", "replace") if len(value) > 3 else "",
)
async def test_what_is_no_request_is_told_so_and_nothing_else(at: Running, request_line: bytes, status: bytes) -> None:
    answer = await said_to(at, request_line)
    assert answer.split(b" ", 2)[1] == status
    assert not [word for word in INSIDE if word in answer]
    assert b"Content-Security-Policy" in answer


async def test_a_body_that_is_left_in_the_middle_is_no_fault_of_ours(
    at: Running, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = at.url.removeprefix("http://").split(":")
    for kept in (b"", b"key=48"):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(FORM + b"Content-Length: 99\r\n\r\n" + kept)
        await writer.drain()
        writer.transport.abort()
    await said_to(at, b"canary\r\n\r\n")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.promise("P17")
async def test_nothing_of_what_came_in_reaches_the_log(at: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(AllowList())
    for said in (b"GET / HTTP/1.1\r\nUser-Agent: canary\r\nbroken\r\n\r\n", b"canary canary canary\r\n\r\n"):
        await said_to(at, said)
    assert "canary" not in caplog.text
    assert "127.0.0.1" not in caplog.text


async def test_bytes_that_drip_are_not_waited_for_longer_than_silence(at: Running) -> None:
    host, port = at.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        ended = tasks.create_task(_until_it_ends(reader), name="until the server ends it")
        for byte in b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 10_000:
            writer.write(bytes([byte]))
            await asyncio.wait([ended], timeout=0.02)
            if ended.done():
                break
    assert ended.result() == b""
    writer.close()


async def _until_it_ends(reader: asyncio.StreamReader) -> bytes:
    with suppress(ConnectionError):  # a drop was on its way
        return await reader.read()
    return b""


async def test_who_does_not_read_what_it_asked_for_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TAKEN_WITHIN", 0.5)
    async with running(Settings(state=str(tmp_path)), open_database=MemoryDatabase) as server:
        host, port = server.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port), limit=1)
        with pytest.raises(ConnectionError):
            await _asks_for_ever(writer)


async def _asks_for_ever(writer: asyncio.StreamWriter) -> None:
    async with asyncio.timeout(WITHIN):
        while True:
            writer.write(b"GET /style.css HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0)
