"""What the pure core wants done: the commands that come out of it, to be carried out in this order."""

from dataclasses import dataclass, field

from agent_client.viewing.customers_pointer import CustomersPointer
from peer.routes import DIRECT, Routes
from protocol import link, peer_messages


@dataclass(frozen=True)
class SendLink:
    """Send this to the signaling server."""

    message: link.FromAgentProgram = field(repr=False)


@dataclass(frozen=True)
class SendPeer:
    """Send this to the customer's client. On `control`, what comes before the channel is open waits for it."""

    channel: str
    message: peer_messages.FromAgent = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """Make a connection for this offer, instead of an earlier one. `expected`: the customer's certificate, if known."""

    session: str
    attempt: int
    sdp: str = field(repr=False)
    routes: Routes = DIRECT
    expected: bytes | None = None


@dataclass(frozen=True)
class Drop:
    """Close the connection to the customer, if there is one; what was sent on it before goes out first."""


@dataclass(frozen=True)
class ShowPictures:
    """From now on pictures of the customer's screen may be drawn."""


@dataclass(frozen=True)
class HidePictures:
    """From now on no picture may be drawn; those that were are forgotten."""


@dataclass(frozen=True)
class ShowPointer:
    """From now on the customer's pointer looks like that, and is drawn there."""

    pointer: CustomersPointer


@dataclass(frozen=True)
class AwaitBrowser:
    """Wait on this machine for the system's browser; `BrowserAwaited` says where."""


@dataclass(frozen=True)
class OpenBrowser:
    """Open this in the system's browser. It comes back with this state; whatever comes with another is not it."""

    url: str = field(repr=False)
    state: str = field(repr=False)


@dataclass(frozen=True)
class ForgetBrowser:
    """Nobody waits for the browser any more."""


@dataclass(frozen=True)
class Leave:
    """End the program."""


Command = (
    SendLink
    | SendPeer
    | Answer
    | Drop
    | ShowPictures
    | HidePictures
    | ShowPointer
    | AwaitBrowser
    | OpenBrowser
    | ForgetBrowser
    | Leave
)
