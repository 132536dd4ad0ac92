"""Messages between peers, on data channels. Strict: an unknown field, type or value is refused.

Channels: `control`, `input` and `pointer` between customer and agent, `recording` between customer and recorder. All
are reliable and ordered but `pointer`, on which the newest message makes all earlier ones worthless. Coordinates are
those of the customer's desktop, all monitors together: left of or above the first monitor they are negative.

What the customer's program says and hears from the recorder is here; the rest is taken over from where it stands.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from protocol.gate import HOLDS_INPUT_ALONE, Hold
from protocol.grants import Grant, Who
from protocol.peer_words import *  # noqa: F403  # all of it is part of the messages
from protocol.peer_words import (
    MONITORS,
    PLAIN,
    POINTER_PARTS,
    Button,
    Coordinate,
    Counter,
    Digest,
    HotSpot,
    Length,
    MonitorNumber,
    Nonce,
    PeerMessage,
    Side,
    Slot,
    Zoom,
)
from protocol.said_by_agent import *  # noqa: F403  # the same
from protocol.said_by_agent import Chat, Ending

# The customer to the agent, on `control`; `HeartbeatAnswer` on `input`.


class SafetyAnswer(PeerMessage, frozen=True, tag="safety-answer"):
    """The customer's nonce, sent once the agent has committed, with the hash of the notice consented to."""

    nonce: Nonce
    consent: Digest


class SafetyResult(PeerMessage, frozen=True, tag="safety-result"):
    """Whether the typed code was right. After a `False` the session is over."""

    matched: bool


class Granted(PeerMessage, frozen=True, tag="granted"):
    """All the grants that stand now; replaces what was said before."""

    grants: frozenset[Grant]


class GrantRefused(PeerMessage, frozen=True, tag="grant-refused"):
    """The customer said no, or nothing, to an `AskGrant`."""

    grant: Grant


class Stage(StrEnum):
    """How far a second agent is."""

    ASKED = "asked"
    """The customer is being asked."""
    REFUSED = "refused"
    COMING = "coming"
    """The customer said yes; the computers connect."""
    CODE = "code"
    """The first agent is to say the code to the second."""
    TYPED = "typed"
    """It came right over the connection; the second is to say three digits to the first agent."""
    HERE = "here"
    GONE = "gone"


class SecondIs(PeerMessage, frozen=True, tag="second-is"):
    """To the first agent: how far the second is. `code` has six digits while it is to be said, else nothing."""

    stage: Stage
    code: Annotated[str, Meta(pattern=r"^([0-9]{6})?\Z")] = ""


class GateChanged(PeerMessage, frozen=True, tag="gate-changed"):
    """Why no picture leaves the customer's machine, or `None` when pictures flow; the same for input."""

    picture: Hold | None
    input: Hold | None

    def __post_init__(self) -> None:
        if self.picture in HOLDS_INPUT_ALONE:
            raise ValueError(f"{self.picture} holds no pictures")


class ScreenSize(PeerMessage, frozen=True, tag="screen-size"):
    """The part of the customer's desktop that the pictures show, from the next one on."""

    width: Length
    height: Length
    left: Coordinate = 0
    top: Coordinate = 0


class Monitor(Struct, frozen=True, forbid_unknown_fields=True):
    """A monitor of the customer's. The name is what the system says, perhaps nothing."""

    name: Annotated[str, Meta(max_length=32)]
    width: Length
    height: Length
    primary: bool = False


class Monitors(PeerMessage, frozen=True, tag="monitors"):
    """The monitors that the agent may choose from, and which is shown just now; replaces what was said before."""

    monitors: Annotated[tuple[Monitor, ...], Meta(max_length=MONITORS)]
    shown: MonitorNumber


class PointerShape(PeerMessage, frozen=True, tag="pointer-shape"):
    """A shape of the pointer, or a part of it; kept in its slot until the slot gets another.

    The parts of all messages together are the zlib-compressed pixels: red, green, blue, alpha, premultiplied.
    """

    slot: Slot
    width: Side
    height: Side
    hot_x: HotSpot
    hot_y: HotSpot
    part: Annotated[int, Meta(ge=0, lt=POINTER_PARTS)]
    parts: Annotated[int, Meta(ge=1, le=POINTER_PARTS)]
    pixels: Annotated[bytes, Meta(min_length=1, max_length=2800)]


class PointerAt(PeerMessage, frozen=True, tag="pointer-at"):
    """Where the pointer is, on `pointer`, and in which slot its shape is; without one it is an arrow."""

    number: Counter
    x: Coordinate
    y: Coordinate
    slot: Slot | None
    injected: bool
    """Whether the agent's own input put it there."""


class PointerAway(PeerMessage, frozen=True, tag="pointer-away"):
    """The pointer is not on what is shown."""

    number: Counter


class HeartbeatAnswer(PeerMessage, frozen=True, tag="heartbeat-answer"):
    """The number of the heartbeat it answers; the agent measures the round trip with it."""

    number: Counter


class Ability(StrEnum):
    """What a customer's program can do where another cannot."""

    CONTROL = "control"
    """Let the agent use mouse and keyboard."""
    MONITORS = "monitors"
    POINTER = "pointer"
    """Show the customer where the agent points."""
    CHAT = "chat"
    CAMERA = "camera"
    FACTS = "facts"
    SECOND = "second"
    """Let a second agent join."""


class Capabilities(PeerMessage, frozen=True, tag="capabilities"):
    """What the customer's program can do. One that says nothing of it can `control`, `monitors` and `second`."""

    can: frozenset[Ability]


class CameraIs(PeerMessage, frozen=True, tag="camera-is"):
    """What is shown is a camera's picture, and how it is set. `None`: this camera cannot do that."""

    torch: bool | None
    zoom: Zoom | None
    zoom_most: Zoom
    still: bool
    """A still picture is shown in its place."""


class CameraAway(PeerMessage, frozen=True, tag="camera-away"):
    """Something else is shown than a camera."""


class Fact(StrEnum):
    """What a device may say about itself."""

    SYSTEM = "system"
    MODEL = "model"
    BROWSER = "browser"
    SCREEN = "screen"
    LANGUAGE = "language"
    NETWORK = "network"
    BATTERY = "battery"
    MEMORY = "memory"
    PROCESSORS = "processors"
    STORAGE = "storage"


class DeviceFact(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact, as the customer's system words it."""

    name: Fact
    value: Annotated[str, Meta(min_length=1, max_length=120, pattern=PLAIN)]


class DeviceFacts(PeerMessage, frozen=True, tag="device-facts"):
    """What the customer has looked at and sent; replaces what was sent before."""

    facts: Annotated[tuple[DeviceFact, ...], Meta(max_length=len(Fact))]


FromCustomer = (
    SafetyAnswer
    | SafetyResult
    | Granted
    | GrantRefused
    | SecondIs
    | GateChanged
    | ScreenSize
    | Monitors
    | PointerShape
    | PointerAt
    | PointerAway
    | HeartbeatAnswer
    | Capabilities
    | CameraIs
    | CameraAway
    | DeviceFacts
    | Chat
    | Ending
)

# Customer and recorder, on `recording`.


class Mark(PeerMessage, frozen=True, tag="mark"):
    """Once a second: everything sent before this is to be stored, then answered."""

    number: Counter


class RightChange(StrEnum):
    """What became of a grant."""

    ASKED = "asked"
    """The agent asked for it."""
    GIVEN = "given"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"


class InputKind(StrEnum):
    """What kind of input the agent's is. Which keys, and which text, is nobody's business later."""

    TYPING = "typing"
    KEY = "key"
    WHEEL = "wheel"


Pixel = Annotated[int, Meta(ge=0, le=32_767)]
"""Of the picture that is recorded, from its left or its top."""


class RightChanged(PeerMessage, frozen=True, tag="right-changed"):
    """A grant was asked for, given, refused or taken back."""

    grant: Grant
    change: RightChange
    who: Who = Who.AGENT
    """Whose it is."""


class SecondInvolved(PeerMessage, frozen=True, tag="second-involved"):
    """A second agent was asked for, is here, or is gone."""

    stage: Stage


class Paused(PeerMessage, frozen=True, tag="paused"):
    """The customer has stopped the picture: until `Resumed` none comes, and none that still comes is recorded."""


class Resumed(PeerMessage, frozen=True, tag="resumed"):
    """The customer shows the picture again."""


class MonitorShown(PeerMessage, frozen=True, tag="monitor-shown"):
    """The pictures show this monitor alone, or all of them (0), from the next one on."""

    number: MonitorNumber
    width: Length
    height: Length


class PointerSeen(PeerMessage, frozen=True, tag="pointer-seen"):
    """The pointer is there; at most ten times a second. It is not in the pictures."""

    x: Pixel
    y: Pixel


class PointerGone(PeerMessage, frozen=True, tag="pointer-gone"):
    """The pointer is not on what the pictures show."""


class Clicked(PeerMessage, frozen=True, tag="clicked"):
    """The agent pressed a mouse button."""

    button: Button
    x: Pixel
    y: Pixel
    who: Who = Who.AGENT


class InputUsed(PeerMessage, frozen=True, tag="input-used"):
    """The agent used the keyboard or the wheel; each kind at most once a second."""

    kind: InputKind
    who: Who = Who.AGENT


Happening = (
    RightChanged | SecondInvolved | Paused | Resumed | MonitorShown | PointerSeen | PointerGone | Clicked | InputUsed
)
"""What goes into the recording's tracks of events."""

ToRecorder = Mark | Happening


class Stored(PeerMessage, frozen=True, tag="stored"):
    """What came before the mark is on disk. `size` counts the recording's bytes in this session so far."""

    mark: Counter
    pictures: Counter
    size: Counter


class NotStored(PeerMessage, frozen=True, tag="not-stored"):
    """The recorder cannot store, and why: the code of a problem."""

    problem: Annotated[str, Meta(max_length=64)]


FromRecorder = Stored | NotStored
