"""One connection to one peer: descriptions, channels, video, and whether it still lives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from peer.certificate import Certificate
from peer.connection_state import PATIENCE, ConnectionState, Patience
from peer.incoming import IncomingVideo
from peer.outgoing import OutgoingVideo
from protocol import link

__all__ = ["Connection", "ConnectionState", "Patience", "Statistics"]


@dataclass(frozen=True)
class Statistics:
    """How a connection does. Counts are since its beginning."""

    round_trip: float | None = None
    """Seconds; `None` before anything was measured."""
    bytes_sent: int = 0
    bytes_received: int = 0
    packets_lost: int = 0
    """Video packets that went missing on the way here."""


class Connection:
    """One RTCPeerConnection. `on_state` and `on_message` are called from the event loop and must not raise."""

    def __init__(
        self,
        *,
        certificate: Certificate,
        on_state: Callable[[ConnectionState], None],
        on_message: Callable[[str, bytes], None],
        ice_servers: Sequence[link.IceServer] = (),
        expected: bytes | None = None,
        channels: Sequence[str] = (),
        sends: OutgoingVideo | None = None,
        receives: IncomingVideo | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        raise NotImplementedError

    async def offer(self) -> str:
        """The offer, complete with candidates. The one who offers makes `channels`, and sends video if any."""
        raise NotImplementedError

    async def accept(self, answer_sdp: str) -> None:
        """Takes the answer to the offer. Raises `DescriptionRefused`."""
        raise NotImplementedError

    async def answer(self, offer_sdp: str) -> str:
        """The answer to a peer's offer. Raises `DescriptionRefused`."""
        raise NotImplementedError

    def send(self, channel: str, data: bytes) -> bool:
        """Sends a message; `False` when the channel is not open or its buffer is full."""
        raise NotImplementedError

    @property
    def state(self) -> ConnectionState:
        raise NotImplementedError

    @property
    def remote_fingerprint(self) -> bytes | None:
        """The SHA-256 of the certificate that DTLS saw; there from `CONNECTED` on."""
        raise NotImplementedError

    def statistics(self) -> Statistics:
        raise NotImplementedError

    async def close(self) -> None:
        """Ends the connection and all that belongs to it, within two seconds. Harmless when done twice."""
        raise NotImplementedError
