"""The thread in which asyncio runs: feeds the desk with events, and performs what it commands.

`post` may be called from any thread; everything else happens in this one.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from traceback import walk_tb
from typing import Any, Protocol, TypeVar, assert_never

import av

from agent_client.customer import Customer, Listener, Offered
from agent_client.moving import Moving, Renewable
from agent_client.viewing import commands as c
from agent_client.viewing import events as e
from agent_client.viewing.customers_pointer import CustomersPointer
from agent_client.viewing.desk import Desk
from agent_client.viewing.status import Status
from logs import Dialogue
from peer import event_loop
from peer.server_link import Down, Up
from protocol import link, wire
from protocol.problems import DescriptionRefused
from protocol.recorder_identity import Identity
from protocol.safety_code import NONCE_BYTES

TICK = 0.25
"""Seconds between two looks at the clock: as often as a heart beats at most."""

Given = TypeVar("Given")
_OURS = __name__.partition(".")[0]

LinkEvent = Up | Down | link.ToAgentProgram


class Link(Renewable, Protocol):
    """The link to the server: a door with a fake. `peer.server_link.ServerLink` is the real one."""

    async def run(self, on_event: Callable[[LinkEvent], None]) -> None:
        """Keeps the link up until `close`."""

    def send(self, message: link.LinkMessage) -> bool:
        """Sends a message, if the link is up."""

    async def close(self) -> None:
        """Lets `run` return."""


class Curtain(Protocol):
    """What stands before the picture. `agent_client.developer.Developer` is the real one."""

    def open(self) -> bool:
        """Pictures may be drawn. Whether there is one already."""

    def shut(self) -> None:
        """No picture may be drawn."""

    def develop(self, frame: av.VideoFrame) -> bool:
        """A new picture. Whether it may be drawn. From the decoder's thread."""


class Browser(Protocol):
    """The system's browser: a door with a fake. `agent_client.browser.SystemBrowser` is the real one."""

    async def wait(self, returned: Callable[[link.CameBack], None]) -> int:
        """Waits for it on this machine, and calls `returned` once. The port. Raises `OSError`."""

    async def go(self, url: str, state: str) -> bool:
        """Opens a page, from which it comes back with this state. False when there is no browser."""

    def forget(self) -> None:
        """Nobody is awaited any more."""


class Driver:
    """Runs one desk. `make_link` is called in the loop; `meet` makes the connection for a customer's offer.

    `recorders` are the keys by which recorders are known. `on_pointer` is for those who draw the
    customer's pointer.
    """

    def __init__(
        self,
        make_link: Callable[[], Link],
        meet: Callable[[str, Offered, Listener], Customer],
        curtain: Curtain,
        on_status: Callable[[Status], None],
        dialogue: Dialogue,
        *,
        recorders: Identity,
        browser: Browser,
        on_pointer: Callable[[CustomersPointer], None] = lambda _: None,
    ) -> None:
        self._make_link = make_link
        self._meet = meet
        self._curtain = curtain
        self._on_status = on_status
        self._dialogue = dialogue
        self._on_pointer = on_pointer
        self._browser = browser
        self._desk = Desk(recorders)
        self.loop = event_loop.new()
        """Runs in the thread."""
        self._left: asyncio.Future[None] = self.loop.create_future()
        self._status = Status()
        self._customer: Customer | None = None
        self._current = ("", 0)
        self._pictures = 0
        self._first_awaited = False

    def start(self) -> Future[None]:
        """Starts the thread. The future ends with it, and with what it failed with."""
        thread = ThreadPoolExecutor(1, thread_name_prefix="driver")
        ended = thread.submit(self._run)
        thread.shutdown(wait=False)
        return ended

    def shown(self, number: int) -> None:
        """The picture with that number, its `pts`, is on the screen. From any thread."""
        self._in_loop(self._shown, number)

    def post(self, event: e.Event) -> None:
        """Something happened. From any thread; after the end it is too late, and nothing happens."""
        self._in_loop(self._handle, event)

    def _in_loop(self, do: Callable[[Given], object], given: Given) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(do, given)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self._drive())

    async def _drive(self) -> None:
        """Until the agent leaves, or something of ours fails: in a callback as well as in a task."""
        self._link = self._make_link()
        self.loop.set_exception_handler(self._failed)
        async with asyncio.TaskGroup() as self._tasks:
            self._tasks.create_task(self._link.run(self._link_said), name="link")
            running = [
                self._tasks.create_task(self._tick(), name="ticks"),
                self._tasks.create_task(Moving(self._link).run(), name="moving"),
            ]
            await asyncio.wait([self._left])
            for task in running:
                task.cancel()
            await self._link.close()
        self._left.result()

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A fault of a library's own, mostly because of what a peer sent, costs that connection and not the program."""
        fault = context.get("exception")
        if not isinstance(fault, Exception):
            return
        if not _went_through_us(fault):
            self._dialogue.fault(fault)
        elif not self._left.done():
            self._left.set_exception(fault)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            if self._customer is not None:
                counted = self._customer.counted()
                session, attempt = self._current
                self._handle(e.Counters(session, attempt, self._pictures, counted.bytes_received, counted.packets_lost))
            self._handle(e.Tick())

    def _handle(self, event: e.Event) -> None:
        if self._left.done():
            return
        now = monotonic()
        for command in self._desk.handle(event, now):
            self._perform(command)
        status = self._desk.status(now)
        if status != self._status:
            if status.step is not self._status.step:
                self._dialogue.state(status.step.value, status.session or "-")
            self._status = status
            self._on_status(status)

    def _link_said(self, event: LinkEvent) -> None:
        match event:
            case Up():
                self._handle(e.LinkUp())
            case Down(problem):
                self._handle(e.LinkDown(problem))
            case _:
                self._dialogue.received(event)
                self._handle(e.FromServer(event))

    def _perform(self, command: c.Command) -> None:
        match command:
            case c.SendLink(message):
                self._dialogue.sent(message)
                self._link.send(message)
            case c.SendPeer():
                self._send(command)
            case c.Answer():
                self._answer(command)
            case c.Drop():
                self._drop()
            case c.ShowPictures() | c.HidePictures():
                self._draw_curtain(command)
            case c.ShowPointer(pointer):
                self._on_pointer(pointer)
            case c.AwaitBrowser() | c.OpenBrowser() | c.ForgetBrowser():
                self._browse(command)
            case c.Leave():
                self._leave()
            case _:
                assert_never(command)

    def _draw_curtain(self, command: c.ShowPictures | c.HidePictures) -> None:
        if isinstance(command, c.HidePictures):
            self._curtain.shut()
            return
        self._first_awaited = True
        if self._curtain.open():
            self._first_shown(*self._current)

    def _browse(self, command: c.AwaitBrowser | c.OpenBrowser | c.ForgetBrowser) -> None:
        match command:
            case c.AwaitBrowser():
                self._tasks.create_task(self._await_browser(), name="await the browser")
            case c.OpenBrowser(url, state):
                self._tasks.create_task(self._open_browser(url, state), name="open the browser")
            case c.ForgetBrowser():
                self._browser.forget()
            case _:
                assert_never(command)

    async def _await_browser(self) -> None:
        try:
            port = await self._browser.wait(lambda message: self._handle(e.BrowserReturned(message)))
        except OSError:
            self._handle(e.BrowserMissing())
        else:
            self._handle(e.BrowserAwaited(port))

    async def _open_browser(self, url: str, state: str) -> None:
        if not await self._browser.go(url, state):
            self._handle(e.BrowserMissing())

    def _send(self, command: c.SendPeer) -> None:
        if self._customer is not None:
            self._customer.send(command.channel, wire.encode(command.message))

    def _leave(self) -> None:
        self._drop()
        self._left.set_result(None)

    def _answer(self, command: c.Answer) -> None:
        self._drop()
        self._current, self._pictures = (command.session, command.attempt), 0
        offered = Offered(command.sdp, command.routes, command.expected)
        self._customer = self._meet(command.session, offered, self._listener(command.session, command.attempt))
        self._tasks.create_task(self._say_answer(self._customer, command.session, command.attempt), name="answer")

    async def _say_answer(self, customer: Customer, session: str, attempt: int) -> None:
        try:
            sdp = await customer.answer()
        except DescriptionRefused:
            self._handle(e.OfferRefused(session, attempt, DescriptionRefused))
        else:
            self._dialogue.state(customer.relay, session)
            self._handle(e.Answered(session, attempt, sdp, customer.relay))

    def _drop(self) -> None:
        if self._customer is not None:
            self._tasks.create_task(self._customer.close(), name="close")
            self._customer = None

    def _listener(self, session: str, attempt: int) -> Listener:
        def connected(agent: bytes, customer: bytes) -> None:
            nonce = secrets.token_bytes(NONCE_BYTES)
            self._handle(e.PeerConnected(session, attempt, agent, customer, nonce))

        return Listener(
            connected=connected,
            lost=lambda: self._handle(e.PeerLost(session, attempt)),
            message=lambda channel, data: self._handle(e.FromCustomer(session, attempt, channel, data)),
            picture=partial(self._picture, session, attempt),
        )

    def _picture(self, session: str, attempt: int, frame: av.VideoFrame) -> None:
        """From the decoder's thread."""
        if (session, attempt) != self._current:
            return
        if not self._curtain.develop(frame):
            if frame.pts is not None:  # nobody may see it now, so nobody waits for it
                self._in_loop(self._done_with, frame.pts)
            return
        if frame.key_frame:
            self.post(e.WholePictureShown(session, attempt))
        if self._first_awaited:
            self._first_shown(session, attempt)

    def _shown(self, number: int) -> None:
        self._pictures += 1
        self._done_with(number)

    def _done_with(self, number: int) -> None:
        if self._customer is not None:
            self._customer.shown(number)

    def _first_shown(self, session: str, attempt: int) -> None:
        self._first_awaited = False
        self.post(e.PictureShown(session, attempt))


def _went_through_us(fault: BaseException) -> bool:
    """Whether code of this program called what failed."""
    calls = (frame.f_globals.get("__name__", "") for frame, _ in walk_tb(fault.__traceback__))
    return any(name.partition(".")[0] == _OURS for name in calls)
