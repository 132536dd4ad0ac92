"""What a peer's SDP must be, before a library sees it. Pure."""

from protocol.problems import DescriptionRefused

__all__ = ["DescriptionRefused", "check", "without_candidates"]


def check(sdp: str, *, video: bool, channels: bool) -> None:
    """Raises `DescriptionRefused` unless `sdp` has exactly these media and a SHA-256 fingerprint for them."""
    raise NotImplementedError


def without_candidates(sdp: str) -> str:
    """`sdp` without addresses: whoever takes it learns them from the peer's own packets, and contacts nobody else."""
    raise NotImplementedError
