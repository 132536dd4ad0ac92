"""How a peer acknowledges a picture: the body of an RTCP packet of application layer feedback (RFC 4585, 6.4).

Once when it is there whole, and once when it has been shown. And how a recorder says that it would like a keyframe as a
place to jump to, but misses nothing without one. Who does not know such a body leaves it alone.
"""

from struct import Struct
from typing import Final

from peer.congestion import Acknowledgement

MAGIC: Final = b"FDak"
"""Tells ours from REMB, which travels in the same kind of packet."""
SHOWN: Final = b"FDsh"
"""Begins the second kind."""
WISH: Final = b"FDjp"
"""All of the third kind."""
_BODY: Final = Struct("!4s4L")
_SHOWN_BODY: Final = Struct("!4sL")
_MICRO: Final = 1_000_000
_MOST: Final = 0xFFFFFFFF


def pack(said: Acknowledgement) -> bytes:
    """The body; the timestamp is that on the line."""
    spread, held = (min(_MOST, max(0, round(seconds * _MICRO))) for seconds in (said.spread, said.held))
    return _BODY.pack(MAGIC, said.timestamp & _MOST, spread, held, min(_MOST, said.train))


def unpack(body: bytes) -> Acknowledgement | None:
    """What the peer says; None when it is something else."""
    if len(body) != _BODY.size or not body.startswith(MAGIC):
        return None
    _, timestamp, spread, held, train = _BODY.unpack(body)
    return Acknowledgement(timestamp, spread / _MICRO, held / _MICRO, train)


def pack_shown(timestamp: int) -> bytes:
    """The body for a picture that was shown; the timestamp is that on the line."""
    return _SHOWN_BODY.pack(SHOWN, timestamp & _MOST)


def unpack_shown(body: bytes) -> int | None:
    """The timestamp of the picture that was shown; None when the body says something else."""
    if len(body) != _SHOWN_BODY.size or not body.startswith(SHOWN):
        return None
    _, timestamp = _SHOWN_BODY.unpack(body)
    return int(timestamp)
