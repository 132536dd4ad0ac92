"""What the signaling server says, and what is to be said to it. It decides who meets whom, and nothing else."""

from dataclasses import replace
from typing import assert_never

from customer_client import commands as c
from customer_client import events as e
from customer_client.course import ACCESS_ALLOWED, AGENT, RECORDER, Commands, Course
from customer_client.status import Step
from customer_client.steps import Turn
from customer_client.with_peers import WithPeers
from customer_client.with_second import WithSecond
from protocol import consent, link
from protocol.problems import (
    ConsentOutdated,
    Problem,
    RecorderAbsent,
    RecorderNotTrusted,
    ServerNotTrusted,
    ServerUnreachable,
    SessionUnknown,
    TokenRefused,
    VersionUnsupported,
    from_code,
)
from protocol.session import EndReason, State

SERVER_ENDS_IT: dict[type[Problem], EndReason] = {
    ConsentOutdated: EndReason.NO_CONSENT,
    SessionUnknown: EndReason.CUSTOMER_LOST,
    TokenRefused: EndReason.CUSTOMER_LOST,
}
"""Refusals after which there is no session any more."""
OF_THE_LINK: frozenset[type[Problem]] = frozenset({ServerUnreachable, ServerNotTrusted, VersionUnsupported})
"""Problems that are over when the server is reached."""


class WithServer:
    """The talk with the server."""

    def __init__(self, course: Course, peers: WithPeers, second: WithSecond) -> None:
        self._course = course
        self._second = second
        self._peers = peers

    def happened(self, event: e.LinkUp | e.LinkDown | e.FromServer) -> Commands:
        match event:
            case e.LinkUp():
                yield from self.link_is_up()
            case e.LinkDown(problem):
                self.link_is_down(problem)
            case e.FromServer(message):
                yield from self.received(message)
            case _:
                assert_never(event)

    def link_is_up(self) -> Commands:
        self._course.link_up, self._course.returning = True, self._course.entry.claimed is not None
        if self._course.problem in OF_THE_LINK:
            self._course.problem = None
        self._course.meetings.link_up(self._course.now)
        if self._course.step is Step.ENDED and not self._course.unsaid_end:
            return
        if self._course.step is Step.SWITCHED_OFF:
            yield from self._tell_switched_off()
            return
        if first := self._course.entry.first_message():
            yield c.SendLink(first)
        if self._course.unsaid_end:
            yield c.SendLink(self._course.unsaid_end)
            self._course.unsaid_end = None

    def _tell_switched_off(self) -> Commands:
        """Once. Key and ticket stay here."""
        if self._course.tells_switched_off:
            self._course.tells_switched_off = False
            yield c.SendLink(link.SwitchedOff())

    def link_is_down(self, problem: type[Problem]) -> None:
        self._course.link_up = False
        if self._course.step not in ACCESS_ALLOWED and self._course.step is not Step.ENDED:
            self._course.problem = problem

    def received(self, message: link.ToCustomerProgram) -> Commands:
        match message:
            case link.Claimed():
                yield from self._claimed(message)
            case link.Refused(problem):
                yield from self._refused(type(from_code(problem)))
            case link.Noted():
                self._noted(message)
            case _ if self._course.step is Step.ENDED or message.session != self._course.entry.session:
                return
            case link.SecondLeft():
                yield from self._second.out("left")
            case link.SessionChanged():
                yield from self._session_changed(message)
            case link.Connect() | link.RecorderProof():
                yield from self._introduced(message)
            case link.IceServers(_session, ice_servers):
                self._course.meetings.served_by(ice_servers)
            case link.Description():
                yield from self._course.meetings.answered(message)
            case _:
                assert_never(message)

    def _claimed(self, message: link.Claimed) -> Commands:
        if self._course.step is Step.CLAIMING:
            self._course.entry.claim(message, self._course.now)
            self._course.turn(Turn.CLAIMED)
            self._course.account.note("connected", self._course.now)
        elif self._course.step is Step.ENDED and not self._course.entry.claimed:
            yield c.SendLink(link.EndSession(session=message.session, reason=EndReason.CUSTOMER))

    def _noted(self, noted: link.Noted) -> None:
        """Also after the end: the entry of the end comes then."""
        if noted.session != self._course.entry.session:
            return
        self._course.account.noted(noted)
        self._course.statements.noted(noted.entry)
        if self._course.receipt:
            self._course.receipt = replace(self._course.receipt, noted=self._course.account.proof)

    def _refused(self, problem: type[Problem]) -> Commands:
        if self._course.step is Step.ENDED:
            return
        if self._course.step is Step.CLAIMING:
            self._course.entry.refused()
            self._course.turn(Turn.KEY_REFUSED)
        elif reason := SERVER_ENDS_IT.get(problem):
            yield from self._course.end(reason, problem, tell_server=False)
        self._course.problem = problem

    def _session_changed(self, message: link.SessionChanged) -> Commands:
        if message.state is State.ENDED:
            yield from self._course.end(message.reason or EndReason.FAULT, tell_server=False)
        elif self._course.returning:
            self._course.returning = False
            for unheard in self._course.entry.unheard(message.state):
                yield c.SendLink(unheard)
            for unnoted in self._course.statements.unnoted():
                yield c.SendLink(unnoted)
            if said := self._course.first.said:
                yield c.SendLink(link.ReportGate(session=self._course.entry.session, hold=said.picture))

    def _introduced(self, message: link.Connect | link.RecorderProof) -> Commands:
        course = self._course
        if course.entry.consent is not consent.State.ALLOWED:
            return
        try:
            if isinstance(message, link.Connect):
                another = course.meetings.invited(message, course.now)
            else:
                another = course.meetings.vouched(message, course.now)
        except RecorderNotTrusted:
            course.problem = RecorderNotTrusted
            return
        if course.problem is RecorderNotTrusted or (course.problem is RecorderAbsent and _of_recorder(message)):
            course.problem = None
        if another:
            yield from self._begin_again()

    def _begin_again(self) -> Commands:
        """The code is bound to the recorder: before it has matched, another recorder means another exchange."""
        waiting = [guest.role for guest in self._course.guests() if not guest.comparing.matched]
        for peer in (*waiting, *([RECORDER] if AGENT in waiting else [])):
            if self._course.meetings.begin_again(peer, self._course.now):
                yield from self._peers.lost(peer)


def _of_recorder(message: link.Connect | link.RecorderProof) -> bool:
    return isinstance(message, link.RecorderProof) or message.peer is RECORDER
