"""What the customer's windows show, as one frozen value, and what a person can do in them, as a few small ones.

Any user interface can draw a `Status`; none needs to know anything else.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from peer.picture import Area
from protocol.gate import Hold
from protocol.grants import Grant, Level, Office, Who
from protocol.link import Language, Noted, NoticeTexts, Operator
from protocol.problems import Problem
from protocol.session import EndReason


class Step(StrEnum):
    """Which window is up."""

    SWITCHED_OFF = "switched-off"
    """EasySupport is switched off on this device: no session begins."""
    ENTER_KEY = "enter-key"
    CLAIMING = "claiming"
    READ_NOTICE = "read-notice"
    CHOOSE_ACCESS = "choose-access"
    CONNECTING = "connecting"
    READ_CODE_OUT = "read-code-out"
    CONFIRM = "confirm"
    """The agent says three digits on the phone; the customer types them."""
    HELPED = "helped"
    ENDED = "ended"


@dataclass(frozen=True)
class ReceiptLine:
    """One thing that happened: `at` in seconds since 1970, `what` a word of the catalogue (`taken-back-control`)."""

    at: float
    what: str
    who: str = ""
    """The second agent's name, where it is about that one."""


@dataclass(frozen=True)
class Receipt:
    """Who did what, when, and when the recording will be gone (Sitzungsprotokoll)."""

    session: str
    agent: str
    operator: Operator
    lines: tuple[ReceiptLine, ...] = ()
    recording_deleted_on: str = ""
    """An ISO date."""
    noted: tuple[Noted, ...] = ()
    """What stands in the server's ledger about the session, signed."""


@dataclass(frozen=True)
class Shown:
    """What of the desktop is captured. `number` 0: all of it; 1: the first of `of` monitors."""

    area: Area
    number: int = 0
    of: int = 1
    only: bool = False
    """Whether the customer wants just this monitor to be seen."""
    home: Area | None = None
    """Where on it our own windows belong: one monitor of several; `None`: anywhere."""


class Kept(StrEnum):
    """Whether a button is kept on this device."""

    NEVER = "never"
    """This program is no file that could be."""
    NO = "no"
    YES = "yes"
    OTHER = "other"
    """One that starts another version of the program."""
    REMOVED = "removed"
    """It was removed just now; this program, which is its, goes with its own end."""


@dataclass(frozen=True)
class Device:
    """What the customer chose for this device."""

    on: bool = True
    """Whether a session may begin."""
    kept: Kept = Kept.NEVER
    failed: bool = False
    """What was wished for last could not be done."""


@dataclass(frozen=True)
class Person:
    """Who is to join, as the first agent names them."""

    name: str
    office: Office


@dataclass(frozen=True)
class Second:
    """A second agent, whom the customer has let in by name."""

    name: str
    office: Office
    grants: frozenset[Grant]
    here: bool
    """Whether the code was right; before that nothing is to be seen."""
    apart: bool = False


@dataclass(frozen=True)
class Status:
    """Everything a window needs. Free of secrets, but for `code`, which is meant to be read out."""

    step: Step = Step.ENTER_KEY
    server_reached: bool = False
    operator: Operator | None = None
    agent: str = ""
    notice: NoticeTexts | None = None
    notice_version: str = ""
    retention_days: int = 0
    code: str = ""
    """The six digits to read out, while `READ_CODE_OUT`."""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    level: Level | None = None
    """What the customer allowed; a grant taken back can be given again."""
    asked: Grant | None = None
    """A right that an agent asks for just now: a dialog is up."""
    asked_by: str = ""
    """The name of the second agent, when it is the one who asks."""
    joining: Person | None = None
    """Somebody who is to join: a dialog is up."""
    second: Second | None = None
    hold: Hold | None = None
    """Why the agent sees nothing just now."""
    shown: Shown | None = None
    """What of the desktop is captured; `None` before anything is, and while it is not there."""
    apart: bool = False
    """The connection to the agent broke, and is being made anew."""
    recording: bool = False
    """The recorder has acknowledged stored bytes recently: the REC light."""
    problem: type[Problem] | None = None
    """What went wrong last, to be shown until the next step."""
    reason: EndReason | None = None
    receipt: Receipt | None = None
    removes_itself: bool = False
    """Whether the program and its file are gone when the last window is closed."""
    device: Device = field(default_factory=Device)


@dataclass(frozen=True)
class TypeKey:
    """The customer typed this as the session key."""

    typed: str


@dataclass(frozen=True)
class AgreeToNotice:
    """The customer agrees to the notice that is on the screen, in this language."""

    language: Language


@dataclass(frozen=True)
class Refuse:
    """The customer says no to what is asked: notice or access."""


@dataclass(frozen=True)
class ChooseAccess:
    """The customer allows the agent access, at this level."""

    level: Level


@dataclass(frozen=True)
class TypeConfirmation:
    """The customer typed this as what the agent said on the phone, once the safety code was right."""

    typed: str


@dataclass(frozen=True)
class AnswerGrant:
    """The customer answers an agent who asked for a right."""

    grant: Grant
    given: bool


@dataclass(frozen=True)
class AnswerSecond:
    """The customer answers whether this person may join."""

    name: str
    given: bool


@dataclass(frozen=True)
class SendAway:
    """The customer sends the second agent away."""


@dataclass(frozen=True)
class TakeBack:
    """The customer takes a right away, at once: from everybody, or from that agent."""

    grant: Grant
    who: Who | None = None


@dataclass(frozen=True)
class GiveAgain:
    """The customer gives a right that the level covers and that was taken back."""

    grant: Grant


@dataclass(frozen=True)
class ShowOnly:
    """The customer wants nothing to be seen but the monitor that shows this pixel."""

    x: int
    y: int


@dataclass(frozen=True)
class ShowAll:
    """The customer wants all monitors to be seen again."""


@dataclass(frozen=True)
class End:
    """The customer ends the session; the panic key does the same."""


@dataclass(frozen=True)
class SaveReceipt:
    """The customer wants the receipt as a file, here, in the language of the windows."""

    path: str
    language: Language


@dataclass(frozen=True)
class SwitchDevice:
    """The customer switches EasySupport on or off on this device."""

    on: bool


@dataclass(frozen=True)
class KeepButton:
    """The customer wants to keep a button for the next time, with words in this language."""

    language: Language


@dataclass(frozen=True)
class RemoveButton:
    """The customer wants the button gone, and the switch."""


@dataclass(frozen=True)
class Quit:
    """The customer closes the program."""


InSession = (
    TypeKey
    | AgreeToNotice
    | Refuse
    | ChooseAccess
    | TypeConfirmation
    | AnswerGrant
    | AnswerSecond
    | SendAway
    | TakeBack
    | GiveAgain
    | ShowOnly
    | ShowAll
    | End
    | SaveReceipt
    | Quit
)
"""What concerns the session, or the program."""
ForDevice = SwitchDevice | KeepButton | RemoveButton
"""What concerns this device."""
Action = InSession | ForDevice
