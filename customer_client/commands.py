"""What the pure core wants done: the commands that come out of it, to be carried out in this order."""

from dataclasses import dataclass

from customer_client.capture.desktop import Monitor
from customer_client.injection.strokes import Stroke
from customer_client.status import Receipt
from peer.routes import Routes
from protocol import link
from protocol.peer_messages import PeerMessage


@dataclass(frozen=True)
class SendLink:
    """Send this to the signaling server."""

    message: link.FromCustomerProgram


@dataclass(frozen=True)
class RenewLink:
    """Make the link to the server anew, at once."""


@dataclass(frozen=True)
class Doubt:
    """The connection to this peer may be dead: it has to be heard soon, or it is lost."""

    peer: link.Role


@dataclass(frozen=True)
class SendPeer:
    """Send this to a peer, on this channel, if it is connected."""

    peer: link.Role
    channel: str
    message: PeerMessage


@dataclass(frozen=True)
class Offer:
    """Make a connection to a peer, in place of an earlier one, and offer it. `expected`: its certificate, if known."""

    peer: link.Role
    attempt: int
    routes: Routes
    expected: bytes | None


@dataclass(frozen=True)
class Accept:
    """Hand this answer to the connection of this attempt."""

    peer: link.Role
    attempt: int
    sdp: str


@dataclass(frozen=True)
class Drop:
    """Close the connection to a peer, if there is one."""

    peer: link.Role


@dataclass(frozen=True)
class ReleaseVideo:
    """From now on this peer gets pictures, the first at once."""

    peer: link.Role


@dataclass(frozen=True)
class HoldVideo:
    """From now on this peer gets no picture."""

    peer: link.Role


@dataclass(frozen=True)
class StartCapture:
    """Look at the screen."""


@dataclass(frozen=True)
class RestCapture:
    """Look at the screen no more until `WakeCapture`, but still know which monitors there are."""


@dataclass(frozen=True)
class WakeCapture:
    """Look again."""


@dataclass(frozen=True)
class StopCapture:
    """Stop looking at the screen; no picture after this."""


@dataclass(frozen=True)
class ShowMonitor:
    """From now on capture this monitor alone, or all of them."""

    monitor: Monitor | None


@dataclass(frozen=True)
class StartWatching:
    """Watch the customer's own mouse and keyboard, for local input and the panic key."""


@dataclass(frozen=True)
class StopWatching:
    """Stop watching mouse and keyboard."""


@dataclass(frozen=True)
class Inject:
    """Move mouse or keyboard."""

    stroke: Stroke


@dataclass(frozen=True)
class WriteReceipt:
    """Write the receipt into a file: the customer wants it."""

    path: str
    receipt: Receipt
    language: link.Language


@dataclass(frozen=True)
class SwitchDevice:
    """Switch EasySupport on or off on this device."""

    on: bool


@dataclass(frozen=True)
class KeepButton:
    """Keep the button on this device. `operator`: whose it is, if that is known."""

    operator: str
    language: link.Language


@dataclass(frozen=True)
class RemoveButton:
    """Remove the button from this device, and the switch."""


@dataclass(frozen=True)
class Leave:
    """End the program."""


Command = (
    SendLink
    | RenewLink
    | SendPeer
    | Doubt
    | Offer
    | Accept
    | Drop
    | ReleaseVideo
    | HoldVideo
    | StartCapture
    | RestCapture
    | WakeCapture
    | StopCapture
    | ShowMonitor
    | StartWatching
    | StopWatching
    | Inject
    | WriteReceipt
    | SwitchDevice
    | KeepButton
    | RemoveButton
    | Leave
)
