"""The video that goes to one peer."""

from aiortc import RTCPeerConnection


class OutgoingVideo:
    """One peer's share of the encoder's pictures. Held at birth: nothing goes to the peer until it is released."""

    def attach(self, connection: RTCPeerConnection) -> None:
        """Adds a sending transceiver, H.264 only. To be called before the offer is made."""
        raise NotImplementedError

    def release(self) -> None:
        """From now on the peer gets pictures, beginning with a keyframe."""
        raise NotImplementedError

    def hold(self) -> None:
        """From now on the peer gets nothing. Immediate."""
        raise NotImplementedError

    def close(self) -> None:
        """Leaves the encoder. Nothing goes out any more."""
        raise NotImplementedError
