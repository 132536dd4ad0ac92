import asyncio
import gc
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TypeVar

import pytest

from customer_client import status as s
from customer_client.app import CoreInLoop, Parts
from customer_client.doors import Doors
from customer_client.program import Program
from customer_client.settings import Settings
from peer.certificate import Certificate
from peer.connection_state import ConnectionState
from peer.safety import AgentSide, Seen
from protocol import link, wire
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Level
from protocol.problems import Problem, ScreenGone, SoftwareFault, WaylandRefuses
from protocol.session import EndReason
from tests.fakes.connection import FakeConnection, FakeNetwork
from tests.fakes.customer_play import CLAIMED, NOTICE, SESSION
from tests.fakes.devices import FakeDevice
from tests.fakes.identities import AUTHORITY, FILE, proof
from tests.fakes.input_doors import FakeHand, FakeLocalInput
from tests.fakes.screen import FakeScreen
from tests.fakes.server_link import FakeServerLink
from tests.fakes.sight import FakeSight
from tests.fakes.watching_window import PATIENCE, WatchingWindow

pytestmark = pytest.mark.end_to_end

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER
Found = TypeVar("Found")


class Stage:
    """A program whose doors, peers, server and clock are the test's."""

    def __init__(self, refusal: type[Problem] | None = None) -> None:
        self.window = WatchingWindow()
        self.hand = FakeHand()
        self.local = FakeLocalInput()
        self.screen = FakeScreen(320, 200)
        self.sight = FakeSight()
        self.device = FakeDevice()
        self.refusal = refusal
        self.network = FakeNetwork()
        self.server: FakeServerLink | None = None
        self.closed = threading.Event()
        self.failure: ExceptionGroup[Exception] | None = None
        doors = Doors(
            lambda: self.screen,
            self.hand,
            self.hand,
            self.local,
            self.closed.set,
            lambda: self.sight,
            lambda: self.refusal,
        )
        self.later = 0.0
        parts = Parts(
            doors,
            self.device,
            connection=self.network.connection,
            link=self._link,
            clock=lambda: time.monotonic() + self.later,
        )
        self.core: CoreInLoop | None = None
        self.program = Program(self.window.made, lambda window: self._core(parts))
        self._thread = threading.Thread(target=self._run)

    def _core(self, parts: Parts) -> CoreInLoop:
        self.core = CoreInLoop(Settings(recorders=FILE, ca=AUTHORITY), parts, self.window)
        return self.core

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        assert self.core
        return self.core.loop

    def _link(self, *_: object) -> FakeServerLink:
        self.server = FakeServerLink()
        return self.server

    def _run(self) -> None:
        try:
            self.program.run()
        except ExceptionGroup as failure:
            self.failure = failure

    def start(self) -> None:
        self._thread.start()
        self.window.sees(lambda status: status.server_reached)

    def stop(self) -> None:
        self.program.quit()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def on_loop(self, doing: Callable[[], object]) -> None:
        """Does it in the loop's thread, and waits for it."""
        done = threading.Event()
        self.loop.call_soon_threadsafe(lambda: (doing(), done.set()))
        assert done.wait(PATIENCE)

    def server_says(self, message: link.ToCustomerProgram) -> None:
        assert self.server
        server = self.server
        self.on_loop(lambda: server.arrive(message))

    def said(self) -> list[link.LinkMessage]:
        assert self.server
        return list(self.server.sent)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    stage.start()
    yield stage
    stage.stop()
    assert stage.closed.is_set()


def allowed(stage: Stage) -> None:
    stage.window.does(s.TypeKey("4819203"))
    stage.window.sees(lambda status: status.step is s.Step.CLAIMING)
    stage.server_says(CLAIMED)
    stage.window.does(s.AgreeToNotice("de"))
    stage.window.does(s.ChooseAccess(Level.FULL))
    stage.window.sees(lambda status: status.step is s.Step.CONNECTING)


def test_everything_is_put_back_when_the_customer_quits() -> None:
    stage = Stage()
    stage.start()
    stage.stop()

    assert stage.failure is None
    assert stage.window.closed.is_set()
    assert stage.closed.is_set()


def test_what_the_program_is_made_of_is_no_rubbish_to_be_looked_for_while_it_runs() -> None:
    gc.unfreeze()  # what the test run keeps apart
    stage = Stage()
    stage.start()
    kept = gc.get_freeze_count()
    stage.stop()
    after = gc.get_freeze_count()
    gc.freeze()
    assert kept > 1000
    assert after == 0


def test_the_customers_way_goes_to_the_server_in_order(stage: Stage) -> None:
    allowed(stage)

    assert [type(message) for message in stage.said() if not isinstance(message, link.Statement)] == [
        link.ClaimKey,
        link.GiveConsent,
        link.AllowAccess,
    ]


def test_the_panic_key_ends_the_session_from_its_own_thread(stage: Stage) -> None:
    allowed(stage)
    assert stage.local.panic
    threading.Thread(target=stage.local.panic).start()

    stage.window.sees(lambda status: status.step is s.Step.ENDED)
    assert link.EndSession(session=SESSION, reason=EndReason.CUSTOMER) in stage.said()
    assert stage.local.panic is None


def test_a_system_that_does_not_let_its_screen_be_shown_is_told_before_anything_is_asked() -> None:
    stage = Stage(WaylandRefuses)
    stage.start()
    status = stage.window.sees(lambda status: status.step is s.Step.ENDED)
    assert (status.problem, status.reason) == (WaylandRefuses, EndReason.SCREEN_GONE)
    stage.stop()
    assert stage.said() == []


def test_without_a_display_for_local_input_the_session_ends(stage: Stage) -> None:
    stage.local.failure = ScreenGone()
    stage.window.does(s.TypeKey("4819203"))
    stage.window.sees(lambda status: status.step is s.Step.CLAIMING)
    stage.server_says(CLAIMED)
    stage.window.does(s.AgreeToNotice("de"))
    stage.window.does(s.ChooseAccess(Level.FULL))

    stage.window.sees(lambda status: status.reason is EndReason.SCREEN_GONE)


def test_a_fault_of_ours_ends_in_a_clear_window_and_leaves_nothing_running() -> None:
    stage = Stage()
    stage.start()
    allowed(stage)
    stage.window.show = _break_once(stage.window.show)  # type: ignore[method-assign]  # the fault
    stage.window.does(s.End())

    status = stage.window.sees(lambda status: status.problem is SoftwareFault)
    assert status.step is s.Step.ENDED
    assert stage.closed.wait(PATIENCE)
    assert stage.local.used is None
    stage.window.does(s.Quit())
    stage.stop()
    assert stage.failure is not None
    assert stage.failure.subgroup(ZeroDivisionError)


def _break_once(show: Callable[[s.Status], None]) -> Callable[[s.Status], None]:
    broken: list[bool] = []

    def shows(status: s.Status) -> None:
        if not broken:
            broken.append(True)
            raise ZeroDivisionError
        show(status)

    return shows


class Peers:
    """Agent and recorder at the other ends of the fake network."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._certificates = {AGENT: Certificate.generate(), RECORDER: Certificate.generate()}
        self.ends: dict[link.Role, FakeConnection] = {}
        self.heard: dict[link.Role, list[bytes]] = {AGENT: [], RECORDER: []}

    def invite(self, role: link.Role) -> None:
        recorder = self._certificates[RECORDER].fingerprint_text
        self._stage.server_says(link.Connect(session=SESSION, peer=role, recorder=recorder))
        self._stage.server_says(proof(SESSION, recorder))

    def answer(self, role: link.Role) -> None:
        """Answers the newest offer to this peer and waits for the connection."""
        offer = self.wait_for(lambda: self._offer(role))
        connected = threading.Event()

        def state(state: ConnectionState) -> None:
            if state is ConnectionState.CONNECTED:
                connected.set()

        async def answering() -> None:
            labels = (m.CONTROL, m.INPUT, m.POINTER) if role is AGENT else (m.RECORDING,)
            end = self._stage.network.connection(
                certificate=self._certificates[role],
                on_state=state,
                on_message=lambda _, data: self.heard[role].append(data),
                channels=labels,
            )
            self.ends[role] = end
            sdp = await end.answer(offer.sdp)
            assert self._stage.server
            self._stage.server.arrive(
                link.Description(session=SESSION, peer=role, attempt=offer.attempt, kind="answer", sdp=sdp)
            )

        asyncio.run_coroutine_threadsafe(answering(), self._stage.loop).result(PATIENCE)
        assert connected.wait(PATIENCE)

    def say(self, role: link.Role, channel: str, message: m.PeerMessage) -> None:
        self._stage.on_loop(lambda: self.ends[role].send(channel, wire.encode(message)))

    def hears(self, what: Callable[[m.FromCustomer], bool]) -> m.FromCustomer:
        """The first message that the agent hears and that fits."""
        return self.wait_for(lambda: self._first(what))

    def mark(self) -> m.Mark:
        return self.wait_for(self._newest_mark)

    def _newest_mark(self) -> m.Mark | None:
        messages = map(wire.to_recorder.read, reversed(self.heard[RECORDER]))
        return next((message for message in messages if isinstance(message, m.Mark)), None)

    def _first(self, what: Callable[[m.FromCustomer], bool]) -> m.FromCustomer | None:
        messages = map(wire.from_customer.read, list(self.heard[AGENT]))
        return next((message for message in messages if what(message)), None)

    def _offer(self, role: link.Role) -> link.Description | None:
        offers = [said for said in self._stage.said() if isinstance(said, link.Description) and said.peer is role]
        return offers[-1] if offers else None

    def wait_for(self, look: Callable[[], Found | None]) -> Found:
        end = time.monotonic() + PATIENCE
        while not (found := look()):
            assert time.monotonic() < end
            self._stage.on_loop(lambda: None)
        return found


def helped(stage: Stage) -> Peers:
    allowed(stage)
    peers = Peers(stage)
    for role in (RECORDER, AGENT):
        peers.invite(role)
        peers.answer(role)
    mark = peers.mark()
    peers.say(RECORDER, m.RECORDING, m.Stored(mark=mark.number, pictures=1, size=1))
    ours = stage.core.client._certificate.fingerprint
    agent_print, recorder_print = (peers._certificates[role].fingerprint for role in (AGENT, RECORDER))
    agent = AgentSide(Seen(SESSION, ours, agent_print, recorder_print), b"m" * 16)
    peers.say(AGENT, m.CONTROL, agent.begin())
    answer = peers.hears(lambda message: isinstance(message, m.SafetyAnswer))
    assert isinstance(answer, m.SafetyAnswer)
    assert answer.consent == sha256(NOTICE.encode()).digest()
    peers.say(AGENT, m.CONTROL, agent.receive_answer(answer))
    code = stage.window.sees(lambda status: bool(status.code)).code
    peers.say(AGENT, m.CONTROL, agent.type(code))
    stage.window.sees(lambda status: status.step is s.Step.CONFIRM)
    stage.window.does(s.TypeConfirmation(agent.confirmation))
    stage.window.sees(lambda status: status.step is s.Step.HELPED and status.hold is None)
    return peers


def test_a_whole_session_with_its_input_and_its_screen(stage: Stage) -> None:
    peers = helped(stage)
    peers.hears(lambda message: message == m.ScreenSize(width=320, height=200))
    peers.hears(lambda message: message == m.GateChanged(picture=None, input=None))
    peers.say(AGENT, m.INPUT, m.TypeText(text="Grüße"))

    stage.window.rectangles = [(0, 0, 10, 10)]
    peers.say(AGENT, m.INPUT, m.PointerDown(button=0, x=5, y=5))
    peers.say(AGENT, m.INPUT, m.PointerDown(button=0, x=5, y=50))
    peers.wait_for(lambda: len(stage.hand.done) >= 3)

    assert stage.hand.done == [("type", "Grüße"), ("move", 5, 50), ("press", 0)]


def test_a_display_that_vanishes_under_the_agents_hands_ends_the_session(stage: Stage) -> None:
    peers = helped(stage)
    stage.hand.failure = ScreenGone()
    peers.say(AGENT, m.INPUT, m.PointerMove(x=5, y=5))

    status = stage.window.sees(lambda status: status.step is s.Step.ENDED)
    assert (status.reason, status.problem) == (EndReason.SCREEN_GONE, ScreenGone)


def test_a_screen_that_is_lost_ends_the_session(stage: Stage) -> None:
    helped(stage)
    stage.screen.failure = ScreenGone()
    stage.screen.change()

    stage.window.sees(lambda status: status.reason is EndReason.SCREEN_GONE)


def test_what_is_no_message_ends_the_session(stage: Stage) -> None:
    peers = helped(stage)
    stage.on_loop(lambda: peers.ends[AGENT].send(m.INPUT, b'{"type":"type-text","text":"a","more":1}'))

    stage.window.sees(lambda status: status.reason is EndReason.FAULT)


@pytest.mark.promise("P18")
def test_a_recorder_that_falls_silent_shuts_the_gate(stage: Stage) -> None:
    helped(stage)
    stage.later = 5.0

    stage.window.sees(lambda status: status.hold is Hold.NOT_RECORDED)


@pytest.mark.promise("P01")
def test_a_switch_that_another_program_turned_is_noticed_and_no_key_leaves_the_device(stage: Stage) -> None:
    stage.device.switch(on=False)
    stage.window.sees(lambda status: status.step is s.Step.SWITCHED_OFF)
    stage.window.does(s.TypeKey("4819203"))
    stage.window.does(s.SwitchDevice(on=True))
    stage.window.sees(lambda status: status.step is s.Step.ENTER_KEY)
    assert not [message for message in stage.said() if isinstance(message, link.ClaimKey)]
