"""Whole sessions: the real service, both clients' real cores, connections and doors, and a real X screen."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from Xlib import X, display

from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as a
from agent_client.viewing.steps import Step as AgentStep
from customer_client import status as s
from customer_client.settings import Settings
from peer.picture import Area
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant, Level
from protocol.session import EndReason
from tests.end_to_end.service import PASSWORD, Service, serving
from tests.fakes.people import AgentPerson, CustomerPerson
from tests.fakes.x_display import x_display

pytestmark = [pytest.mark.end_to_end, pytest.mark.asyncio(loop_scope="module")]
RED, GREEN = (255, 0, 0), (0, 255, 0)


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    with x_display(size="1280x720x24") as name:
        yield name


def paint(name: str, color: tuple[int, int, int], area: Area = Area(0, 0, 1280, 720)) -> float:  # noqa: B008  # frozen
    """Fills the screen, or a part of it; when."""
    connection = display.Display(name)
    root = connection.screen().root
    red, green, blue = color
    pen = root.create_gc(foreground=red << 16 | green << 8 | blue, subwindow_mode=X.IncludeInferiors)
    painted = time.monotonic()
    root.fill_rectangle(pen, *area)
    connection.sync()
    connection.close()
    return painted


def pointer(name: str) -> tuple[int, int]:
    connection = display.Display(name)
    place = connection.screen().root.query_pointer()
    connection.close()
    return place.root_x, place.root_y


@dataclass
class Encounter:
    """Two people with their programs, at one service."""

    service: Service
    customer: CustomerPerson
    agent: AgentPerson

    async def key(self) -> str:
        """The agent signs in and reads a key out."""
        self.agent.does(a.SignIn("muster", PASSWORD, self.service.code()))
        await asyncio.to_thread(self.agent.sees, lambda status: status.step is AgentStep.IDLE)
        self.agent.offers_a_session()
        status = await asyncio.to_thread(self.agent.sees, lambda status: bool(status.key))
        return status.key

    async def customer_sees(self, step: s.Step) -> s.Status:
        return await asyncio.to_thread(self.customer.sees, lambda status: status.step is step)

    async def until_helped(self, level: Level = Level.FULL) -> None:
        """Key, notice, access, safety code: until the agent sees the screen."""
        self.customer.does(s.TypeKey(await self.key()))
        await self.customer_sees(s.Step.READ_NOTICE)
        self.customer.does(s.AgreeToNotice("de"))
        await self.customer_sees(s.Step.CHOOSE_ACCESS)
        self.customer.does(s.ChooseAccess(level))
        code = (await self.customer_sees(s.Step.READ_CODE_OUT)).code
        await asyncio.to_thread(self.agent.sees, lambda status: status.step is AgentStep.TYPE_CODE)
        self.agent.does(a.TypeCode(code))
        said = await asyncio.to_thread(self.agent.sees, lambda status: bool(status.confirmation))
        await self.customer_sees(s.Step.CONFIRM)
        self.customer.does(s.TypeConfirmation(said.confirmation))
        await self.customer_sees(s.Step.HELPED)
        await asyncio.to_thread(
            self.agent.sees, lambda status: status.step is AgentStep.VIEWING and status.pause is None
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("service")) as service:
        await service.add_agent()
        yield service


@asynccontextmanager
async def encounter(service: Service, name: str) -> AsyncIterator[Encounter]:
    ca, recorders = (str(service.state / "tls" / name) for name in ("ca.pem", "recorders.pem"))
    customer = CustomerPerson(Settings(server=service.address, ca=ca, recorders=recorders, display=name))
    agent = AgentPerson(AgentSettings(server=service.address, ca=ca, recorders=recorders))
    customer.start()
    agent.start()
    try:
        yield Encounter(service, customer, agent)
    finally:
        await asyncio.to_thread(customer.quits)
        await asyncio.to_thread(agent.quits)


@pytest.mark.promise("P04")
@pytest.mark.promise("P18")
@pytest.mark.promise("P12")
async def test_an_agent_helps_a_customer_from_the_key_to_the_receipt(service: Service, name: str) -> None:
    async with encounter(service, name) as met:
        paint(name, RED)
        await met.until_helped()
        await asyncio.to_thread(met.agent.sees_color, 600, 400, RED)

        painted = paint(name, GREEN)
        shown = await asyncio.to_thread(met.agent.sees_color, 600, 400, GREEN)
        assert shown - painted < 1.0

        met.agent.does(a.Use((m.PointerMove(x=333, y=222),)))
        await reaches(lambda: pointer(name) == (333, 222))

        met.customer.does(s.TakeBack(Grant.CONTROL))
        await asyncio.to_thread(met.agent.sees, lambda status: Grant.CONTROL not in status.grants)
        met.customer.does(s.End())
        await asyncio.to_thread(met.agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
        receipt = met.customer.status.receipt
        assert receipt
        assert {"consented", "allowed-full", "code-matched", "picture-shown", "taken-back-control", "ended"} <= {
            line.what for line in receipt.lines
        }
        assert receipt.recording_deleted_on


def warp(name: str, x: int, y: int) -> None:
    connection = display.Display(name)
    connection.screen().root.warp_pointer(x, y)
    connection.sync()
    connection.close()


async def test_the_agent_sees_the_customers_pointer_and_only_while_the_picture_is_seen(
    service: Service, name: str
) -> None:
    async with encounter(service, name) as met:
        await met.until_helped()
        warp(name, 700, 300)
        seen = await asyncio.to_thread(met.agent.pointer.sees, lambda pointer: pointer.at == (700, 300))
        assert seen.shape
        await asyncio.to_thread(met.agent.sees, lambda status: status.input_hold is None)
        met.agent.does(a.Use((m.PointerMove(x=333, y=222),)))
        moved = await asyncio.to_thread(met.agent.pointer.sees, lambda pointer: pointer.at is None)
        assert moved.shape == seen.shape

        met.customer.does(s.TakeBack(Grant.VIEW))
        await asyncio.to_thread(met.agent.pointer.sees, lambda pointer: pointer.shape is None)
        warp(name, 900, 500)
        met.customer.does(s.GiveAgain(Grant.VIEW))
        await asyncio.to_thread(met.agent.pointer.sees, lambda pointer: pointer.at == (900, 500))


def xrandr(name: str, *arguments: str) -> None:
    subprocess.run(["xrandr", "--display", name, *arguments], check=True, capture_output=True)


async def test_monitors_are_changed_during_the_session_by_the_agent_and_restricted_by_the_customer(
    service: Service, name: str
) -> None:
    xrandr(name, "--setmonitor", "left", "640/100x720/150+0+0", "screen")
    xrandr(name, "--setmonitor", "right", "640/100x720/150+640+0", "none")
    left, right = Area(0, 0, 640, 720), Area(640, 0, 640, 720)
    async with encounter(service, name) as met:
        paint(name, RED)
        await met.until_helped()
        await asyncio.to_thread(met.agent.sees, lambda status: len(status.monitors) == 2)
        paint(name, GREEN, left)

        met.agent.does(a.ChooseMonitor(1))
        await asyncio.to_thread(met.agent.sees, lambda status: status.area == left)
        await asyncio.to_thread(met.agent.sees_color, 10, 10, GREEN)
        await asyncio.to_thread(met.customer.sees, lambda status: status.shown == s.Shown(left, 1, 2, home=left))
        met.agent.does(a.Use((m.PointerMove(x=700, y=20),)))
        await reaches(lambda: pointer(name) == (639, 20))
        warp(name, 700, 100)
        await asyncio.to_thread(met.agent.pointer.sees, lambda pointer: pointer.shape is None)

        met.customer.does(s.ShowOnly(700, 100))
        await asyncio.to_thread(met.agent.sees, lambda status: status.area == right and status.pause is None)
        await asyncio.to_thread(met.agent.sees_color, 10, 10, RED)
        assert len(met.agent.status.monitors) == 1
        met.agent.does(a.ChooseMonitor(0))
        xrandr(name, "--delmonitor", "right")
        await asyncio.to_thread(met.agent.sees, lambda status: status.pause is a.Pause.MONITOR_AWAY)
        assert met.customer.status.hold is Hold.MONITOR_AWAY
        met.customer.does(s.ShowAll())
        await asyncio.to_thread(met.agent.sees, lambda status: status.area == Area(0, 0, 1280, 720))
        await asyncio.to_thread(met.agent.sees, lambda status: status.pause is None)
    xrandr(name, "--delmonitor", "left")


@pytest.mark.promise("P18")
async def test_when_the_recorder_dies_the_picture_stops_and_when_it_is_back_it_goes_on(
    service: Service, name: str
) -> None:
    async with encounter(service, name) as met:
        await met.until_helped()
        recorder = met.service.programs()["recorder"]
        recorder.suspend()
        paused = time.monotonic()
        await asyncio.to_thread(met.customer.sees, lambda status: status.hold is Hold.NOT_RECORDED)
        await asyncio.to_thread(met.agent.sees, lambda status: status.pause is a.Pause.NOT_RECORDED)
        assert time.monotonic() - paused < 6.5
        assert not met.customer.status.recording
        recorder.resume()
        recorder.send_signal(signal.SIGKILL)
        await asyncio.to_thread(met.customer.sees, lambda status: status.hold is None and status.recording)
        await asyncio.to_thread(met.agent.sees, lambda status: status.pause is None)


async def test_the_server_starts_again_in_mid_session_and_nobody_notices(service: Service, name: str) -> None:
    async with encounter(service, name) as met:
        await met.until_helped()
        met.service.programs()["signaling"].kill()
        await asyncio.to_thread(met.customer.sees, lambda status: not status.server_reached)
        assert met.customer.status.hold is None
        paint(name, RED)
        await asyncio.to_thread(met.agent.sees_color, 600, 400, RED)
        await asyncio.to_thread(met.customer.sees, lambda status: status.server_reached)
        paint(name, GREEN)
        await asyncio.to_thread(met.agent.sees_color, 600, 400, GREEN)
        assert met.customer.status.step is s.Step.HELPED
        met.customer.does(s.End())
        await asyncio.to_thread(met.agent.sees, lambda status: status.reason is EndReason.CUSTOMER)


async def test_nothing_is_left_on_the_customers_disk(
    service: Service, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    for folder in (home, temporary):
        folder.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    async with encounter(service, name) as met:
        await met.until_helped()
        met.customer.does(s.End())
        await met.customer_sees(s.Step.ENDED)
        customers = {file for file in os.scandir("/dev/shm") if file.name.startswith("mss")}
    assert not customers
    assert not list(home.rglob("*"))
    assert not [file for file in temporary.rglob("*") if file.is_file()]


async def reaches(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0)
