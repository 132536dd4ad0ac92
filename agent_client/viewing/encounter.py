"""One session, from its key to its end: the customer's steps, the connection, the safety code, grants and gate.

Pictures are shown only after the code was compared here *and* there, while the customer's gate says open.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from agent_client.viewing import channels
from agent_client.viewing.beside import Beside, News, plain
from agent_client.viewing.commands import (
    Answer,
    Command,
    Drop,
    SendLink,
    SendPeer,
)
from agent_client.viewing.drawing import Drawing
from agent_client.viewing.events import (
    Answered,
    Counters,
    FromCustomer,
    OfferRefused,
    PeerConnected,
    PeerEvent,
    PeerLost,
    PictureShown,
    WholePictureShown,
)
from agent_client.viewing.heart import Heart
from agent_client.viewing.known_recorder import KnownRecorder
from agent_client.viewing.quality import Counted, Meter, Quality
from agent_client.viewing.rights import Rights
from agent_client.viewing.seconding import Seconding
from agent_client.viewing.status import AdjustCamera, Input, Pause, Point
from agent_client.viewing.steps import IN_SESSION, TURN_OF_STATE, Step, Turn, advance, leads
from peer.routes import DIRECT, Outcome, Routes
from peer.safety import AgentSide, Seen
from peer.safety import Step as SafetyStep
from protocol import link, permissions
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.peer_messages import Ability
from protocol.problems import (
    MessageRefused,
    OutOfOrder,
    Problem,
    RecorderNotTrusted,
    SafetyCodeMismatch,
    SessionUnknown,
)
from protocol.recorder_identity import Identity
from protocol.session import EndReason, State

OFFER_WITHIN = 30.0
"""Seconds without a connection after which the agent is told that probably a network blocks it. We go on waiting."""


class Encounter:
    """One session."""

    def __init__(self, begun: link.SessionOpened | link.Joining, recorders: Identity, now: float) -> None:
        """`begun`: by this agent, or by another whom this one joins."""
        self.session = begun.session
        self.joins = begun.agent if isinstance(begun, link.Joining) else ""
        opened = begun if isinstance(begun, link.SessionOpened) else None
        self.key, self.extra = (opened.key, opened.extra) if opened else ("", "")
        self.step = Step.READ_KEY_OUT if opened else Step.JOINING
        self.seconding = Seconding(self.session)
        self.rights = Rights()
        self.drawing = Drawing()
        self.beside = Beside()
        self.problem: type[Problem] | None = None
        self.reason: EndReason | None = None
        self._key_expires_at = now + (opened.lifetime if opened else 0.0)
        self._recorder = KnownRecorder(self.session, recorders)
        self._routes = DIRECT
        self._attempt = 0
        self._tries = 0
        self._relay = Outcome.NONE_OFFERED
        self._connected = False
        self._apart_since = now
        self._customer: bytes | None = None
        self._safety: AgentSide | None = None
        self._matched = False
        self._gate = m.GateChanged(picture=Hold.SAFETY_CODE_OPEN, input=Hold.SAFETY_CODE_OPEN)
        self._meter = Meter()
        self._heart = Heart()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.step in IN_SESSION

    @property
    def pause(self) -> Pause | None:
        """Why there is no picture, while the agent is to see one."""
        if self.step is not Step.VIEWING:
            return None
        if not self._connected:
            return Pause.CONNECTION_LOST
        if self._gate.picture is not None:
            return Pause(self._gate.picture.value)
        return None if self.drawing.began else Pause.FIRST_PICTURE

    @property
    def input_hold(self) -> Hold | None:
        """Why nothing of the agent's is injected just now, as the customer's client says."""
        return self._gate.input

    @property
    def recording(self) -> bool:
        """Whether the recorder is storing: the customer's gate would not be open otherwise."""
        return self._connected and self._matched and self._gate.picture is None

    @property
    def confirmation(self) -> str:
        """What the agent is to read out, while the customer waits for it."""
        return self._safety.confirmation if self._safety and self.step is Step.COMPARING else ""

    def key_seconds_left(self, now: float) -> int:
        """How long the key can still be typed."""
        return max(0, round(self._key_expires_at - now))

    def quality(self) -> Quality:
        """How the connection does."""
        return self._meter.quality() if self._connected else Quality()

    # What the server says.

    def changed(self, message: link.SessionChanged, now: float) -> Iterator[Command]:
        """The session is in another state, or the same is repeated."""
        if message.state is State.ENDED:
            yield from self._over(message.reason or EndReason.FAULT)
            return
        turn = TURN_OF_STATE.get(message.state)
        if turn is not None and leads(self.step, turn):
            self.step, self.problem = advance(self.step, turn), None
            self._apart_since = now

    def connect(self, message: link.Connect) -> None:
        """The customer is there. It is not met before the recorder that the server names has proved who it is."""
        if message.peer is not link.Role.CUSTOMER:
            return
        self._recorder.named(message.recorder)
        self._routes, self.problem = Routes(tuple(message.ice_servers), message.relay_only), None
        turn = Turn.ADMITTED if self.joins else Turn.ALLOWED
        if leads(self.step, turn):
            self.step = advance(self.step, turn)

    def vouched(self, proof: link.RecorderProof) -> None:
        """A recorder proves who it is, or does not: then there is no session with it."""
        try:
            self._recorder.proved(proof)
        except RecorderNotTrusted:
            self.problem = RecorderNotTrusted

    def served_by(self, ice_servers: list[link.IceServer]) -> None:
        """The servers for the next connection have changed."""
        self._routes = replace(self._routes, ice_servers=tuple(ice_servers))

    def offered(self, message: link.Description) -> Iterator[Command]:
        """The customer's offer. A later attempt replaces an earlier one; an offer without a recorder is none."""
        is_next = message.kind == "offer" and message.attempt > self._attempt
        if (
            not is_next
            or message.peer is not link.Role.CUSTOMER
            or self._recorder.fingerprint is None
            or not self.is_running
        ):
            return
        yield from self._apart()
        self._attempt = message.attempt
        expected = self._customer if self._matched else None
        routes = replace(self._routes, patient=self._tries > 0)
        self._tries += 1
        yield Answer(self.session, message.attempt, message.sdp, routes, expected)

    def refuse(self, problem: type[Problem]) -> Iterator[Command]:
        """The server did not do something for this session. One that it does not know is over."""
        self.problem = problem
        if problem is SessionUnknown:
            yield from self._over(EndReason.AGENT_LOST)

    # What the connection says.

    def peer(self, event: PeerEvent, now: float) -> Iterator[Command]:
        """Something happened on a connection. What happened on an earlier one does not matter."""
        if event.attempt != self._attempt or not self.is_running:
            return
        match event:
            case Answered():
                self._relay = event.relay
                yield SendLink(self._description(event))
            case OfferRefused():
                yield from self._fail(event.problem, EndReason.FAULT)
            case PeerConnected():
                yield from self._peer_connected(event)
            case PeerLost():
                yield from self._peer_lost(now)
            case FromCustomer():
                yield from self._received(event, now)
            case Counters():
                self._meter.counted(Counted(now, event.pictures, event.bytes_received, event.packets_lost))
            case PictureShown() | WholePictureShown():
                self.drawing.drew(event)
            case _:
                assert_never(event)

    def tick(self, now: float) -> Iterator[Command]:
        """Time has passed: a heartbeat goes out, and a connection that does not come about becomes a problem."""
        self.drawing.tick(now)
        if self._connected:
            if self._heart.beats(now):
                yield self._beat(now)
        elif self.step in {Step.CONNECTING, Step.VIEWING} and now - self._apart_since > OFFER_WITHIN:
            self.problem = self.problem or self._relay.unreachable

    # What the agent does.

    def type_code(self, digits: str) -> Iterator[Command]:
        """The one try at the safety code. Wrong by our own reckoning ends the session, whatever the customer says."""
        if self.step is not Step.TYPE_CODE or self._safety is None:
            return
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):  # noqa: PLR2004  # a code has six digits
            return
        self.step = advance(self.step, Turn.CODE_TYPED)
        yield SendPeer(m.CONTROL, self._safety.type(digits))
        if self._safety.step is not SafetyStep.TYPED:
            yield from self._fail(SafetyCodeMismatch, EndReason.SAFETY_CODE)

    def ask(self, grant: Grant) -> Iterator[Command]:
        """The agent asks for a right; once, until the customer answered."""
        asking = self.rights.asks(grant)
        if self.step is Step.VIEWING and self._connected and asking != self.rights:
            self.rights = asking
            yield SendPeer(m.CONTROL, m.AskGrant(grant))

    def say(self, typed: str) -> Iterator[Command]:
        """The agent writes to the customer."""
        text = plain(typed)
        if text and self._matched and self._connected and Ability.CHAT in self.beside.can:
            self.beside = self.beside.says(text)
            yield SendPeer(m.CONTROL, m.Chat(text))

    def direct(self, action: AdjustCamera | Point) -> Iterator[Command]:
        """The agent points, or would like the camera otherwise. It is done at the customer, if at all."""
        if self.pause is not None or self.step is not Step.VIEWING:
            return
        if isinstance(action, Point):
            message: m.PointAt | m.UseCamera = m.PointAt(action.x, action.y)
        else:
            message = m.UseCamera(action.torch, action.zoom, action.still)
        if permissions.permits(self.rights.grants, message):
            yield SendPeer(m.CONTROL, message)

    def choose_monitor(self, number: int) -> Iterator[Command]:
        """The agent wants to see another monitor."""
        if self.pause is None and self.step is Step.VIEWING and number <= len(self.drawing.monitors.monitors):
            yield SendPeer(m.CONTROL, m.ChooseMonitor(number))

    def use(self, inputs: tuple[Input, ...], now: float) -> Iterator[Command]:
        """Mouse and keyboard. Without the grant, or without a picture to aim at, nothing of it leaves.

        While the picture of another monitor is on its way nothing is clicked: it would hit what is not yet to be seen.
        """
        if self.pause is not None or self.step is not Step.VIEWING:
            return
        for message in inputs:
            aimed = isinstance(message, m.PointerDown | m.Wheel)
            if permissions.permits(self.rights.grants, message) and not (aimed and self.drawing.is_of_another_area):
                yield SendPeer(m.INPUT, message)
                if self._heart.used(message, now):
                    yield self._beat(now)

    def end(self, reason: EndReason) -> Iterator[Command]:
        """This side ends the session."""
        if not self.is_running:
            return
        if self._connected:
            yield SendPeer(m.CONTROL, m.Ending(reason))
        yield SendLink(link.EndSession(self.session, reason))
        yield from self._over(reason)

    # Inside.

    def _beat(self, now: float) -> Command:
        return SendPeer(m.INPUT, m.Heartbeat(self._meter.heartbeat(now)))

    def _description(self, answered: Answered) -> link.Description:
        return link.Description(self.session, link.Role.CUSTOMER, answered.attempt, "answer", answered.sdp)

    def _peer_connected(self, event: PeerConnected) -> Iterator[Command]:
        if self._matched and event.customer != self._customer:
            yield from self._fail(SafetyCodeMismatch, EndReason.SAFETY_CODE)
            return
        self._connected, self._customer, self.problem, self._tries = True, event.customer, None, 0
        if not self._matched:
            recorder = self._recorder.fingerprint
            assert recorder is not None
            self._safety = AgentSide(Seen(self.session, event.customer, event.agent, recorder), event.nonce)
            yield SendPeer(m.CONTROL, self._safety.begin())

    def _peer_lost(self, now: float) -> Iterator[Command]:
        self._apart_since = now
        yield from self._apart()
        yield Drop()

    def _apart(self) -> Iterator[Command]:
        """The connection is gone. What is held is released at the customer, whose client misses our heartbeats."""
        self._connected, self.rights, self._safety = False, self.rights.apart(), None
        self._meter, self._heart = Meter(), Heart()
        self._gate = m.GateChanged(picture=Hold.SAFETY_CODE_OPEN, input=Hold.SAFETY_CODE_OPEN)
        if leads(self.step, Turn.CODE_LOST):
            self.step = advance(self.step, Turn.CODE_LOST)
        yield from self.drawing.part()

    def _received(self, event: FromCustomer, now: float) -> Iterator[Command]:
        try:
            yield from self._heard(channels.read(event), now)
        except (MessageRefused, OutOfOrder) as problem:
            yield from self._fail(type(problem), EndReason.FAULT)
        except SafetyCodeMismatch:
            yield from self._fail(SafetyCodeMismatch, EndReason.SAFETY_CODE)

    def _heard(self, message: m.FromCustomer, now: float) -> Iterator[Command]:
        match message:
            case m.SafetyAnswer() | m.SafetyResult():
                yield from self._safety_message(message)
            case m.Granted() | m.GrantRefused() | m.GateChanged():
                self._heard_of_rights(message)
            case m.SecondIs():
                self.seconding.is_now(message)
            case m.ScreenSize() | m.Monitors() | m.PointerShape() | m.PointerAt() | m.PointerAway():
                self.drawing.heard(message, now)
            case m.Capabilities() | m.CameraIs() | m.CameraAway() | m.DeviceFacts() | m.Chat():
                self._heard_beside(message)
            case m.HeartbeatAnswer(number):
                self._meter.answered(number, now)
            case m.Ending(reason):
                yield from self._over(reason)
            case _:
                assert_never(message)
        yield from self.drawing.hide() if self._held() else self.drawing.show()

    def _heard_of_rights(self, message: m.Granted | m.GrantRefused | m.GateChanged) -> None:
        match message:
            case m.Granted(grants):
                self.rights = self.rights.granted(grants)
            case m.GrantRefused(grant):
                self.rights = self.rights.is_refused(grant)
            case m.GateChanged():
                self._gate = message

    def _heard_beside(self, message: News) -> None:
        """What is said and told of the device counts only from somebody who is known."""
        if self._matched or not isinstance(message, m.Chat | m.DeviceFacts):
            self.beside = self.beside.heard(message)

    def _safety_message(self, message: m.SafetyAnswer | m.SafetyResult) -> Iterator[Command]:
        if self._safety is None:
            raise OutOfOrder
        if isinstance(message, m.SafetyAnswer):
            yield SendPeer(m.CONTROL, self._safety.receive_answer(message))
            self.step = advance(self.step, Turn.CODE_ASKED)
            return
        self._safety.receive_result(message)
        self._matched = self._safety.matched
        self.step = advance(self.step, Turn.CODE_MATCHED)

    def _held(self) -> bool:
        """Whether no picture may be drawn."""
        return not (self._matched and self._connected) or self._gate.picture is not None

    def _fail(self, problem: type[Problem], reason: EndReason) -> Iterator[Command]:
        self.problem = problem
        yield from self.end(reason)

    def _over(self, reason: EndReason) -> Iterator[Command]:
        """The session has ended, by whomever: it stays ended."""
        if not self.is_running:
            return
        yield from self.drawing.hide()
        self.step, self.reason, self.rights, self._connected = Step.ENDED, reason, Rights(), False
        yield Drop()
