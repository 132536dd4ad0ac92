"""Puts the core together, and the program: the core in a thread with its event loop, the window in the main thread.

Everything is replaceable. `bench/` and the tests take `assemble` with another window, other doors or another kind of
connection; the shipped program takes it as it is.
"""

import asyncio
import gc
import secrets
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from customer_client import commands as c
from customer_client import events as e
from customer_client.button import DeviceDoor
from customer_client.button.here import on_this_device
from customer_client.cleanup import put_back
from customer_client.course import FAREWELL
from customer_client.doors import Doors, of_this_machine
from customer_client.hands import Hands
from customer_client.helping import Help
from customer_client.lines import Lines, MakeConnection
from customer_client.lookout import Lookout
from customer_client.program import MakeWindow, Program
from customer_client.settings import Settings, checked
from customer_client.status import Action, Status
from customer_client.window import Window, own_windows
from logs import Dialogue
from peer import event_loop
from peer.certificate import Certificate
from peer.connection import Connection
from peer.encoder import SharedEncoder
from peer.paying_link import PayingLink
from peer.recorder_keys import pinned
from peer.server_link import Down, Ends, ServerLink, Up
from peer.tls import trusting
from peer.whereabouts import since_boot
from protocol import link, wire

TICK_EVERY = 0.2
"""Seconds between two looks at the clock: every bound of the core is met within this. Each look costs 0.5 ms."""
DEVICE_EVERY = 1.0
"""Seconds between two looks at this device's switch and button, which another program of ours may change."""


class Link(Protocol):
    """The link to the server: `peer.server_link.ServerLink`, or a fake of it."""

    async def run(self, on_event: Callable[[Up | Down | link.ToCustomerProgram], None], /) -> None:
        """As in `ServerLink`."""

    @property
    def ends(self) -> Ends | None:
        """As in `ServerLink`."""

    def send(self, message: link.LinkMessage, /) -> bool:
        """As in `ServerLink`."""

    def renew(self) -> None:
        """As in `ServerLink`."""

    async def close(self) -> None:
        """As in `ServerLink`."""


def link_to(address: str, tls: ssl.SSLContext) -> Link:
    """The real one."""
    paid: PayingLink[link.ToCustomerProgram] = PayingLink(ServerLink(address, tls, wire.to_customer_program))
    return paid


@dataclass(frozen=True)
class Parts:
    """What a program is made of. Each part can be another one."""

    doors: Doors
    device: DeviceDoor
    connection: MakeConnection = Connection
    link: Callable[[str, ssl.SSLContext], Link] = link_to
    clock: Callable[[], float] = since_boot
    wall_clock: Callable[[], float] = time.time
    removes_itself: bool = False
    """Whether whoever starts the program removes it after its end: the windows say so."""


class Client:
    """The core with its loop: everything that happens waits in one queue, and is dealt with one after the other."""

    def __init__(self, settings: Settings, parts: Parts, window: Window) -> None:
        self._settings = settings
        self._parts = parts
        self._window = window
        self._log = Dialogue("customer")
        self._events: asyncio.Queue[e.Event] = asyncio.Queue()
        self._left = asyncio.Event()
        self._shown: Status | None = None
        self._tls = trusting(Path(settings.ca))
        self._certificate = certificate = Certificate.generate()
        self._device = parts.device.state()
        self._help = Help(
            fingerprint=certificate.fingerprint,
            nonce=lambda: secrets.token_bytes(16),
            wall_offset=parts.wall_clock() - parts.clock(),
            recorders=pinned(settings.recorders),
            signs=certificate.signer,
            ticket=settings.ticket,
            removes_itself=parts.removes_itself,
            device=self._device,
        )
        self._hands: Hands | None = None

    async def run(self) -> None:
        """Until the customer quits."""
        loop = asyncio.get_running_loop()
        encoder = SharedEncoder(loop)
        address = self._settings.server.rstrip("/") + link.CUSTOMER_PATH
        to_server = self._parts.link(address, self._tls)
        try:
            async with asyncio.TaskGroup() as tasks:
                lines = Lines(
                    make=partial(self._parts.connection, tls=self._tls),
                    encoder=encoder,
                    certificate=self._certificate,
                    happened=self.happened,
                    own_windows=lambda: own_windows(self._window),
                    tasks=tasks,
                )
                self._hands = hands = self._make_hands(lines, encoder, loop, to_server)
                attending = tasks.create_task(self._attend(hands), name="core")
                talking = tasks.create_task(to_server.run(self._from_link), name="server link")
                ticking = tasks.create_task(self._tick(), name="clock")
                watching = tasks.create_task(self._watch_device(), name="device")
                lookout = Lookout(lambda: to_server.ends, lines, self.happened)
                looking = tasks.create_task(lookout.run(), name="lookout")
                if refusal := self._parts.doors.refusal():
                    self.happened(e.ScreenLost(refusal))
                await self._left.wait()
                if self._help.session != "-":
                    await asyncio.sleep(FAREWELL)
                lines.drop_all()
                await to_server.close()
                for task in (talking, ticking, watching, looking, attending):
                    task.cancel()
        finally:
            self._put_back(encoder)

    def happened(self, event: e.Event) -> None:
        """Something happened. In the loop's thread; dealt with soon, in order, where a fault ends the program."""
        self._events.put_nowait(event)

    async def _attend(self, hands: Hands) -> None:
        """Tells the core what happened, and has done what it wants."""
        while True:
            event = await self._events.get()
            if isinstance(event, e.Offered):
                self._log.state(event.relay, self._help.session)
            for command in self._help.handle(event, self._parts.clock()):
                hands.carry_out(command)
            self._show()

    def _show(self) -> None:
        status = self._help.status()
        if status == self._shown:
            return
        if self._shown is None or status.step is not self._shown.step:
            self._log.state(status.step, self._help.session)
        self._shown = status
        self._window.show(status)

    def _from_link(self, event: Up | Down | link.ToCustomerProgram) -> None:
        match event:
            case Up():
                self.happened(e.LinkUp())
            case Down(problem):
                self.happened(e.LinkDown(problem))
            case _:
                self._log.received(event, self._help.session)
                self.happened(e.FromServer(event))

    async def _tick(self) -> None:
        while True:
            self.happened(e.Tick())
            await asyncio.sleep(TICK_EVERY)

    async def _watch_device(self) -> None:
        while True:
            before, self._device = self._device, self._parts.device.state()
            if self._device != before:
                self.happened(e.DeviceSeen(self._device))
            await asyncio.sleep(DEVICE_EVERY)

    def _make_hands(
        self, lines: Lines, encoder: SharedEncoder, loop: asyncio.AbstractEventLoop, to_server: Link
    ) -> Hands:
        return Hands(
            doors=self._parts.doors,
            device=self._parts.device,
            lines=lines,
            encoder=encoder,
            loop=loop,
            clock=self._parts.clock,
            send=to_server.send,
            renew=to_server.renew,
            happened=self.happened,
            leave=self._left.set,
            log=self._log,
            session=lambda: self._help.session,
            input_flows=lambda: self._help.input_flows(self._parts.clock()),
        )

    def _put_back(self, encoder: SharedEncoder) -> None:
        """In the end, and after a fault too: capture first, then what is held, then the rest."""
        steps: list[tuple[str, Callable[[], object]]] = []
        if hands := self._hands:
            back: list[c.Command] = [
                c.StopCapture(),
                c.StopWatching(),
                *(c.Inject(stroke) for stroke in self._help.held()),
            ]
            steps = [(type(command).__name__, partial(hands.carry_out, command)) for command in back]
        put_back([*steps, ("doors-closed", self._parts.doors.close), ("encoder-closed", encoder.close)], self._log)


class CoreInLoop:
    """The client with an event loop of its own: the `Core` of a program."""

    def __init__(self, settings: Settings, parts: Parts, window: Window) -> None:
        self.loop = event_loop.new()
        self.client = Client(settings, parts, window)

    def run(self) -> None:
        """As in `Core`."""
        gc.freeze()  # what is here now stays: to look through all of it takes 20 ms, in which no thread does anything
        try:
            with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
                runner.run(self.client.run())
        finally:
            gc.unfreeze()

    def act(self, action: Action) -> None:
        """As in `Core`."""
        self.loop.call_soon_threadsafe(self.client.happened, e.Acted(action))


def core_of_this_machine(
    settings: Settings,
    window: Window,
    *,
    removes_itself: bool = False,
    file: Path | None = None,
    note: Path | None = None,
) -> CoreInLoop:
    """The core with everything real; `note` as in `of_this_machine`. Raises as `assemble` does."""
    doors = of_this_machine(settings.display or None, time.monotonic, note)
    device = on_this_device(checked(settings).server, file)
    return CoreInLoop(settings, Parts(doors, device, removes_itself=removes_itself), window)


def assemble(
    settings: Settings, make_window: MakeWindow, doors: Doors | None = None, connection: MakeConnection = Connection
) -> Program:
    """The program on this machine. `make_window` is called with what a window calls for everything the customer does.

    Raises `ScreenGone` or `ScreenRefused` when there is no display for it, and `SettingsWrong` for an address without
    TLS. Its `run` raises `SettingsWrong` for missing keys of recorders, and `OSError` for a `ca` that cannot be read.
    """
    doors = doors or of_this_machine(settings.display or None, time.monotonic)
    parts = Parts(doors, on_this_device(checked(settings).server, None), connection)
    return Program(make_window, lambda window: CoreInLoop(settings, parts, window))
