"""What can happen to a help: the events that go into the pure core."""

from dataclasses import dataclass, field

from customer_client.capture import Sighting
from customer_client.capture.desktop import View
from customer_client.status import Action, Device
from customer_client.window import OwnWindows
from peer.routes import Outcome
from protocol import link
from protocol import peer_messages as m
from protocol.problems import Problem


@dataclass(frozen=True)
class LinkUp:
    """The server is reached."""


@dataclass(frozen=True)
class LinkDown:
    """The server is not reached any more, or not yet, and why."""

    problem: type[Problem]


@dataclass(frozen=True)
class FromServer:
    """A message came from the signaling server."""

    message: link.ToCustomerProgram


@dataclass(frozen=True)
class Offered:
    """An offer that was asked for is made."""

    peer: link.Role
    attempt: int
    sdp: str
    relay: Outcome = Outcome.NONE_OFFERED


@dataclass(frozen=True)
class PeerConnected:
    """The connection of this attempt is up; `fingerprint` is that of the certificate which DTLS really saw."""

    peer: link.Role
    attempt: int
    fingerprint: bytes


@dataclass(frozen=True)
class PeerLost:
    """The connection of this attempt failed or broke."""

    peer: link.Role
    attempt: int


@dataclass(frozen=True)
class FromAgent:
    """A message came from an agent, with where our own windows were at that moment."""

    attempt: int
    message: m.FromAgent
    own_windows: OwnWindows = field(default_factory=OwnWindows)
    peer: link.Role = link.Role.AGENT


@dataclass(frozen=True)
class FromRecorder:
    """A message came from the recorder."""

    attempt: int
    message: m.FromRecorder


@dataclass(frozen=True)
class PeerRefused:
    """A peer sent what is no message, or not on this channel; or its description cannot be accepted."""

    peer: link.Role
    attempt: int
    problem: type[Problem]


@dataclass(frozen=True)
class Acted:
    """The customer did something in the window."""

    action: Action


@dataclass(frozen=True)
class LocalInputUsed:
    """The customer used mouse or keyboard."""


@dataclass(frozen=True)
class PanicKeyPressed:
    """The customer wants all of it to end, now."""


@dataclass(frozen=True)
class ViewChanged:
    """This is what is captured, from now on."""

    view: View


@dataclass(frozen=True)
class PointerSeen:
    """The pointer is elsewhere, or looks different."""

    sighting: Sighting


@dataclass(frozen=True)
class ScreenLost:
    """The screen cannot be seen, and why."""

    problem: type[Problem]


@dataclass(frozen=True)
class DeviceSeen:
    """This is how button and switch stand; perhaps another program of ours changed them."""

    device: Device


@dataclass(frozen=True)
class Moved:
    """The way from this computer to the server is another one now, or there is none: the network has changed."""


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


Event = (
    LinkUp
    | LinkDown
    | FromServer
    | Offered
    | PeerConnected
    | PeerLost
    | FromAgent
    | FromRecorder
    | PeerRefused
    | Acted
    | LocalInputUsed
    | PanicKeyPressed
    | ViewChanged
    | PointerSeen
    | ScreenLost
    | DeviceSeen
    | Moved
    | Tick
)
