"""One encoder for any number of connections."""

import asyncio

from peer.outgoing import OutgoingVideo
from peer.picture import Picture


class SharedEncoder:
    """Encodes each picture once, in a thread of its own; every connection gets the same bytes."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        raise NotImplementedError

    def submit(self, picture: Picture) -> None:
        """Takes a picture from the capture thread. The bytes are copied before this returns; the newest wins."""
        raise NotImplementedError

    def wait_ready(self, timeout: float) -> bool:
        """Waits until the encoder can take a picture at once. False after `timeout` seconds."""
        raise NotImplementedError

    def request_keyframe(self) -> None:
        """Asks for a keyframe, from any thread. Requests close to each other, or to a keyframe, become one."""
        raise NotImplementedError

    def outgoing(self, governs: bool = True) -> OutgoingVideo:
        """A new connection's share of the pictures. `governs`: the peer's bandwidth estimate lowers the rate."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends the thread. Bounded: one picture at most is still encoded."""
        raise NotImplementedError
