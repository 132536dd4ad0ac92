"""Pairing: what happens to a session, what the server then knows of it, and who is told. Pure.

`decide` takes a meeting and an event, and gives the meeting after it, what to write into the consent register, and
whom to tell what. The switchboard writes first and tells afterwards.

A person whose connection is gone misses nothing that matters: introductions and descriptions are *owed* to them, and
told when they are back; the state is told again anyway.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, assert_never

from protocol import statement
from protocol.gate import Hold
from protocol.grants import Grant, Level, Who
from protocol.link import Claimed, Connect, Description, Record, RecorderProof, Refused, Role, Statement
from protocol.problems import MessageRefused, OutOfOrder, RecorderAbsent, SessionUnknown
from protocol.session import EndReason, State, advance
from protocol.session import Event as Step
from signaling import descriptions, joining
from signaling.meeting import (
    AccessAllowed,
    AccessRaised,
    Consented,
    CustomerCame,
    Described,
    EndAsked,
    Ended,
    Event,
    GateReported,
    KeyExpired,
    Lost,
    Meeting,
    Outcome,
    RecorderCame,
    RecorderLost,
    Returned,
    SecondAnswered,
    SecondAsked,
    SecondDeclined,
    SecondDismissed,
    SecondGone,
    Stated,
    Tell,
    TimePassed,
    Vouched,
    changed,
)

CONNECTING = frozenset({State.ALLOWED, State.RUNNING, State.PAUSED})
"""The states in which peers are, or become, connected."""

_MAY_SAY: dict[Role, frozenset[EndReason]] = {
    Role.CUSTOMER: frozenset(
        {
            EndReason.CUSTOMER,
            EndReason.NO_CONSENT,
            EndReason.NO_ACCESS,
            EndReason.SAFETY_CODE,
            EndReason.SCREEN_GONE,
            EndReason.PEER_UNREACHABLE,
            EndReason.CONNECTION_LOST,
            EndReason.SWITCHED_OFF,
            EndReason.FAULT,
        }
    ),
    Role.AGENT: frozenset(
        {EndReason.AGENT, EndReason.SAFETY_CODE, EndReason.PEER_UNREACHABLE, EndReason.FAULT},
    ),
    Role.RECORDER: frozenset(),
    Role.SECOND: frozenset(),
}
_RELAYED = frozenset(
    {
        (Role.CUSTOMER, Role.AGENT, "offer"),
        (Role.CUSTOMER, Role.RECORDER, "offer"),
        (Role.AGENT, Role.CUSTOMER, "answer"),
        (Role.RECORDER, Role.CUSTOMER, "answer"),
        (Role.CUSTOMER, Role.SECOND, "offer"),
        (Role.SECOND, Role.CUSTOMER, "answer"),
    }
)
"""Who describes what to whom."""

RAISES = statement.of_right("given", Grant.CONTROL, Who.AGENT)
"""What is stated when the customer gives mouse and keyboard because the agent asks for them."""

_INTRODUCED = frozenset({Role.AGENT, Role.SECOND})
"""Those to whom the customer's program connects when they are back."""
_OWN_REASON = {Role.CUSTOMER: EndReason.CUSTOMER, Role.AGENT: EndReason.AGENT, Role.RECORDER: EndReason.FAULT}


def decide(meeting: Meeting, event: Event) -> Outcome:
    """What follows from `event`. Raises the `Problem` that its sender is to be told."""
    if meeting.state is State.ENDED:
        raise SessionUnknown
    return _addressed(_follow(meeting, event))


def _follow(meeting: Meeting, event: Event) -> Outcome:  # noqa: C901, PLR0911, PLR0912  # a table: one row each
    match event:
        case CustomerCame(claimed):
            return _customer_came(meeting, claimed)
        case Returned(role):
            return _returned(meeting, role)
        case Lost(role, now):
            return Outcome(replace(meeting, away={**meeting.away, role: now}))
        case Consented():
            return replace(_stepped(meeting, Step.CONSENTED), record=event)
        case AccessAllowed():
            return _allowed(meeting, event)
        case GateReported(hold):
            return _gate_reported(meeting, hold)
        case Described(sender, description):
            return _described(meeting, sender, description)
        case Stated(said):
            return _stated(meeting, said)
        case SecondAsked() | SecondDeclined() | SecondAnswered() | SecondDismissed() | SecondGone():
            return joining.decide(meeting, event)
        case EndAsked(Role.SECOND):
            return joining.decide(meeting, SecondGone(EndReason.AGENT))
        case EndAsked(sender, reason):
            return _ended(meeting, reason if reason in _MAY_SAY[sender] else _OWN_REASON[sender])
        case Ended(reason):
            return _ended(meeting, reason)
        case KeyExpired():
            return _ended(meeting, EndReason.KEY_EXPIRED) if meeting.state is State.WAITING else Outcome(meeting)
        case RecorderCame(fingerprint, holds):
            return _recorder_came(meeting, fingerprint, holds=holds)
        case Vouched(proof):
            return _vouched(meeting, proof)
        case RecorderLost():
            return Outcome(replace(meeting, recorder_there=False, media_goes_on=False))
        case TimePassed(now, grace):
            return _time_passed(meeting, now, grace)
        case _:
            assert_never(event)


def _customer_came(meeting: Meeting, claimed: Claimed) -> Outcome:
    stepped = _stepped(meeting, Step.CLAIMED)
    to_agent = tuple(tell for tell in stepped.tells if tell.to is Role.AGENT)
    return replace(stepped, tells=(Tell(Role.CUSTOMER, claimed), *to_agent))


def _returned(meeting: Meeting, role: Role) -> Outcome:
    back = replace(
        meeting,
        away={other: since for other, since in meeting.away.items() if other is not role},
        owed=tuple(tell for tell in meeting.owed if tell.to is not role),
    )
    tells = [Tell(role, changed(meeting)), *(tell for tell in meeting.owed if tell.to is role)]
    if meeting.state in CONNECTING and meeting.recorder is None:
        tells.append(Tell(role, _recorder_absent(meeting)))
    elif meeting.recorder and role in _INTRODUCED and meeting.state in CONNECTING and Role.CUSTOMER not in meeting.away:
        # Perhaps from another network. The customer's client follows only if the agent has fallen silent.
        tells.append(Tell(Role.CUSTOMER, Connect(meeting.session, role, meeting.recorder)))
    return Outcome(back, tuple(tells))


def _allowed(meeting: Meeting, event: AccessAllowed) -> Outcome:
    allowed = replace(_stepped(meeting, Step.ALLOWED), record=event)
    if event.recorder is None:
        absent = _recorder_absent(meeting)
        return replace(allowed, tells=(*allowed.tells, Tell(Role.CUSTOMER, absent), Tell(Role.AGENT, absent)))
    introduced = _recorder_came(allowed.meeting, event.recorder)
    return replace(allowed, meeting=introduced.meeting, tells=(*allowed.tells, *introduced.tells))


def _gate_reported(meeting: Meeting, hold: Hold | None) -> Outcome:
    state = advance(meeting.state, Step.HELD if hold else Step.RELEASED)
    after = replace(meeting, state=state, hold=hold)
    tells = _to_all(after) if (state, hold) != (meeting.state, meeting.hold) else ()
    if hold is Hold.NOT_RECORDED and meeting.media_goes_on:
        # What we read back after our restart was wrong: the recorder restarted as well. Any of them will do.
        after = replace(after, media_goes_on=False)
        if meeting.recorder_there and meeting.recorder:
            again = _recorder_came(after, meeting.recorder)
            return replace(again, tells=(*tells, *again.tells))
    return Outcome(after, tells)


def _described(meeting: Meeting, sender: Role, description: Description) -> Outcome:
    receiver = description.peer
    if (sender, receiver, description.kind) not in _RELAYED:
        raise MessageRefused
    if Role.SECOND in (sender, receiver) and not (meeting.second and meeting.second.admitted):
        raise OutOfOrder
    descriptions.check(description.sdp)
    if meeting.state not in CONNECTING or meeting.recorder is None:
        raise OutOfOrder
    if receiver is Role.RECORDER and not meeting.recorder_there:
        raise RecorderAbsent
    relayed = Description(meeting.session, sender, description.attempt, description.kind, description.sdp)
    return Outcome(meeting, (Tell(receiver, relayed),))


def _stated(meeting: Meeting, said: Statement) -> Outcome:
    """One that is there already is said again when the customer's program did not hear that it was noted."""
    if not statement.holds(said.session, said.number, said.said, said.key, said.signature):
        raise MessageRefused
    if said.number <= meeting.stated:
        return Outcome(meeting)
    raised = AccessRaised(Level.FULL) if said.said == RAISES else None
    return Outcome(replace(meeting, stated=said.number), record=raised, stated=said)


def _recorder_came(meeting: Meeting, fingerprint: str, *, holds: bool = False) -> Outcome:
    first = meeting.recorder is None
    after = replace(meeting, recorder=fingerprint, recorder_there=True)
    tells = [Tell(Role.RECORDER, Record(meeting.session)), Tell(Role.RECORDER, changed(meeting))]
    if not meeting.media_goes_on and not holds:
        introduced = Connect(meeting.session, Role.RECORDER, fingerprint, instead=not first)
        tells.append(Tell(Role.CUSTOMER, introduced))
    if first:
        tells.append(Tell(Role.CUSTOMER, Connect(meeting.session, Role.AGENT, fingerprint)))
        tells.append(Tell(Role.AGENT, Connect(meeting.session, Role.CUSTOMER, fingerprint)))
    return Outcome(after, tuple(tells))


def _vouched(meeting: Meeting, proof: RecorderProof) -> Outcome:
    if meeting.state not in CONNECTING or meeting.recorder != proof.fingerprint:
        raise OutOfOrder
    second = (Role.SECOND,) if meeting.second and meeting.second.admitted else ()
    return Outcome(meeting, tuple(Tell(role, proof) for role in (Role.CUSTOMER, Role.AGENT, *second)))


def _time_passed(meeting: Meeting, now: float, grace: float) -> Outcome:
    overdue = {role for role, since in meeting.away.items() if now - since > grace}
    if Role.CUSTOMER in overdue:
        return _ended(meeting, EndReason.CUSTOMER_LOST)
    if Role.AGENT in overdue:
        return _ended(meeting, EndReason.AGENT_LOST)
    if Role.SECOND in overdue:
        return joining.decide(meeting, SecondGone(EndReason.AGENT_LOST))
    return Outcome(meeting)


def _ended(meeting: Meeting, reason: EndReason) -> Outcome:
    return _stepped(replace(meeting, reason=reason), Step.ENDED)


def _stepped(meeting: Meeting, step: Step) -> Outcome:
    after = replace(meeting, state=advance(meeting.state, step))
    return Outcome(after, _to_all(after))


def _to_all(meeting: Meeting) -> tuple[Tell, ...]:
    return tuple(Tell(role, changed(meeting)) for role in Role)


def _recorder_absent(meeting: Meeting) -> Refused:
    return Refused(RecorderAbsent.code, meeting.session)


def _addressed(outcome: Outcome) -> Outcome:
    """Keeps what is owed to people who are away; drops what they are told again when they are back."""
    meeting = outcome.meeting
    owed = meeting.owed
    for tell in outcome.tells:
        if tell.to in meeting.away and isinstance(tell.message, Connect | Description | RecorderProof):
            owed = (*(old for old in owed if not _replaces(tell, old)), tell)
    tells = tuple(tell for tell in outcome.tells if tell.to not in meeting.away)
    return replace(outcome, meeting=replace(meeting, owed=owed), tells=tells)


def _replaces(new: Tell, old: Tell) -> bool:
    """Whether `old` need not be told any more. A newer introduction makes older descriptions pointless too."""
    if isinstance(new.message, RecorderProof):
        return new.to is old.to and isinstance(old.message, RecorderProof)
    if new.to is not old.to or not isinstance(new.message, Connect | Description):
        return False
    if not isinstance(old.message, Connect | Description) or new.message.peer is not old.message.peer:
        return False
    return isinstance(new.message, Connect) or isinstance(old.message, Description)


class Worker(NamedTuple):
    """One recorder. Those of one machine share a certificate, and a session may go on at any of them."""

    fingerprint: str
    name: str


def choose(loads: Mapping[Worker, int], meeting: Meeting) -> Worker | None:
    """The recorder for this session: with the certificate it had, and the fewest sessions; `None` when none is there.

    `loads` has the number of sessions for each connected recorder.
    """
    fitting = [worker for worker in loads if meeting.recorder in (None, worker.fingerprint)]
    return min(fitting, key=lambda worker: (loads[worker], worker), default=None)


def restored(meeting: Meeting, now: float) -> Meeting:
    """The meeting right after a restart of the server: nobody is connected to us, though perhaps to each other."""
    came = {Role.AGENT} if meeting.state is State.WAITING else {Role.AGENT, Role.CUSTOMER}
    recorded = meeting.recorder is not None and meeting.hold is not Hold.NOT_RECORDED
    return replace(meeting, away=dict.fromkeys(came, now), media_goes_on=recorded)
