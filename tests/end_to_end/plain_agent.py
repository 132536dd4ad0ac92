"""The agent's program without its windows: the real desk, driver, link and connection; pictures are kept as numbers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from time import monotonic

import av

from agent_client.customer import Customer, Listener, Offered, RealCustomer
from agent_client.driver import Driver
from agent_client.viewing.events import Acted
from agent_client.viewing.status import Action, NewSession, Quit, SetEnrolment, SignIn, Status, TypeCode
from agent_client.viewing.steps import Step
from logs import Dialogue
from peer.certificate import Certificate
from peer.paying_link import PayingLink
from peer.recorder_keys import pinned
from peer.server_link import ServerLink
from protocol import link, wire
from tests.end_to_end.service import CUSTOMER, PASSWORD, Service
from tests.fakes.viewer_doors import FakeBrowser

PATIENCE = 40.0
"""Seconds; generous, because several suites may share a small machine."""
Colour = tuple[int, int, int]


@dataclass
class Seen:
    """The pictures that may be drawn, as the curtain of `agent_client.driver`."""

    pictures: int = 0
    arrived: int = 0
    """Also those that may not be drawn."""
    arrived_at: float = 0.0
    """By a clock that nobody sets."""
    size: tuple[int, int] = (0, 0)
    open_: bool = False
    _frame: av.VideoFrame | None = field(default=None, repr=False)

    def open(self) -> bool:
        self.open_ = True
        return False

    def shut(self) -> None:
        self.open_, self._frame = False, None

    def develop(self, frame: av.VideoFrame) -> bool:
        self.arrived, self.arrived_at = self.arrived + 1, monotonic()
        if self.open_:
            self.pictures += 1
            self.size, self._frame = (frame.width, frame.height), frame
        return self.open_

    @property
    def there(self) -> bool:
        """Whether there is a picture just now."""
        return self._frame is not None

    def colour(self, across: float = 0.5, down: float = 0.5) -> Colour:
        """Red, green and blue at this place of the newest picture."""
        assert self._frame
        return colour_of(self._frame, across, down)


def colour_of(frame: av.VideoFrame, across: float, down: float) -> Colour:
    """Red, green and blue at this place."""
    rgb = frame.reformat(format="rgb24")
    at = int(down * (rgb.height - 1)) * rgb.planes[0].line_size + 3 * int(across * (rgb.width - 1))
    red, green, blue = bytes(rgb.planes[0])[at : at + 3]
    return red, green, blue


class PlainAgent:
    """One agent, signed in by `ready`."""

    def __init__(self, service: Service) -> None:
        self.seen, self.status = Seen(), Status()
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._certificate = Certificate.generate()
        self._driver = Driver(
            self._link, self._meet, self.seen, self._told, Dialogue("agent"),
            recorders=pinned(str(service.state / "tls" / "recorders.pem")), browser=FakeBrowser(),
        )  # fmt: skip
        self._ended = self._driver.start()

    def act(self, action: Action) -> None:
        self._driver.post(Acted(action))

    async def until(self, holds: Callable[[Status], bool]) -> Status:
        """Until the status is so. Fails with the status that it has instead."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds(self.status):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(self.status) from None
        return self.status

    async def key(self) -> str:
        """Signs in, unless that is done, and opens a session."""
        if self.status.step is Step.SIGN_IN:
            await self._sign_in()
        self.act(NewSession(CUSTOMER))
        return (await self.until(lambda status: bool(status.key))).key

    async def _sign_in(self) -> None:
        await self.until(lambda status: status.server_reached)
        self.act(SignIn("muster", PASSWORD, self._service.code()))
        await self.until(lambda status: status.step is Step.IDLE)
        self.act(SetEnrolment(CUSTOMER, granted=True, language="de"))
        await self.until(lambda status: bool(status.enrolled))

    async def compare(self, code: str) -> str:
        """Types the safety code; what is to be read out then."""
        await self.until(lambda status: status.step is Step.TYPE_CODE)
        self.act(TypeCode(code))
        return (await self.until(lambda status: bool(status.confirmation))).confirmation

    async def sees(self) -> None:
        """Until there is a picture."""
        await self.until(lambda status: status.step is Step.VIEWING and status.pause is None)

    async def until_seen(self, holds: Callable[[Seen], bool]) -> None:
        """Until a picture is so."""
        async with asyncio.timeout(PATIENCE):
            while not (self.seen.there and holds(self.seen)):  # noqa: ASYNC110  # they come from another thread
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        self.act(Quit())
        await asyncio.wrap_future(self._ended)

    def _link(self) -> PayingLink[link.ToAgentProgram]:
        address = self._service.address + link.AGENT_PATH
        return PayingLink(ServerLink(address, self._service.tls, wire.to_agent_program))

    def _meet(self, _session: str, offered: Offered, listener: Listener) -> Customer:
        return RealCustomer(self._certificate, offered, listener, self._service.tls)

    def _told(self, status: Status) -> None:
        def take() -> None:
            self.status = status
            self._news.set()

        self._loop.call_soon_threadsafe(take)


@asynccontextmanager
async def plain_agent(
    service: Service, inside: Callable[[], AbstractContextManager[None]] = nullcontext
) -> AsyncIterator[PlainAgent]:
    """An agent with a new account, `inside` a network, gone afterwards."""
    await service.add_agent()
    with inside():
        agent = PlainAgent(service)
    try:
        yield agent
    finally:
        await agent.close()
