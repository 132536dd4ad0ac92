import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.capture import Sighting
from customer_client.doors import Doors
from customer_client.hands import Hands
from customer_client.injection.note import Note
from customer_client.injection.strokes import MoveTo, Type
from customer_client.lines import Lines
from customer_client.status import Device, Kept, Receipt
from logs import Dialogue
from peer.certificate import Certificate
from peer.encoder import SharedEncoder
from protocol import link
from protocol.problems import MessageRefused, ScreenGone
from tests.fakes.connection import FakeNetwork
from tests.fakes.customer_play import OPERATOR
from tests.fakes.devices import FakeDevice
from tests.fakes.input_doors import FakeHand, FakeLocalInput
from tests.fakes.screen import FakeEncoder, FakeScreen, view
from tests.fakes.sight import FakeSight
from tests.fakes.waiting import WITHIN


class Stage:
    """Hands with fake doors, and what they told."""

    def __init__(self) -> None:
        self.hand, self.local, self.screen = FakeHand(), FakeLocalInput(), FakeScreen()
        self.sight = FakeSight()
        self.device = FakeDevice()
        self.note = Note()
        self.encoder = FakeEncoder()
        self.told: asyncio.Queue[e.Event] = asyncio.Queue()
        self.pointer: asyncio.Queue[e.PointerSeen] = asyncio.Queue()
        self.sent: list[link.LinkMessage] = []
        self.left = asyncio.Event()
        self.renewed = asyncio.Event()
        self.input_flows = True
        self.asked = asyncio.Event()
        self.hands: Hands

    def flows(self) -> bool:
        self.asked.set()
        return self.input_flows

    def happened(self, event: e.Event) -> None:
        if isinstance(event, e.PointerSeen):
            self.pointer.put_nowait(event)
        else:
            self.told.put_nowait(event)

    async def hears(self, *events: e.Event) -> None:
        assert [await self.told.get() for _ in events] == list(events)


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    on, loop = Stage(), asyncio.get_running_loop()
    encoder = SharedEncoder(loop)
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        lines = Lines(
            make=FakeNetwork().connection,
            encoder=encoder,
            certificate=Certificate.generate(),
            happened=on.happened,
            own_windows=lambda: None,  # type: ignore[arg-type,return-value]  # nobody sends a message here
            tasks=tasks,
        )
        on.hands = Hands(
            doors=Doors(
                open_screen=lambda: on.screen,
                keyboard=on.hand,
                pointer=on.hand,
                local_input=on.local,
                close=lambda: None,
                open_sight=lambda: on.sight,
                refusal=lambda: None,
                note=on.note,
            ),
            device=on.device,
            lines=lines,
            encoder=on.encoder,
            loop=loop,
            clock=loop.time,
            send=on.sent.append,
            happened=on.happened,
            renew=on.renewed.set,
            leave=on.left.set,
            log=Dialogue("customer"),
            session=lambda: "-",
            input_flows=on.flows,
        )
        yield on
        on.hands.carry_out(c.StopCapture())
        lines.drop_all()
    encoder.close()


async def test_capture_begins_tells_the_size_and_stops() -> None:
    async with stage() as on:
        on.hands.carry_out(c.StartCapture())
        await on.hears(e.ViewChanged(view(64, 48)))
        on.hands.carry_out(c.StopCapture())

        assert on.screen.closed.wait(WITHIN)


async def test_the_pointer_is_watched_while_the_screen_is() -> None:
    async with stage() as on:
        on.hands.carry_out(c.StartCapture())
        assert await on.pointer.get() == e.PointerSeen(Sighting(0, 0))
        on.sight.moves(Sighting(3, 4))
        assert await on.pointer.get() == e.PointerSeen(Sighting(3, 4))
        on.hands.carry_out(c.StopCapture())

        assert on.sight.closed.wait(WITHIN)


async def test_whoever_is_not_told_of_changes_looks_when_mouse_or_keyboard_are_used() -> None:
    async with stage() as on:
        on.hands.carry_out(c.StartCapture())
        on.hands.carry_out(c.StartWatching())
        await on.hears(e.ViewChanged(view(64, 48)))
        await on.pointer.get()
        on.sight.sighting = Sighting(3, 4)
        on.hands.carry_out(c.Inject(MoveTo(3, 4)))
        assert await on.pointer.get() == e.PointerSeen(Sighting(3, 4))
        assert on.screen.expected == 1
        on.sight.sighting = Sighting(5, 6)
        assert on.local.used
        await asyncio.to_thread(on.local.used)
        assert await on.pointer.get() == e.PointerSeen(Sighting(5, 6))
        assert on.screen.expected == 2


async def test_another_monitor_is_shown() -> None:
    async with stage() as on:
        on.hands.carry_out(c.StartCapture())
        await on.hears(e.ViewChanged(view(64, 48)))
        (one,) = on.screen.view.desktop.monitors
        on.hands.carry_out(c.ShowMonitor(one))
        await on.hears(e.ViewChanged(view(64, 48, one)))


async def test_a_peer_that_is_released_gets_a_picture_although_nothing_changed() -> None:
    async with stage() as on:
        on.hands.carry_out(c.StartCapture())
        await on.hears(e.ViewChanged(view(64, 48)))
        on.hands.carry_out(c.ReleaseVideo(link.Role.AGENT))

        assert await asyncio.to_thread(on.encoder.arrived, 2)


async def test_the_link_is_renewed_when_the_core_wants_it() -> None:
    async with stage() as on:
        on.hands.carry_out(c.RenewLink())

        assert on.renewed.is_set()


async def test_local_input_is_watched_and_told_in_the_loops_thread() -> None:
    async with stage() as on:
        on.hands.carry_out(c.StartWatching())
        used, panic = on.local.used, on.local.panic
        assert used
        assert panic
        await asyncio.gather(asyncio.to_thread(used))
        await on.hears(e.LocalInputUsed())
        await asyncio.to_thread(panic)
        await on.hears(e.PanicKeyPressed())
        on.hands.carry_out(c.StopWatching())

        assert on.local.used is None


async def test_a_display_that_is_gone_is_told_by_whatever_finds_out() -> None:
    async with stage() as on:
        on.hand.failure = ScreenGone()
        on.hands.carry_out(c.Inject(MoveTo(1, 1)))
        await on.hears(e.ScreenLost(ScreenGone))


async def test_the_first_stroke_leaves_a_note_for_who_has_to_let_go_after_a_crash(tmp_path: Path) -> None:
    async with stage() as on:
        on.note.file = tmp_path / "hands"
        on.hands.carry_out(c.StartWatching())
        assert not on.note.file.exists()
        on.hands.carry_out(c.Inject(MoveTo(1, 1)))
        assert on.note.file.exists()


async def test_a_stroke_that_a_door_refuses_harms_nothing_else() -> None:
    async with stage() as on:
        on.hand.failure = MessageRefused()
        on.hands.carry_out(c.Inject(Type("a")))
        on.hand.failure = None
        on.hands.carry_out(c.Inject(Type("b")))

        assert on.hand.done == [("type", "b")]
        assert on.told.empty()


async def test_typing_that_needs_moments_does_not_hold_up_the_loop_and_ends_with_the_right_to_it() -> None:
    async with stage() as on:
        on.hand.slow = True
        on.hands.carry_out(c.Inject(Type("漢" * 32)))
        assert on.hand.done == [("type", "漢")]
        await on.asked.wait()
        on.asked.clear()
        on.input_flows = False
        await on.asked.wait()

        assert on.hand.done == [("type", "漢")] * 2


async def test_nothing_is_typed_after_the_watching_has_stopped() -> None:
    async with stage() as on:
        on.hand.slow = True
        on.hands.carry_out(c.StartWatching())
        on.hands.carry_out(c.Inject(Type("漢字")))
        on.hands.carry_out(c.StopWatching())

        assert on.hands._strokes._timer is None


async def test_messages_receipt_and_leave_go_where_they_belong(tmp_path: Path) -> None:
    async with stage() as on:
        message = link.ReportGate(session="0" * 32, hold=None)
        path = tmp_path / "receipt.txt"
        receipt = Receipt("0" * 32, "Frau Weber", OPERATOR)
        on.hands.carry_out(c.SendLink(message))
        on.hands.carry_out(c.WriteReceipt(str(path), receipt, "en"))
        on.hands.carry_out(c.Leave())

        assert on.sent == [message]
        assert "Session receipt" in path.read_text()
        assert on.left.is_set()


@pytest.mark.promise("P01")
@pytest.mark.promise("P11")
async def test_what_the_customer_wishes_for_the_device_is_done_and_seen() -> None:
    async with stage() as on:
        on.hands.carry_out(c.SwitchDevice(on=False))
        await on.hears(e.DeviceSeen(Device(on=False, kept=Kept.NO)))
        on.hands.carry_out(c.KeepButton("Hilfe GmbH", "de"))
        await on.hears(e.DeviceSeen(Device(on=False, kept=Kept.YES)))
        assert on.device.name == "Hilfe GmbH de"
        on.hands.carry_out(c.RemoveButton())
        await on.hears(e.DeviceSeen(Device(on=True, kept=Kept.NO)))


async def test_a_wish_that_the_disk_refuses_is_said() -> None:
    async with stage() as on:
        on.device.fails = True
        on.hands.carry_out(c.KeepButton("", "de"))
        await on.hears(e.DeviceSeen(Device(kept=Kept.NO, failed=True)))
