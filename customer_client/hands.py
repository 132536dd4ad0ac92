"""The hands: they carry out what the core wants, at the doors, in the order in which it wants it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from customer_client import commands as c
from customer_client import receipt_file
from customer_client.button import DeviceDoor
from customer_client.capture.pointer_watch import PointerWatch
from customer_client.capture.pump import Pump, TakesPictures
from customer_client.doors import Doors
from customer_client.events import (
    DeviceSeen,
    Event,
    LocalInputUsed,
    PanicKeyPressed,
    PointerSeen,
    ScreenLost,
    ViewChanged,
)
from customer_client.injection.in_turn import InTurn
from customer_client.injection.strokes import (
    MoveTo,
    PressButton,
    ReleaseButton,
    Rest,
    Stroke,
    Turn,
    carry_out,
)
from customer_client.lines import Lines
from logs import Dialogue
from protocol import link
from protocol.problems import MessageRefused, Problem, ScreenGone, ScreenRefused


class Hands:
    """Carries out commands. `happened` is told what comes of them, in the event loop's thread."""

    def __init__(
        self,
        *,
        doors: Doors,
        device: DeviceDoor,
        lines: Lines,
        encoder: TakesPictures,
        loop: asyncio.AbstractEventLoop,
        clock: Callable[[], float],
        send: Callable[[link.FromCustomerProgram], object],
        renew: Callable[[], None],
        happened: Callable[[Event], None],
        leave: Callable[[], None],
        log: Dialogue,
        session: Callable[[], str],
        input_flows: Callable[[], bool],
    ) -> None:
        """`input_flows`: whether the agent's input may be injected at this moment; asked for what had to wait."""
        self._doors = doors
        self._device = device
        self._lines = lines
        self._encoder = encoder
        self._loop = loop
        self._clock = clock
        self._send = send
        self._renew = renew
        self._happened = happened
        self._leave = leave
        self._log = log
        self._session = session
        self._pump: Pump | None = None
        self._pointer_watch: PointerWatch | None = None
        self._watching = False
        self._strokes = InTurn(self._stroke, loop.call_later, input_flows)

    def carry_out(self, command: c.Command) -> None:
        """Does it."""
        match command:
            case c.SendLink(message):
                self._log.sent(message, self._session())
                self._send(message)
            case c.RenewLink():
                self._log.state("moved", self._session())
                self._renew()
            case c.Inject(stroke):
                self._strokes.add(stroke)
            case c.StartCapture() | c.StopCapture():
                self._capture(command)
            case c.ShowMonitor() | c.RestCapture() | c.WakeCapture():
                self._guide(command)
            case c.StartWatching() | c.StopWatching():
                self._watch(command)
            case c.WriteReceipt(path, receipt, language):
                receipt_file.write(path, receipt, language)
            case c.SwitchDevice() | c.KeepButton() | c.RemoveButton():
                self._change_device(command)
            case c.Leave():
                self._leave()
            case _:
                self._to_peers(command)

    def _change_device(self, command: c.SwitchDevice | c.KeepButton | c.RemoveButton) -> None:
        failed = False
        try:
            match command:
                case c.SwitchDevice(on):
                    self._device.switch(on=on)
                case c.KeepButton(operator, language):
                    self._device.keep(operator, language)
                case c.RemoveButton():
                    self._device.remove()
                case _:
                    assert_never(command)
        except OSError as fault:
            self._log.fault(fault)
            failed = True
        self._happened(DeviceSeen(replace(self._device.state(), failed=failed)))

    def _to_peers(
        self, command: c.SendPeer | c.Doubt | c.Offer | c.Accept | c.Drop | c.ReleaseVideo | c.HoldVideo
    ) -> None:
        match command:
            case c.SendPeer(peer, channel, message):
                self._lines.send(peer, channel, message)
            case c.Doubt(peer):
                self._lines.doubt(peer)
            case c.Offer():
                self._lines.offer(command)
            case c.Accept():
                self._lines.accept(command)
            case c.Drop(peer):
                self._lines.drop(peer)
            case c.ReleaseVideo(peer):
                self._lines.release(peer)
                if self._pump:
                    self._pump.refresh()
            case c.HoldVideo(peer):
                self._lines.hold(peer)
            case _:
                assert_never(command)

    def _capture(self, command: c.StartCapture | c.StopCapture) -> None:
        if self._pump and self._pointer_watch:
            self._pump.stop()
            self._pointer_watch.stop()
            self._pump = self._pointer_watch = None
        if isinstance(command, c.StartCapture):
            self._pump = Pump(
                self._doors.open_screen,
                self._encoder,
                self._clock,
                on_view=lambda view: self._from_thread(ViewChanged(view)),
                on_lost=lambda problem: self._from_thread(ScreenLost(problem)),
            )
            self._pointer_watch = PointerWatch(
                self._doors.open_sight, self._clock, lambda seen: self._from_thread(PointerSeen(seen))
            )
            self._pump.start()
            self._pointer_watch.start()
        self._log.state("capturing" if self._pump else "not-capturing", self._session())

    def _guide(self, command: c.ShowMonitor | c.RestCapture | c.WakeCapture) -> None:
        if self._pump is None:
            return
        match command:
            case c.ShowMonitor(monitor):
                self._pump.show(monitor)
            case c.RestCapture():
                self._pump.rest()
            case c.WakeCapture():
                self._pump.go_on()
            case _:
                assert_never(command)

    def _watch(self, command: c.StartWatching | c.StopWatching) -> None:
        if isinstance(command, c.StartWatching):
            self._watching = True
            try:
                self._doors.local_input.start(self._used, lambda: self._from_thread(PanicKeyPressed()))
            except (ScreenGone, ScreenRefused) as lost:
                self._happened(ScreenLost(type(lost)))
        elif self._watching:
            self._strokes.forget()
            self._watching = False
            self._doors.local_input.stop()

    def _stroke(self, stroke: Stroke) -> Rest | None:
        try:
            self._expect_change(by_pointer=isinstance(stroke, MoveTo | PressButton | ReleaseButton | Turn))
            self._doors.note.begin()
            return carry_out(stroke, self._doors.keyboard, self._doors.pointer)
        except MessageRefused:
            self._log.state("stroke-refused", self._session())
        except Problem as gone:
            self._happened(ScreenLost(type(gone)))
        return None

    def _used(self) -> None:
        """The customer used mouse or keyboard. In a thread of the door's."""
        self._expect_change(by_pointer=True)
        self._from_thread(LocalInputUsed())

    def _expect_change(self, *, by_pointer: bool) -> None:
        """Mouse or keyboard were moved: whoever is not told of changes had better look. From any thread."""
        pump, watch = self._pump, self._pointer_watch
        if pump and watch:
            pump.expect()
            watch.expect(moved=by_pointer)

    def _from_thread(self, event: Event) -> None:
        """Tells the core from a thread of a door's. After the loop's end there is nobody to tell."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._happened, event)
