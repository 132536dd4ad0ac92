import asyncio

import pytest
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from protocol.problems import MessageRefused
from signaling.pages import body


def posted(content: bytes, length: int | None, *, ends: bool = True) -> web.Request:
    """A request that says so many bytes come, of which these came."""
    loop = asyncio.get_running_loop()
    protocol = BaseProtocol(loop)
    protocol.connection_made(asyncio.Transport())
    stream = StreamReader(protocol, limit=2**16, loop=loop)
    stream.feed_data(content)
    if ends:
        stream.feed_eof()
    headers = {} if length is None else {"Content-Length": str(length)}
    return make_mocked_request("POST", "/", headers=headers, payload=stream)


async def test_a_small_body_is_read_whole() -> None:
    assert await body.read(posted(b"key=4819203", 11)) == b"key=4819203"
    assert await body.read(posted(b"", 0)) == b""


@pytest.mark.parametrize(("content", "length"), [(b"", None), (b"x", body.LIMIT + 1), (b"key", 11)])
async def test_one_that_is_too_long_or_ends_early_or_says_no_length_is_refused(
    content: bytes, length: int | None
) -> None:
    with pytest.raises(MessageRefused):
        await body.read(posted(content, length))


async def test_one_that_stops_in_the_middle_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "WITHIN", 0.01)
    with pytest.raises(MessageRefused):
        await body.read(posted(b"key", 11, ends=False))


async def test_one_that_the_library_cannot_take_apart_is_refused() -> None:
    request = posted(b"", 5, ends=False)
    request.content.set_exception(web.RequestPayloadError("canary"))
    with pytest.raises(MessageRefused):
        await body.read(request)
