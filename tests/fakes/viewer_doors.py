"""What a viewer is connected through, in one process: a server and a customer that do what a test says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import av
import numpy as np

from agent_client.customer import Counted, Listener, Offered
from agent_client.driver import LinkEvent
from peer.routes import Outcome
from peer.server_link import Ends, Up
from protocol import link, wire
from protocol import peer_messages as m
from protocol.problems import DescriptionRefused


@dataclass
class FakeLink:
    """A link that is up at once. `answers` says what the server replies to a message."""

    answers: Callable[[link.LinkMessage], list[LinkEvent]]
    sent: list[link.LinkMessage] = field(default_factory=list)
    ends: Ends | None = None
    renewed: int = 0

    async def run(self, on_event: Callable[[LinkEvent], None]) -> None:
        self.on_event = on_event
        self._closed = asyncio.Event()
        on_event(Up())
        await self._closed.wait()

    def send(self, message: link.LinkMessage) -> bool:
        self.sent.append(message)
        for event in self.answers(message):
            asyncio.get_running_loop().call_soon(self.on_event, event)
        return True

    def renew(self) -> None:
        self.renewed += 1
        self.on_event(Up())

    async def close(self) -> None:
        self._closed.set()


@dataclass
class FakeCustomer:
    """A customer's client. Keeps what it is sent; `replies` says what it answers on which channel."""

    offered: Offered
    listener: Listener
    replies: Callable[["FakeCustomer", m.FromAgent], None]
    received: list[m.FromAgent] = field(default_factory=list)
    closed: bool = False
    relay: Outcome = Outcome.NONE_OFFERED
    pictures_shown: list[int] = field(default_factory=list)

    async def answer(self) -> str:
        if self.offered.sdp == "bad":
            raise DescriptionRefused
        asyncio.get_running_loop().call_soon(self.listener.connected, b"a" * 32, b"c" * 32)
        return "answer"

    def send(self, channel: str, data: bytes) -> bool:
        assert channel in {m.CONTROL, m.INPUT}
        message = wire.from_agent.read(data)
        self.received.append(message)
        asyncio.get_running_loop().call_soon(self.replies, self, message)
        return True

    def says(self, *messages: m.FromCustomer) -> None:
        for message in messages:
            channel = m.INPUT if isinstance(message, m.HeartbeatAnswer) else m.CONTROL
            self.listener.message(channel, wire.encode(message))

    def shown(self, number: int) -> None:
        self.pictures_shown.append(number)

    def counted(self) -> Counted:
        return Counted(bytes_received=1000)

    async def close(self) -> None:
        self.closed = True


@dataclass
class FakeBrowser:
    """A browser that does nothing by itself. `comes_back` is what the test has it bring."""

    port: int = 4711
    there: bool = True
    opened: list[str] = field(default_factory=list)
    is_awaited: bool = False
    state: str = ""

    async def wait(self, returned: Callable[[link.CameBack], None]) -> int:
        if not self.there:
            raise OSError
        self.is_awaited, self._returned = True, returned
        return self.port

    async def go(self, url: str, state: str) -> bool:
        self.opened.append(url)
        self.state = state
        return self.there

    def forget(self) -> None:
        self.is_awaited = False

    def comes_back(self, code: str) -> None:
        self._returned(link.CameBack(self.state, code))


def frame(
    width: int, height: int, colour: tuple[int, int, int] = (30, 90, 160), kind: str = "yuv444p"
) -> av.VideoFrame:
    """A decoded picture, all of one colour (red, green, blue)."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:] = colour
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format=kind)
