from typing import Any

import pytest

from protocol.link import Refused
from tests.fakes.lines import FakeLine
from tests.fakes.web_socket_door import FakeTransport, line_on

ONE, TWO = Refused("one"), Refused("two")


@pytest.fixture
async def transport() -> FakeTransport:
    return FakeTransport()


@pytest.fixture(params=["a WebSocket's", "the fake"])
async def line(request: pytest.FixtureRequest, transport: FakeTransport) -> Any:
    return FakeLine() if request.param == "the fake" else line_on(transport)


async def test_what_is_sent_arrives_in_order_and_before_the_line_is_hung_up(
    line: Any, transport: FakeTransport
) -> None:
    line.send(ONE)
    line.send(TWO)
    line.hang_up()
    told = line.told if isinstance(line, FakeLine) else transport.told
    assert told == [ONE, TWO]


async def test_a_line_may_be_hung_up_twice(line: Any) -> None:
    line.hang_up()
    line.hang_up()
    line.send(ONE)


async def test_nobody_is_told_anything_after_the_farewell(transport: FakeTransport) -> None:
    line = line_on(transport)
    line.hang_up()
    line.send(ONE)
    assert transport.told == []
