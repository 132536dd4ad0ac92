"""What the agent's windows show, as one frozen value, and what a person can do in them, as a few small ones."""

from dataclasses import dataclass, field
from enum import StrEnum

from agent_client.viewing.beside import Beside
from agent_client.viewing.quality import Quality
from agent_client.viewing.seconding import Second
from agent_client.viewing.steps import Step
from peer.picture import Area
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.link import EnrolmentText, Language, Operator, SecondFactor
from protocol.peer_messages import (
    KeyDown,
    KeyUp,
    Monitor,
    PointerDown,
    PointerMove,
    PointerUp,
    ReleaseAll,
    TypeText,
    Wheel,
)
from protocol.problems import Problem
from protocol.session import EndReason


class Pause(StrEnum):
    """Why no picture is shown just now. Those that the customer's gate gives have its words."""

    CONNECTION_LOST = "connection-lost"
    FIRST_PICTURE = "first-picture"
    NO_CONSENT = Hold.NO_CONSENT.value
    SAFETY_CODE_OPEN = Hold.SAFETY_CODE_OPEN.value
    NOT_RECORDED = Hold.NOT_RECORDED.value
    NOT_GRANTED = Hold.NOT_GRANTED.value
    DESKTOP_AWAY = Hold.DESKTOP_AWAY.value
    MONITOR_AWAY = Hold.MONITOR_AWAY.value


@dataclass(frozen=True)
class SetUp:
    """The secret that the agent's app is to take, for a QR code and to be typed."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Status:
    """Everything a window needs. Free of secrets, but for those that it has to show."""

    step: Step = Step.SIGN_IN
    server_reached: bool = False
    set_up: SetUp | None = None
    """While `SECOND_FACTOR`."""
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """While `RECOVERY_CODES`."""
    provider: str = ""
    """The operator's identity provider, for a button; empty where there is none."""
    in_browser: bool = False
    """Something is to be done in the system's browser, which then comes back."""
    key_added: bool = False
    factors: tuple[SecondFactor, ...] | None = None
    """The agent's own second factors, while they are looked at."""
    """One more security key was just set up."""
    agent: str = ""
    enrolment: EnrolmentText | None = None
    """The text to read out to customers who have not agreed yet; `None` where nothing of it is asked for."""
    enrolled: bool | None = None
    """What the customer just said is in the register."""
    wanted: str = field(default="", repr=False)
    """The number of the customer for whom a session was asked for last."""
    operator: Operator | None = None
    session: str = ""
    key: str = ""
    """Seven digits, while `READ_KEY_OUT`."""
    extra: str = ""
    """Four more digits, while `READ_KEY_OUT`: for when the start page asks for them."""
    key_seconds_left: int = 0
    confirmation: str = field(default="", repr=False)
    """Three digits to be read out, while `COMPARING`: the code was right by our own reckoning."""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    asked: Grant | None = None
    """A right that the agent asked for; the customer has not answered yet."""
    refused: Grant | None = None
    """The right that the customer refused last."""
    pause: Pause | None = None
    """While `VIEWING`: why there is no picture; `None` when there is one."""
    input_hold: Hold | None = None
    """While there is a picture: why nothing of the agent's is injected."""
    recording: bool = False
    """The customer's gate is open, so the recorder is storing: the REC light."""
    area: Area | None = None
    """The part of the customer's desktop that the pictures show."""
    monitors: tuple[Monitor, ...] = ()
    """Those that the agent may choose from."""
    monitor: int = 0
    """The one that is shown; 0: all."""
    second: Second = field(default_factory=Second)
    """The second agent, as far as this one, the first, has to do with it."""
    joins: str = ""
    """The first agent's name, where this one is the second."""
    quality: Quality = field(default_factory=Quality)
    beside: Beside = field(default_factory=Beside)
    """What the customer's program can do, its camera, what was said, and facts of the device."""
    problem: type[Problem] | None = None
    """What went wrong last, to be shown until the next step."""
    reason: EndReason | None = None
    """Why the session ended, while `ENDED`."""

    @property
    def in_control(self) -> bool:
        """Whether input leaves this program: granted, and a picture to aim at."""
        return self.step is Step.VIEWING and self.pause is None and Grant.CONTROL in self.grants


Input = TypeText | KeyDown | KeyUp | PointerMove | PointerDown | PointerUp | Wheel | ReleaseAll
"""What mouse and keyboard turn into."""


@dataclass(frozen=True)
class SignIn:
    """The agent signs in."""

    name: str
    password: str = field(repr=False)
    second_factor: str = field(default="", repr=False)
    with_key: bool = False
    """The second factor is a security key, in the system's browser."""


@dataclass(frozen=True)
class SignInByProvider:
    """The agent signs in at the operator's identity provider, in the system's browser."""


@dataclass(frozen=True)
class UseKey:
    """A security key, in the system's browser: in place of the code, in place of the app, or one more."""


@dataclass(frozen=True)
class LeaveBrowser:
    """The agent does not want to go on in the browser."""


@dataclass(frozen=True)
class ConfirmSecondFactor:
    """The agent typed what the app shows."""

    code: str = field(repr=False)


@dataclass(frozen=True)
class KeptCodes:
    """The agent has put the recovery codes away."""


@dataclass(frozen=True)
class SignOut:
    """The agent leaves the desk."""


@dataclass(frozen=True)
class NewSession:
    """The agent wants a session, for this customer where the operator asks for that."""

    customer: str = field(default="", repr=False)


@dataclass(frozen=True)
class SetEnrolment:
    """The customer said yes to the text that was read out, or withdraws."""

    customer: str = field(repr=False)
    granted: bool
    language: Language
    """Of the text."""


@dataclass(frozen=True)
class TypeCode:
    """The agent typed this as the safety code."""

    digits: str = field(repr=False)


@dataclass(frozen=True)
class AskControl:
    """The agent asks the customer for mouse and keyboard."""


@dataclass(frozen=True)
class Ask:
    """The agent asks the customer for this right."""

    grant: Grant


@dataclass(frozen=True)
class Say:
    """The agent writes to the customer."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class AdjustCamera:
    """The agent wants the customer's camera so; `None`: as it is."""

    torch: bool | None = None
    zoom: int | None = None
    """Per cent of the widest view."""
    still: bool | None = None


@dataclass(frozen=True)
class Point:
    """The agent points at this pixel of what the pictures show."""

    x: int
    y: int


@dataclass(frozen=True)
class InviteSecond:
    """The agent wants a number that a colleague or a supervisor can join with."""


@dataclass(frozen=True)
class AskSecond:
    """The agent knows who wants to join: the customer is to be asked."""


@dataclass(frozen=True)
class ConfirmSecond:
    """The agent typed what the second has said."""

    digits: str = field(repr=False)


@dataclass(frozen=True)
class DismissSecond:
    """The agent takes the invitation back, sends the second away, or has read what became of it."""


@dataclass(frozen=True)
class JoinSession:
    """The agent wants to join another's session, with the number that was read out."""

    number: str = field(repr=False)


@dataclass(frozen=True)
class ChooseMonitor:
    """The agent wants to see this of the customer's monitors; 0: all."""

    number: int


@dataclass(frozen=True)
class Use:
    """The agent used mouse or keyboard in the viewer."""

    inputs: tuple[Input, ...] = field(repr=False)


@dataclass(frozen=True)
class End:
    """The agent ends the session."""


@dataclass(frozen=True)
class Dismiss:
    """The agent has read how the session ended."""


@dataclass(frozen=True)
class Quit:
    """The agent closes the program; a running session ends."""


@dataclass(frozen=True)
class ShowFactors:
    """The agent wants to see the own second factors."""


@dataclass(frozen=True)
class RemoveFactor:
    """The agent wants to be rid of this one."""

    name: str


@dataclass(frozen=True)
class HideFactors:
    """The agent has seen them."""


AboutFactors = ShowFactors | RemoveFactor | HideFactors
AtTheDoor = SignIn | SignInByProvider | UseKey | LeaveBrowser | ConfirmSecondFactor | KeptCodes | SignOut
"""What comes before and after a desk."""
Action = (
    SignIn
    | SignInByProvider
    | UseKey
    | LeaveBrowser
    | ConfirmSecondFactor
    | KeptCodes
    | SignOut
    | ShowFactors
    | RemoveFactor
    | HideFactors
    | NewSession
    | SetEnrolment
    | TypeCode
    | AskControl
    | Ask
    | Say
    | AdjustCamera
    | Point
    | InviteSecond
    | AskSecond
    | ConfirmSecond
    | DismissSecond
    | JoinSession
    | ChooseMonitor
    | Use
    | End
    | Dismiss
    | Quit
)
