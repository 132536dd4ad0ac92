"""Whole sessions with a customer who takes the computer along, or closes its lid: real programs in real networks."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as a
from agent_client.viewing.steps import Step as AgentStep
from customer_client import status as s
from customer_client.settings import Settings
from protocol.recording import Cause, Manifest, read
from protocol.session import EndReason
from tests.end_to_end.service import PASSWORD, Service, serving
from tests.end_to_end.test_customer_session import Encounter, paint
from tests.fakes.networks import MIDDLE, Networks, Place, needs_root, networks
from tests.fakes.people import AgentPerson, CustomerPerson
from tests.fakes.x_display import x_display

pytestmark = [pytest.mark.end_to_end, needs_root, pytest.mark.asyncio(loop_scope="module")]
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
BACK_WITHIN = 5.0
"""Seconds from the new address, or the waking, to the first new picture: as promised."""


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    with x_display(size="1280x720x24") as name:
        yield name


@pytest.fixture
def net() -> Iterator[Networks]:
    with networks() as net:
        net.connect()
        yield net


@pytest_asyncio.fixture(loop_scope="module")
async def service(net: Networks, tmp_path: Path) -> AsyncIterator[Service]:
    async with serving(tmp_path, host=MIDDLE, inside=net.middle.inside) as service:
        await service.add_agent()
        yield service


class Remembering(CustomerPerson):
    """A customer who remembers everything that was shown."""

    def __init__(self, settings: Settings) -> None:
        self.shown: list[s.Status] = []
        super().__init__(settings)

    def show(self, status: s.Status) -> None:
        self.shown.append(status)
        super().show(status)


@asynccontextmanager
async def agent_at(net: Networks, service: Service) -> AsyncIterator[AgentPerson]:
    ca, recorders = (str(service.state / "tls" / name) for name in ("ca.pem", "recorders.pem"))
    agent = AgentPerson(AgentSettings(server=service.address, ca=ca, recorders=recorders))
    with net.agent.inside():
        agent.start()
    try:
        yield agent
    finally:
        await asyncio.to_thread(agent.quits)


@asynccontextmanager
async def encounter(net: Networks, service: Service, name: str) -> AsyncIterator[Encounter]:
    ca, recorders = (str(service.state / "tls" / name) for name in ("ca.pem", "recorders.pem"))
    customer = Remembering(Settings(server=service.address, ca=ca, recorders=recorders, display=name))
    async with agent_at(net, service) as agent:
        with net.customer.inside():
            customer.start()
        try:
            yield Encounter(service, customer, agent)
        finally:
            await asyncio.to_thread(customer.quits)


def manifest(service: Service) -> Manifest:
    (path,) = (service.state / "spool").rglob("recording.json")  # a copy stays there for two hours
    return read(path.read_bytes())


def has_another_address(place: Place) -> None:
    """As after a new lease of the same network."""
    place.ip("addr del 198.18.1.2/24 dev end", "addr add 198.18.1.77/24 dev end", "route add default via 198.18.1.1")


def finds_another_desk(place: Place) -> None:
    """The agent's notebook in the next room."""
    place.ip("addr del 198.18.2.2/24 dev end", "addr add 198.18.2.77/24 dev end", "route add default via 198.18.2.1")


def loses_its_network(place: Place) -> None:
    """The cable is pulled."""
    place.ip("addr del 198.18.1.2/24 dev end", "link set end down")


def finds_another_network(net: Networks) -> None:
    """Another card, in another network, with another way out."""
    net.middle.ip(
        f"link add end3 type veth peer name other netns {net.customer.name}",
        "addr add 198.18.3.1/24 dev end3",
        "link set end3 up",
    )
    net.customer.ip("addr add 198.18.3.2/24 dev other", "link set other up", "route add default via 198.18.3.1")


async def sees(agent: AgentPerson, color: tuple[int, int, int], since: float) -> float:
    """Seconds until the agent sees a picture of that colour."""
    shown = await asyncio.to_thread(agent.sees_color, 600, 400, color, within=20.0)
    return shown - since


def went_on(met: Encounter) -> None:
    """Nobody was asked anything twice."""
    assert isinstance(met.customer, Remembering)
    steps = [status.step for status in met.customer.shown]
    assert steps.count(s.Step.HELPED) == len(steps) - steps.index(s.Step.HELPED)
    assert met.agent.status.step is AgentStep.VIEWING


@pytest.mark.promise("P07")
async def test_a_new_address_interrupts_the_session_for_a_moment(net: Networks, service: Service, name: str) -> None:
    async with encounter(net, service, name) as met:
        paint(name, RED)
        await met.until_helped()
        await asyncio.to_thread(met.agent.sees_color, 600, 400, RED)

        has_another_address(net.customer)
        moved = paint(name, GREEN)
        took = await sees(met.agent, GREEN, moved)
        assert took < BACK_WITHIN
        assert any(status.apart for status in met.customer.shown)
        await asyncio.to_thread(met.customer.sees, lambda status: not status.apart and status.recording)
        went_on(met)

        met.customer.does(s.End())
        await asyncio.to_thread(met.agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
        (gap,) = manifest(service).gaps
        assert gap.cause is Cause.CUSTOMER_LOST
        assert gap.ended_at
        assert (gap.ended_at - gap.started_at).total_seconds() < took + 1.0


async def test_an_agent_who_moves_sees_the_screen_again(net: Networks, service: Service, name: str) -> None:
    async with encounter(net, service, name) as met:
        await met.until_helped()
        finds_another_desk(net.agent)
        moved = paint(name, RED)
        took = await sees(met.agent, RED, moved)
        assert took < BACK_WITHIN
        went_on(met)
        met.customer.does(s.End())
        await asyncio.to_thread(met.agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
        assert manifest(service).gaps == ()


async def test_another_network_after_a_while_without_any(net: Networks, service: Service, name: str) -> None:
    async with encounter(net, service, name) as met:
        await met.until_helped()
        loses_its_network(net.customer)
        await asyncio.to_thread(met.customer.sees, lambda status: status.apart and not status.server_reached)
        await asyncio.to_thread(met.agent.sees, lambda status: status.pause is a.Pause.CONNECTION_LOST)

        finds_another_network(net)
        moved = paint(name, BLUE)
        took = await sees(met.agent, BLUE, moved)
        assert took < BACK_WITHIN
        went_on(met)


class Sleeper:
    """A customer's program that can be stopped as a whole."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.steps: list[str] = []

    def says(self, step: s.Step) -> str:
        """Waits for a step; the code that was shown with it."""
        assert self.process.stdout
        for line in self.process.stdout:
            said, _moment, facts = json.loads(line)
            self.steps.append(said)
            if said == step:
                return str(facts["code"])
        raise AssertionError(self.steps)

    def told(self, *words: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()


@contextmanager
def sleeper(net: Networks, service: Service, name: str) -> Iterator[Sleeper]:
    ca, recorders = (str(service.state / "tls" / name) for name in ("ca.pem", "recorders.pem"))
    program = [sys.executable, "-m", "bench.consenting_customer", "--server", service.address]
    with net.customer.inside():
        process = subprocess.Popen(
            [*program, "--ca", ca, "--recorders", recorders],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "DISPLAY": name},
        )  # fmt: skip
    try:
        yield Sleeper(process)
    finally:
        process.send_signal(signal.SIGCONT)
        try:
            process.communicate(timeout=20)
        finally:
            process.kill()


async def helped(sleeper: Sleeper, agent: AgentPerson, service: Service) -> None:
    agent.does(a.SignIn("muster", PASSWORD, service.code()))
    await asyncio.to_thread(agent.sees, lambda status: status.step is AgentStep.IDLE)
    agent.offers_a_session()
    await asyncio.to_thread(sleeper.says, s.Step.ENTER_KEY)
    sleeper.told("key", (await asyncio.to_thread(agent.sees, lambda status: bool(status.key))).key)
    code = await asyncio.to_thread(sleeper.says, s.Step.READ_CODE_OUT)
    await asyncio.to_thread(agent.sees, lambda status: status.step is AgentStep.TYPE_CODE)
    agent.does(a.TypeCode(code))
    said = await asyncio.to_thread(agent.sees, lambda status: bool(status.confirmation))
    await asyncio.to_thread(sleeper.says, s.Step.CONFIRM)
    sleeper.told("confirm", said.confirmation)
    await asyncio.to_thread(sleeper.says, s.Step.HELPED)
    await asyncio.to_thread(agent.sees, lambda status: status.step is AgentStep.VIEWING and status.pause is None)


async def test_a_computer_that_wakes_up_goes_on(net: Networks, service: Service, name: str) -> None:
    async with agent_at(net, service) as agent:
        with sleeper(net, service, name) as customer:
            await helped(customer, agent, service)
            customer.process.send_signal(signal.SIGSTOP)
            await asyncio.to_thread(agent.sees, lambda status: status.pause is a.Pause.CONNECTION_LOST)
            paint(name, RED)
            woken = time.monotonic()
            customer.process.send_signal(signal.SIGCONT)
            took = await sees(agent, RED, woken)
            assert took < BACK_WITHIN
            assert customer.steps[-1] == s.Step.HELPED

            customer.told("end")
            await asyncio.to_thread(agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
            assert [gap.cause for gap in manifest(service).gaps] == [Cause.CUSTOMER_LOST]
