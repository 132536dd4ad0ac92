"""Whether the time can be believed. Pure; what is remembered lies on the disk (`archive.watchman`).

            ┌────────── wall and steady clock apart by more than 5 min, or earlier than ever seen ──────────┐
            │                                                                                               ▼
         BELIEVED ◄──────────────────────────── an operator confirms ─────────────────────────────────── JUMPED

Within one boot of the machine the wall clock is held against the steady one, over all of that time: many small steps
add up to a jump. After a boot nobody knows how long the machine was off; the time may then be any later than the last
one seen. That is why the archive should start only when the time was set from the network (docs/operating.md).
"""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from archive.clock import Reading

TOLERANCE = timedelta(minutes=5)


class Jump(Struct, frozen=True):
    """What was seen."""

    seconds: int
    """By how much the wall clock was ahead, or behind when negative."""
    at: datetime
    """What it said."""
    told: bool = False
    """Whether the ledger knows."""


class Memory(Struct, frozen=True):
    """What is remembered, over restarts too."""

    anchor: Reading
    """The first reading of this boot that was believed."""
    newest: datetime
    """The latest time that was ever believed."""
    jump: Jump | None = None


def judged(memory: Memory | None, now: Reading) -> Memory:
    """What to remember after one more look. Once jumped, it stays so."""
    if memory is None:
        return confirmed(now)
    if memory.jump:
        return memory
    ahead = _ahead(memory, now)
    if abs(ahead) > TOLERANCE:
        return replace(memory, jump=Jump(round(ahead.total_seconds()), now.wall))
    anchor = memory.anchor if memory.anchor.boot == now.boot else now
    return replace(memory, anchor=anchor, newest=max(memory.newest, now.wall))


def confirmed(now: Reading) -> Memory:
    """What to remember when somebody says that this is the time."""
    return Memory(now, now.wall)


def _ahead(memory: Memory, now: Reading) -> timedelta:
    """How far the wall clock is from where it should be, as far as that can be known."""
    anchor = memory.anchor
    if anchor.boot == now.boot:
        passed = timedelta(seconds=now.steady - anchor.steady)
        ahead = (now.wall - anchor.wall) - passed
        if abs(ahead) > TOLERANCE:
            return ahead
    return min(now.wall - memory.newest, timedelta())
