"""A meeting: what the server knows of one live session, and everything that can happen to it. Pure.

What follows from an event is decided in `pairing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocol.gate import Hold
from protocol.grants import Level, Office
from protocol.link import Claimed, Description, LinkMessage, RecorderProof, Role, SessionChanged, Statement
from protocol.session import EndReason, State


@dataclass(frozen=True)
class Tell:
    """One message to one end of the session."""

    to: Role
    message: LinkMessage


@dataclass(frozen=True)
class Second:
    """A second agent: asking to join, or let in by the customer."""

    sign_in: str
    account: int
    generation: int
    name: str
    office: Office
    admitted: bool = False


@dataclass(frozen=True)
class Meeting:
    """What the server knows of one live session."""

    session: str
    state: State = State.WAITING
    hold: Hold | None = None
    reason: EndReason | None = None
    recorder: str | None = None
    """The fingerprint that both clients bound the safety code to. They refuse any other, so no other is offered."""
    recorder_there: bool = False
    media_goes_on: bool = False
    """Read back after a restart of the server, and the pictures were being recorded: it waits for the recorder that
    says so, and no new connection is asked for."""
    away: Mapping[Role, float] = field(default_factory=dict)
    """Since when the customer's or the agent's connection is gone."""
    owed: tuple[Tell, ...] = ()
    second: Second | None = None
    stated: int = 0
    """The number of the customer's last statement that we know of; after a restart of ours, none."""


# What can happen to a session.


@dataclass(frozen=True)
class CustomerCame:
    """The customer had the right key or ticket; `claimed` is the answer."""

    claimed: Claimed


@dataclass(frozen=True)
class Returned:
    """A person's connection is back."""

    role: Role


@dataclass(frozen=True)
class Lost:
    """A person's connection is gone."""

    role: Role
    now: float


@dataclass(frozen=True)
class Consented:
    """The customer said yes to the notice of this version."""

    notice_version: str
    notice_sha256: str
    language: str


@dataclass(frozen=True)
class AccessAllowed:
    """The customer's second yes; `recorder` is the one chosen for this session, if any is there."""

    level: Level
    recorder: str | None


@dataclass(frozen=True)
class AccessRaised:
    """The agent asked for mouse and keyboard, and the customer gave them: the register has the higher level."""

    level: Level


@dataclass(frozen=True)
class GateReported:
    """The customer's client opened or shut the gate."""

    hold: Hold | None


@dataclass(frozen=True)
class Described:
    """One end sent a description for another."""

    sender: Role
    description: Description


@dataclass(frozen=True)
class Stated:
    """The customer's program said something about consent or rights, for the ledger, and signed it."""

    statement: Statement


@dataclass(frozen=True)
class SecondAsked:
    """Somebody asks to join, with the number that the first agent has read out. `agent` is the first one's name."""

    second: Second
    agent: str


@dataclass(frozen=True)
class SecondDeclined:
    """The first agent does not want the second."""


@dataclass(frozen=True)
class SecondAnswered:
    """The customer's answer about this person."""

    name: str
    office: Office
    given: bool


@dataclass(frozen=True)
class SecondDismissed:
    """The customer's program has sent the second away."""


@dataclass(frozen=True)
class SecondGone:
    """The second agent leaves, is lost, or may not be signed in any more."""

    reason: EndReason


@dataclass(frozen=True)
class EndAsked:
    """One end ends the session."""

    sender: Role
    reason: EndReason


@dataclass(frozen=True)
class Ended:
    """The server ends the session, for a reason of its own."""

    reason: EndReason


@dataclass(frozen=True)
class KeyExpired:
    """Nobody came with the key, or with the ticket, in time."""


@dataclass(frozen=True)
class RecorderCame:
    """A recorder is there for this session, on a connection that is new. `holds`: its customer is connected to it."""

    fingerprint: str
    holds: bool = False


@dataclass(frozen=True)
class Vouched:
    """The recorder proves who it is. What that is worth the clients decide; we carry it."""

    proof: RecorderProof


@dataclass(frozen=True)
class RecorderLost:
    """The recorder's connection is gone."""


@dataclass(frozen=True)
class TimePassed:
    """Nothing happened, for a while."""

    now: float
    grace: float


Event = (
    CustomerCame
    | Returned
    | Lost
    | Consented
    | AccessAllowed
    | GateReported
    | Described
    | Stated
    | SecondAsked
    | SecondDeclined
    | SecondAnswered
    | SecondDismissed
    | SecondGone
    | EndAsked
    | Ended
    | KeyExpired
    | RecorderCame
    | Vouched
    | RecorderLost
    | TimePassed
)


@dataclass(frozen=True)
class Outcome:
    """The meeting after an event, what goes into the consent register, and whom to tell what, in this order."""

    meeting: Meeting
    tells: tuple[Tell, ...] = ()
    record: Consented | AccessAllowed | AccessRaised | None = None
    stated: Statement | None = None
    """What the customer's program has stated anew."""


def changed(meeting: Meeting) -> SessionChanged:
    """The meeting's state, as everybody is told it."""
    return SessionChanged(meeting.session, meeting.state, meeting.hold, meeting.reason)
