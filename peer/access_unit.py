"""One coded picture, as it travels and as it is recorded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """A complete H.264 picture: nothing of it is missing, and nothing before it since the last keyframe."""

    data: bytes
    """Annex B: each NAL unit after its start code."""
    timestamp: int
    """The RTP clock: 90 kHz, 32 bit, from a random origin."""
    keyframe: bool
    """An IDR with its parameter sets: decoding can start here."""
    arrived_at: float
    """When its last packet came in; monotonic, in seconds."""
