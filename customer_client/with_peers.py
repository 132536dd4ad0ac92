"""What agent and recorder say, and what becomes of it. No message of theirs can raise a right."""

from typing import assert_never

from customer_client import commands as c
from customer_client import events as e
from customer_client.capture.desktop import View
from customer_client.comparing import SafetyMessage
from customer_client.course import AGENT, RECORDER, Commands, Course, inject
from customer_client.injection.strokes import MoveTo
from customer_client.status import Step
from customer_client.steps import Turn
from customer_client.window import OwnWindows
from protocol import link, permissions
from protocol import peer_messages as m
from protocol.grants import Grant
from protocol.problems import MessageRefused, OutOfOrder, PeerUnreachable, Problem, RelayRefused, SafetyCodeMismatch
from protocol.session import EndReason

PeerEvent = e.Offered | e.PeerConnected | e.PeerLost | e.PeerRefused | e.FromAgent | e.FromRecorder


UNREACHABLE: frozenset[type[Problem]] = frozenset({PeerUnreachable, RelayRefused})
"""Problems that are over when a connection comes about."""


class WithPeers:
    """The talk with agent and recorder."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def happened(self, event: PeerEvent) -> Commands:
        match event:
            case e.Offered():
                return self._course.meetings.offered(self._course.entry.session, event)
            case e.PeerConnected(peer, attempt, fingerprint):
                return self._connected(peer, attempt, fingerprint)
            case e.PeerLost(peer, attempt):
                return self.lost(peer) if self._course.meetings.lost(peer, attempt, self._course.now) else iter(())
            case e.PeerRefused(peer, attempt, problem):
                return self._refused_peer(peer, attempt, problem)
            case e.FromAgent(attempt, message, own):
                return self._from_agent(attempt, message, own)
            case e.FromRecorder(attempt, message):
                if self._course.meetings.heard(RECORDER, attempt, self._course.now):
                    self._course.marks.answered(message)
                return iter(())
            case _:
                assert_never(event)

    def _connected(self, peer: link.Role, attempt: int, fingerprint: bytes) -> Commands:
        if not self._course.meetings.connected(peer, attempt, fingerprint, self._course.now):
            return
        if self._course.problem in UNREACHABLE:
            self._course.problem = None
        if peer is RECORDER:
            yield from self._recorder_connected()
        elif peer is AGENT:
            yield from self._agent_connected()

    def _recorder_connected(self) -> Commands:
        self._course.recording = None
        self._course.telling.connected()
        if not self._course.capturing:
            self._course.capturing = True
            yield c.StartCapture()
        if early := self._course.comparing.take_early():
            yield from self._compare(early, self._course.meetings[AGENT].attempt)

    def _agent_connected(self) -> Commands:
        if self._course.comparing.matched:
            self._course.account.note("connection-back", self._course.now)
        self._course.said = None
        self._course.pointing.forget()
        self._course.admission.beat(self._course.now)
        yield from self._tell_view()
        yield c.SendPeer(AGENT, m.CONTROL, m.Granted(grants=self._course.rights.grants))

    def lost(self, peer: link.Role) -> Commands:
        yield c.Drop(peer)
        if peer is RECORDER:
            self._course.marks.lost()
            self._course.recording = None
            return
        self._course.said = None
        yield from inject(self._course.admission.release_all())
        self._course.comparing.lost()
        if self._course.comparing.matched:
            self._course.account.note("connection-lost", self._course.now)
        elif self._course.step in (Step.READ_CODE_OUT, Step.CONFIRM):
            self._course.turn(Turn.CODE_LOST)

    def _refused_peer(self, peer: link.Role, attempt: int, problem: type[Problem]) -> Commands:
        """A connection may have been told as lost by what it refused: its problem is shown all the same."""
        meeting = self._course.meetings[peer]
        if attempt != meeting.attempt or self._course.step is Step.ENDED:
            return
        if peer is AGENT and problem is MessageRefused and meeting.is_connected():
            yield from self._course.end(EndReason.FAULT, problem)
            return
        if self._course.meetings.lost(peer, attempt, self._course.now):
            yield from self.lost(peer)
        self._course.problem = problem

    def _from_agent(self, attempt: int, message: m.FromAgent, own: OwnWindows) -> Commands:
        if self._course.step is Step.ENDED or not self._course.meetings.heard(AGENT, attempt, self._course.now):
            return
        match message:
            case m.Heartbeat(number):
                self._course.admission.beat(self._course.now)
                yield c.SendPeer(AGENT, m.INPUT, m.HeartbeatAnswer(number=number))
            case m.Ending():
                yield from self._course.end(EndReason.AGENT)
            case m.SafetyCommit() | m.SafetyReveal() | m.SafetyCodeTyped():
                yield from self._compare(message, attempt)
            case m.AskGrant(grant):
                yield from self._asked(grant)
            case m.ChooseMonitor():
                yield from self._chose(message)
            case m.ReleaseAll():
                yield from inject(self._course.admission.release_all())
            case m.Chat() | m.PointAt() | m.UseCamera():
                return  # for programs that say they can: a browser
            case _ if permissions.permits(self._course.rights.grants, message) and not self._course.gate().input(
                self._course.now
            ):
                yield from self._input(message, own)

    def _input(self, message: m.FromAgent, own: OwnWindows) -> Commands:
        strokes = self._course.admission.admit(message, own, self._course.now)
        for stroke in strokes:
            if isinstance(stroke, MoveTo):
                self._course.pointing.injected((stroke.x, stroke.y), self._course.now)
        if strokes:
            view = self._course.showing.view
            self._course.telling.used(message, view.area if view else None, self._course.now)
        return inject(strokes)

    def _compare(self, message: SafetyMessage, attempt: int) -> Commands:
        try:
            answer = self._course.comparing.receive(
                message, attempt, self._course.seen(), self._course.entry.notice_digest()
            )
        except (OutOfOrder, SafetyCodeMismatch):
            yield from self._course.mismatched()
            return
        if answer:
            yield c.SendPeer(AGENT, m.CONTROL, answer)
        if isinstance(message, m.SafetyReveal):
            self._course.turn(Turn.CODE_KNOWN)
        elif isinstance(message, m.SafetyCodeTyped) and answer:
            yield from self._course.mismatched()
        elif isinstance(message, m.SafetyCodeTyped):
            self._course.turn(Turn.CODE_TYPED)

    def _asked(self, grant: Grant) -> Commands:
        if grant in self._course.rights.grants:
            yield c.SendPeer(AGENT, m.CONTROL, m.Granted(grants=self._course.rights.grants))
        elif self._course.step is Step.HELPED and self._course.rights.ask(grant, self._course.now):
            self._course.account.note(f"asked-{grant}", self._course.now)
            yield from self._course.right(grant, m.RightChange.ASKED)
        elif self._course.rights.asked is not grant:
            yield c.SendPeer(AGENT, m.CONTROL, m.GrantRefused(grant=grant))

    def _chose(self, message: m.ChooseMonitor) -> Commands:
        """A choice is followed while the agent sees a picture; otherwise it is told once more what there is."""
        course = self._course
        if permissions.permits(course.rights.grants, message) and not course.gate().picture(course.now):
            shows = list(course.showing.choose(message.number, course.now))
            yield from shows
            if shows:
                return
        yield from self._tell_view()

    def view_is(self, view: View) -> Commands:
        """This is captured from now on: what the agent points at is meant there."""
        yield from self._course.showing.seen(view)
        self._course.admission.show(view.area)
        if self._course.meetings[AGENT].is_connected():
            yield from self._tell_view()

    def _tell_view(self) -> Commands:
        return (c.SendPeer(AGENT, m.CONTROL, message) for message in self._course.showing.messages())
