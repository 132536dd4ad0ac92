"""What a window says and offers, as values: drawn by `page_window` and `bar_window`, made by `view`."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from customer_client.status import Action
from peer.picture import Area
from protocol import session_key
from protocol.link import Language


class Own(Enum):
    """What a window does by itself when a button is pressed."""

    SUBMIT_KEY = "submit-key"
    """Takes the key from the field."""
    SUBMIT_CONFIRMATION = "submit-confirmation"
    """Takes from the field what the agent said on the phone."""
    SAVE_RECEIPT = "save-receipt"
    """Chooses where the receipt goes."""
    HIDE = "hide"
    """Minimises the window."""
    SHOW_ONLY_THIS = "show-only-this"
    """Shows only the monitor on which the button is."""


Does = Action | Own


class Role(StrEnum):
    """What kind of answer a button is: its colours, and whether it waits."""

    YES = "yes"
    NO = "no"
    PLAIN = "plain"
    END = "end"


@dataclass(frozen=True)
class Button:
    """A button. One that `waits` can be pressed only some time after its window appeared."""

    label: str
    does: Does
    role: Role = Role.PLAIN
    waits: bool = False


@dataclass(frozen=True)
class Offer:
    """A sentence about this device, and what can be done about it, if anything."""

    text: str
    button: Button | None = None


@dataclass(frozen=True)
class KeyField:
    """Where digits are typed. One that is `fresh` begins empty, whatever was typed into another before."""

    label: str
    hint: str
    digits: int = session_key.DIGITS
    fresh: bool = False


@dataclass(frozen=True)
class Document:
    """A long text to read, which scrolls."""

    text: str


@dataclass(frozen=True)
class Card:
    """A large button that explains itself."""

    title: str
    short: str
    text: str
    does: Does


@dataclass(frozen=True)
class Cards:
    """A choice of large buttons, side by side; each waits."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Digits:
    """Digits to read out, very large."""

    text: str


@dataclass(frozen=True)
class Waiting:
    """A sign of life."""


@dataclass(frozen=True)
class History:
    """What happened, line by line: a time and a sentence."""

    title: str
    lines: tuple[tuple[str, str], ...]


class Sketch(StrEnum):
    """What a small drawing shows, for a person who looks for it in the system's settings."""

    SETTINGS = "settings"
    LIST = "list"
    SWITCH = "switch"


@dataclass(frozen=True)
class Guide:
    """Steps to take outside this program, one after the other, each with a drawing."""

    steps: tuple[tuple[Sketch, str], ...]


Part = KeyField | Document | Cards | Digits | Waiting | History | Guide


@dataclass(frozen=True)
class Light:
    """The recording light, with what it means in words."""

    on: bool
    text: str


@dataclass(frozen=True)
class Page:
    """One window with a question or a piece of news.

    `name` tells whether it is the same window with other words, or another window. `focus` names what has the keyboard
    at first: `part`, or `button-0` and so on, from the left.
    """

    name: str
    heading: str
    paragraphs: tuple[str, ...]
    buttons: tuple[Button, ...]
    focus: str
    close: Does
    """What the window's own close button does."""
    contact: tuple[str, ...]
    part: Part | None = None
    problem: str = ""
    note: str = ""
    """A small line above the buttons."""
    escape: Does | None = None
    light: Light | None = None
    submit: Does | None = None
    """What Return does in the part."""
    points: bool = False
    """The paragraphs are points of a list, to be noticed one by one."""
    offers: tuple[Offer, ...] = ()
    """What concerns this device and not this session: above the buttons, in small type."""


class Colour(StrEnum):
    """What the frame round the screen says: the agent sees it, or nothing flows."""

    SHOWN = "shown"
    PAUSED = "paused"


@dataclass(frozen=True)
class Bar:
    """The permanent bar of a running session."""

    who: str
    may: str
    light: Light
    news: str
    """Why nothing flows, or what went wrong; empty when all is well."""
    panic: str
    """The emergency key: whoever is frightened looks for it, and has to be able to read it."""
    contact: str
    buttons: tuple[Button, ...]
    also: str = ""
    """Who else is there, and what they may do."""


@dataclass(frozen=True)
class Look:
    """Everything that is on the screen."""

    page: Page
    hidden: bool = False
    """The page waits in the task bar, because the bar says it all."""
    bar: Bar | None = None
    frame: Colour | None = None
    framed: Area | None = None
    """The part of the desktop that the frame goes round; `None`: all of it."""
    home: Area | None = None
    """The part of the desktop where the bar belongs; `None`: anywhere."""
    dialog: Page | None = None


@dataclass(frozen=True)
class Choices:
    """What the person chose for the windows themselves."""

    language: Language
    high_contrast: bool = False
    larger: bool = False
