"""When this computer moves to another network or sleeps: what is made anew, and how long the session outlives it."""

from customer_client import commands as c
from customer_client.course import AGENT, Commands, Course
from customer_client.status import Step
from customer_client.with_peers import WithPeers
from protocol.problems import RecorderNotTrusted, ServerUnreachable
from protocol.session import EndReason

APART_AT_MOST = 120.0
"""Seconds without a connection to the agent after which the session ends. A missing recorder is waited for."""
APART_IS_A_PROBLEM_AFTER = 10.0
"""Seconds without a connection to the agent after which the customer is told more than that."""


class Moving:
    """What becomes of a session whose computers are apart."""

    def __init__(self, course: Course, peers: WithPeers) -> None:
        self._course = course
        self._peers = peers

    def moved(self, slept: float = 0.0) -> Commands:
        """This computer has another way to the server now, or slept for so many seconds: no timeout is waited for.

        A peer that must have given us up is lost; one that may still be there has to be heard soon.
        """
        if self._course.step is Step.ENDED and not self._course.unsaid_end:
            return
        self._course.link_up = False
        yield c.RenewLink()
        for peer in self._course.meetings.moved(slept, self._course.now):
            yield from self._peers.lost(peer)
        for peer in self._course.meetings.are_connected():
            yield c.Doubt(peer)
        yield from self.apart()

    def apart(self) -> Commands:
        """A consent does not outlive two minutes apart: whoever comes back later is asked anew, in a new session."""
        if self._course.meetings.unproven_for(self._course.now) >= APART_IS_A_PROBLEM_AFTER:
            self._course.problem = RecorderNotTrusted
        agent = self._course.meetings[AGENT]
        apart = agent.apart_for(self._course.now)
        if apart >= APART_AT_MOST and agent.seen is not None:
            yield from self._course.end(EndReason.CONNECTION_LOST)
        elif apart >= APART_AT_MOST:
            yield from self._course.end(EndReason.PEER_UNREACHABLE, agent.relay.unreachable)
        elif apart >= APART_IS_A_PROBLEM_AFTER:
            self._course.problem = agent.relay.unreachable if self._course.link_up else ServerUnreachable
