"""What the agent's program says to the customer's, on `control` and `input`."""

from typing import Annotated

from msgspec import Meta

from protocol.grants import Grant, Office
from protocol.peer_words import (
    PLAIN,
    SAID_AT_MOST,
    Button,
    Coordinate,
    Counter,
    Digest,
    KeyName,
    MonitorNumber,
    Nonce,
    PeerMessage,
    Zoom,
)
from protocol.session import EndReason

# The agent to the customer: safety code and grants, on `control`.


class SafetyCommit(PeerMessage, frozen=True, tag="safety-commit"):
    """The agent's commitment to its nonce and to the recorder it was told of."""

    commitment: Digest


class SafetyReveal(PeerMessage, frozen=True, tag="safety-reveal"):
    """The nonce behind the commitment."""

    nonce: Nonce


class SafetyCodeTyped(PeerMessage, frozen=True, tag="safety-code-typed"):
    """What the agent typed after the customer read the code out. There is one try."""

    digits: Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


class AskGrant(PeerMessage, frozen=True, tag="ask-grant"):
    """The agent asks for a right. The customer's client asks the customer; no answer is no."""

    grant: Grant


PersonName = Annotated[str, Meta(max_length=128, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+\Z")]
"""A name as a person reads it: nothing in it hides, breaks the line, or turns the direction."""


class AskSecond(PeerMessage, frozen=True, tag="ask-second"):
    """The first agent wants this person to join. The customer's client asks the customer; no answer is no."""

    name: PersonName
    office: Office


class ConfirmSecond(PeerMessage, frozen=True, tag="confirm-second"):
    """What the second said to the first agent, once the second's code was right. There is one try."""

    digits: Annotated[str, Meta(pattern=r"^[0-9]{3}\Z")]


class DismissSecond(PeerMessage, frozen=True, tag="dismiss-second"):
    """The first agent takes the question back, or sends the second away."""


class ChooseMonitor(PeerMessage, frozen=True, tag="choose-monitor"):
    """The agent wants to see another monitor, of those in `Monitors`, or all. One that is not there is not shown."""

    number: MonitorNumber


class UseCamera(PeerMessage, frozen=True, tag="use-camera"):
    """The agent wants the customer's camera so; `None`: as it is. What it cannot do is left out, see `CameraIs`."""

    torch: bool | None
    zoom: Zoom | None
    still: bool | None


class PointAt(PeerMessage, frozen=True, tag="point-at"):
    """The agent points at this pixel: the customer is shown where. Nothing is operated by it."""

    x: Coordinate
    y: Coordinate


class Chat(PeerMessage, frozen=True, tag="chat"):
    """One of the two says something to the other, in plain text. Nobody keeps it."""

    text: Annotated[str, Meta(min_length=1, max_length=SAID_AT_MOST, pattern=PLAIN)]


class Heartbeat(PeerMessage, frozen=True, tag="heartbeat"):
    """Every second, on `input`, and every 250 ms while something is held.

    A second without them and without input, and the customer's client releases all held keys.
    """

    number: Counter


class Ending(PeerMessage, frozen=True, tag="ending"):
    """Whoever sends it has ended the session."""

    reason: EndReason


# The agent to the customer: input, on `input`.


class TypeText(PeerMessage, frozen=True, tag="type-text"):
    """Characters to type, as the agent's keyboard layout produced them, whatever the customer's layout is."""

    text: Annotated[str, Meta(min_length=1, max_length=32)]


class KeyDown(PeerMessage, frozen=True, tag="key-down"):
    """A key that is not text: a named key, a modifier, or a character while a modifier is held."""

    key: KeyName


class KeyUp(PeerMessage, frozen=True, tag="key-up"):
    """The end of a `KeyDown`."""

    key: KeyName


class PointerMove(PeerMessage, frozen=True, tag="pointer-move"):
    """The pointer is at this pixel."""

    x: Coordinate
    y: Coordinate


class PointerDown(PeerMessage, frozen=True, tag="pointer-down"):
    """A mouse button goes down at this pixel."""

    button: Button
    x: Coordinate
    y: Coordinate


class PointerUp(PeerMessage, frozen=True, tag="pointer-up"):
    """A mouse button goes up at this pixel."""

    button: Button
    x: Coordinate
    y: Coordinate


class Wheel(PeerMessage, frozen=True, tag="wheel"):
    """The wheel turned by so many notches; positive is right and down, as in W3C `WheelEvent`."""

    delta_x: Annotated[int, Meta(ge=-20, le=20)]
    delta_y: Annotated[int, Meta(ge=-20, le=20)]


class ReleaseAll(PeerMessage, frozen=True, tag="release-all"):
    """The viewer lost the keyboard: release every held key and button."""


FromAgent = (
    SafetyCommit
    | SafetyReveal
    | SafetyCodeTyped
    | AskGrant
    | AskSecond
    | ConfirmSecond
    | DismissSecond
    | ChooseMonitor
    | UseCamera
    | PointAt
    | Chat
    | Heartbeat
    | Ending
    | TypeText
    | KeyDown
    | KeyUp
    | PointerMove
    | PointerDown
    | PointerUp
    | Wheel
    | ReleaseAll
)
