"""The video that comes from a peer: packets in, complete pictures out, nothing decoded."""

from collections.abc import Callable

from aiortc import RTCRtpReceiver

from peer.access_unit import AccessUnit

__all__ = ["AccessUnit", "IncomingVideo"]


def _nothing() -> None:
    """The default for those who do not mind a loss."""


class IncomingVideo:
    """Hands out each picture the moment its last packet is in. Callbacks run on the event loop."""

    def __init__(self, on_access_unit: Callable[[AccessUnit], None], on_loss: Callable[[], None] = _nothing) -> None:
        raise NotImplementedError

    def attach(self, receiver: RTCRtpReceiver) -> None:
        """Takes over `receiver`. To be called in the "track" event, before media can flow."""
        raise NotImplementedError

    def request_keyframe(self) -> None:
        """Asks the sender for a keyframe, and again until one comes. From any thread."""
        raise NotImplementedError

    def close(self) -> None:
        """Stops the timers. Nothing is handed out any more."""
        raise NotImplementedError
