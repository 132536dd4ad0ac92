"""What can happen to the agent's desk: the events that go into the pure core."""

from dataclasses import dataclass, field

from agent_client.viewing.status import Action
from peer.routes import Outcome
from protocol import link
from protocol.problems import Problem


@dataclass(frozen=True)
class Acted:
    """The agent did something in the window."""

    action: Action


@dataclass(frozen=True)
class LinkUp:
    """The server is reached; it knows nothing of us yet."""


@dataclass(frozen=True)
class LinkDown:
    """The server is not reached any more, or not yet, and why."""

    problem: type[Problem]


@dataclass(frozen=True)
class FromServer:
    """A message came from the signaling server."""

    message: link.ToAgentProgram


@dataclass(frozen=True)
class BrowserAwaited:
    """This program waits for the system's browser, at this port of 127.0.0.1."""

    port: int


@dataclass(frozen=True)
class BrowserReturned:
    """The browser came back with what the server wants to have."""

    message: link.CameBack = field(repr=False)


@dataclass(frozen=True)
class BrowserMissing:
    """No browser could be opened, or nothing can be waited for on this machine."""


@dataclass(frozen=True)
class Answered:
    """The answer to an offer is made."""

    session: str
    attempt: int
    sdp: str
    relay: Outcome = Outcome.NONE_OFFERED


@dataclass(frozen=True)
class OfferRefused:
    """The customer's offer of this attempt cannot be answered, and why."""

    session: str
    attempt: int
    problem: type[Problem]


@dataclass(frozen=True)
class PeerConnected:
    """The connection of this attempt is up. The fingerprints are those of the certificates that DTLS really used."""

    session: str
    attempt: int
    agent: bytes
    customer: bytes
    nonce: bytes = field(repr=False)
    """16 random bytes for a safety code."""


@dataclass(frozen=True)
class PeerLost:
    """The connection of this attempt failed or broke."""

    session: str
    attempt: int


@dataclass(frozen=True)
class FromCustomer:
    """Bytes came from the customer's client, on a data channel."""

    session: str
    attempt: int
    channel: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Counters:
    """What the connection has counted since its beginning; `pictures` are those put on the screen."""

    session: str
    attempt: int
    pictures: int
    bytes_received: int
    packets_lost: int


@dataclass(frozen=True)
class PictureShown:
    """A picture of this attempt is on the screen."""

    session: str
    attempt: int


@dataclass(frozen=True)
class WholePictureShown:
    """A picture of this attempt is on the screen that owes nothing to earlier ones."""

    session: str
    attempt: int


@dataclass(frozen=True)
class Tick:
    """Time has passed: four times a second, as often as a heart beats at most."""


PeerEvent = (
    Answered | OfferRefused | PeerConnected | PeerLost | FromCustomer | Counters | PictureShown | WholePictureShown
)
BrowserEvent = BrowserAwaited | BrowserReturned | BrowserMissing
Event = Acted | LinkUp | LinkDown | FromServer | BrowserEvent | PeerEvent | Tick
