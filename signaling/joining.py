"""A second agent at a session: asked for, let in, gone. Pure; what follows from each, as in `pairing`.

The server only introduces. Whether the customer was asked by name, and who is really at the other end, the customer's
program settles with the first agent's; it follows no introduction of a second whom the customer has not let in.
"""

from dataclasses import replace

from protocol.link import Connect, JoinAsked, Joining, Record, Role, SecondLeft, SessionChanged
from protocol.problems import InvitationRefused, OutOfOrder
from protocol.session import EndReason, State
from signaling.meeting import (
    Meeting,
    Outcome,
    SecondAnswered,
    SecondAsked,
    SecondDeclined,
    SecondDismissed,
    SecondGone,
    Tell,
)

JOINABLE = frozenset({State.RUNNING, State.PAUSED})
"""The states in which a second may be asked for: the first has been let in for good."""

Event = SecondAsked | SecondDeclined | SecondAnswered | SecondDismissed | SecondGone


def decide(meeting: Meeting, event: Event) -> Outcome:
    """What follows from `event`. Raises the `Problem` that its sender is to be told."""
    match event:
        case SecondAsked():
            return _asked(meeting, event)
        case SecondAnswered(name, office, given):
            second = meeting.second
            if second is None or second.admitted or (second.name, second.office) != (name, office):
                raise OutOfOrder
            return _admitted(meeting) if given else _out(meeting, EndReason.NO_ACCESS)
        case SecondDeclined():
            return _out(meeting, EndReason.AGENT) if meeting.second else Outcome(meeting)
        case SecondDismissed():
            return _out(meeting, EndReason.CUSTOMER) if meeting.second else Outcome(meeting)
        case SecondGone(reason):
            return _left(meeting, reason)


def _asked(meeting: Meeting, event: SecondAsked) -> Outcome:
    if meeting.state not in JOINABLE or meeting.second or Role.AGENT in meeting.away:
        raise InvitationRefused
    second = event.second
    tells = (
        Tell(Role.SECOND, Joining(meeting.session, event.agent)),
        Tell(Role.AGENT, JoinAsked(meeting.session, second.name, second.office)),
    )
    return Outcome(replace(meeting, second=second), tells)


def _admitted(meeting: Meeting) -> Outcome:
    """The recorder is asked once more to prove itself: the second has not heard it yet."""
    if meeting.recorder is None or meeting.second is None:
        raise OutOfOrder
    tells = (
        Tell(Role.RECORDER, Record(meeting.session)),
        Tell(Role.CUSTOMER, Connect(meeting.session, Role.SECOND, meeting.recorder)),
        Tell(Role.SECOND, Connect(meeting.session, Role.CUSTOMER, meeting.recorder)),
    )
    return Outcome(replace(meeting, second=replace(meeting.second, admitted=True)), tells)


def _left(meeting: Meeting, reason: EndReason) -> Outcome:
    if meeting.second is None:
        return Outcome(meeting)
    left = SecondLeft(meeting.session)
    out = _out(meeting, reason)
    return replace(out, tells=(*out.tells, Tell(Role.CUSTOMER, left), Tell(Role.AGENT, left)))


def _out(meeting: Meeting, reason: EndReason) -> Outcome:
    """For the second the session is over; for nobody else."""
    away: dict[Role, float] = {role: since for role, since in meeting.away.items() if role is not Role.SECOND}
    owed = tuple(tell for tell in meeting.owed if tell.to is not Role.SECOND)
    over = SessionChanged(meeting.session, State.ENDED, None, reason)
    return Outcome(replace(meeting, second=None, away=away, owed=owed), (Tell(Role.SECOND, over),))
