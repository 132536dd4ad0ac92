"""All places where bytes of somebody else's come in."""

from bench.hostile.doors import messages, peers, programs, sealed, sign_ins
from bench.hostile.doors.door import Door

__all__ = ["DOORS", "Door"]

DOORS: tuple[Door, ...] = (
    *messages.DOORS,
    *peers.DOORS,
    *programs.DOORS,
    *sealed.DOORS,
    *sign_ins.DOORS,
)
