"""What agents and recorder say, and what becomes of it. No message of theirs can raise a right."""

from typing import assert_never

from customer_client import commands as c
from customer_client import events as e
from customer_client.capture.desktop import View
from customer_client.comparing import SafetyMessage
from customer_client.course import AGENT, RECORDER, SECOND, Commands, Course, inject
from customer_client.guest import Guest
from customer_client.injection.strokes import MoveTo
from customer_client.status import Step
from customer_client.steps import Turn
from customer_client.window import OwnWindows
from customer_client.with_second import FromFirst, WithSecond
from protocol import link, permissions
from protocol import peer_messages as m
from protocol.grants import Grant
from protocol.problems import MessageRefused, OutOfOrder, PeerUnreachable, Problem, RelayRefused, SafetyCodeMismatch
from protocol.session import EndReason

PeerEvent = e.Offered | e.PeerConnected | e.PeerLost | e.PeerRefused | e.FromAgent | e.FromRecorder


UNREACHABLE: frozenset[type[Problem]] = frozenset({PeerUnreachable, RelayRefused})
"""Problems that are over when a connection comes about."""


class WithPeers:
    """The talk with agents and recorder."""

    def __init__(self, course: Course, second: WithSecond) -> None:
        self._course = course
        self._second = second

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
            case e.FromAgent():
                return self._from_agent(event)
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
        elif guest := self._course.guest(peer):
            yield from self._guest_connected(guest)

    def _recorder_connected(self) -> Commands:
        self._course.recording = None
        self._course.telling.connected()
        if not self._course.capturing:
            self._course.capturing = True
            yield c.StartCapture()
        for guest in self._course.guests():
            if early := guest.comparing.take_early():
                yield from self._compare(guest, early, self._course.meetings[guest.role].attempt)

    def _guest_connected(self, guest: Guest) -> Commands:
        course = self._course
        if guest.comparing.matched:
            course.note("connection-back", guest)
        guest.said = None
        guest.pointing.forget()
        guest.admission.beat(course.now)
        yield from self._tell_view(guest)
        yield c.SendPeer(guest.role, m.CONTROL, m.Granted(grants=guest.rights.grants))
        if guest is course.first and course.seconding.said:
            yield c.SendPeer(guest.role, m.CONTROL, course.seconding.said)

    def lost(self, peer: link.Role) -> Commands:
        yield c.Drop(peer)
        guest = self._course.guest(peer)
        if guest is None:
            self._course.marks.lost()
            self._course.recording = None
            return
        guest.said = None
        yield from inject(guest.admission.release_all())
        guest.comparing.lost()
        if guest.comparing.matched:
            self._course.note("connection-lost", guest)
        elif guest is self._course.first and self._course.step in (Step.READ_CODE_OUT, Step.CONFIRM):
            self._course.turn(Turn.CODE_LOST)

    def _refused_peer(self, peer: link.Role, attempt: int, problem: type[Problem]) -> Commands:
        """A connection may have been told as lost by what it refused: its problem is shown all the same."""
        if peer not in self._course.meetings or self._course.step is Step.ENDED:
            return
        meeting = self._course.meetings[peer]
        if attempt != meeting.attempt:
            return
        if peer is SECOND:
            yield from self._second.out("left", EndReason.FAULT)
            return
        if peer is AGENT and problem is MessageRefused and meeting.is_connected():
            yield from self._course.end(EndReason.FAULT, problem)
            return
        if self._course.meetings.lost(peer, attempt, self._course.now):
            yield from self.lost(peer)
        self._course.problem = problem

    def _from_agent(self, event: e.FromAgent) -> Commands:
        course, guest = self._course, self._course.guest(event.peer)
        if course.step is Step.ENDED or not course.meetings.heard(event.peer, event.attempt, course.now):
            return
        assert guest is not None
        match message := event.message:
            case m.Heartbeat(number):
                guest.admission.beat(course.now)
                yield c.SendPeer(guest.role, m.INPUT, m.HeartbeatAnswer(number=number))
            case m.Ending():
                yield from course.end(EndReason.AGENT) if guest is course.first else self._second.out("left")
            case m.SafetyCommit() | m.SafetyReveal() | m.SafetyCodeTyped():
                yield from self._compare(guest, message, event.attempt)
            case m.AskSecond() | m.ConfirmSecond() | m.DismissSecond() | m.AskGrant() | m.ChooseMonitor():
                yield from self._wished(guest, message)
            case m.ReleaseAll():
                yield from inject(guest.admission.release_all())
            case m.Chat() | m.PointAt() | m.UseCamera():
                return  # for programs that say they can: a browser
            case _:
                yield from self._input(guest, message, event.own_windows)

    def _wished(self, guest: Guest, message: FromFirst | m.AskGrant | m.ChooseMonitor) -> Commands:
        match message:
            case m.AskGrant(grant):
                yield from self._asked(guest, grant)
            case m.ChooseMonitor():
                yield from self._chose(guest, message)
            case _ if guest is self._course.first:
                yield from self._second.first_says(message)

    def _input(self, guest: Guest, message: m.FromAgent, own: OwnWindows) -> Commands:
        course = self._course
        if not permissions.permits(guest.rights.grants, message) or course.gate(guest).input(course.now):
            return
        guest.admission.beat(course.now)  # whoever presses is alive
        strokes = guest.admission.admit(message, own, course.now)
        for stroke in strokes:
            if isinstance(stroke, MoveTo):
                guest.pointing.injected((stroke.x, stroke.y), course.now)
        if strokes:
            view = course.showing.view
            course.account.operated(course.now, guest.name)
            course.telling.used(message, view.area if view else None, course.now, guest.who)
        yield from inject(strokes)

    def _compare(self, guest: Guest, message: SafetyMessage, attempt: int) -> Commands:
        course, first = self._course, guest is self._course.first
        try:
            answer = guest.comparing.receive(message, attempt, course.seen(guest.role), course.entry.notice_digest())
        except (OutOfOrder, SafetyCodeMismatch):
            yield from course.mismatched() if first else self._second.mismatched()
            return
        if answer:
            yield c.SendPeer(guest.role, m.CONTROL, answer)
        if isinstance(message, m.SafetyReveal):
            if not first:
                yield from self._second.code_known(guest.comparing.code)
                return
            course.turn(Turn.CODE_KNOWN)
        elif isinstance(message, m.SafetyCodeTyped):
            yield from self._typed(guest, wrong=answer is not None)

    def _typed(self, guest: Guest, *, wrong: bool) -> Commands:
        first = guest is self._course.first
        if wrong:
            yield from self._course.mismatched() if first else self._second.mismatched()
        elif first:
            self._course.turn(Turn.CODE_TYPED)
        else:
            yield from self._second.code_typed()

    def _asked(self, guest: Guest, grant: Grant) -> Commands:
        course = self._course
        asks = course.asking()
        if grant in guest.rights.grants:
            yield c.SendPeer(guest.role, m.CONTROL, m.Granted(grants=guest.rights.grants))
        elif self._may_ask(guest, asks) and guest.rights.ask(grant, course.now):
            course.note(f"asked-{grant}", guest)
            yield from course.right(guest, grant, m.RightChange.ASKED)
        elif guest.rights.asked is not grant:
            yield c.SendPeer(guest.role, m.CONTROL, m.GrantRefused(grant=grant))

    def _may_ask(self, guest: Guest, asks: Guest | None) -> bool:
        """One question at a time, whoever asks, and nobody asks before the own code was right."""
        course = self._course
        free = asks in (None, guest) and course.seconding.asked is None
        return free and course.step is Step.HELPED and guest.comparing.matched

    def _chose(self, guest: Guest, message: m.ChooseMonitor) -> Commands:
        """A choice is followed while the agent sees a picture; otherwise it is told once more what there is."""
        course = self._course
        if permissions.permits(guest.rights.grants, message) and not course.gate(guest).picture(course.now):
            shows = list(course.showing.choose(message.number, course.now))
            yield from shows
            if shows:
                return
        yield from self._tell_view(guest)

    def view_is(self, view: View) -> Commands:
        """This is captured from now on: what an agent points at is meant there."""
        yield from self._course.showing.seen(view)
        for guest in self._course.guests():
            guest.admission.show(view.area)
            if self._course.meetings[guest.role].is_connected():
                yield from self._tell_view(guest)

    def _tell_view(self, guest: Guest) -> Commands:
        return (c.SendPeer(guest.role, m.CONTROL, message) for message in self._course.showing.messages())
