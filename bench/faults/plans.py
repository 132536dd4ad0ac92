"""What happens in a round, drawn from a seed: the same seed is the same plan."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong at the recorder."""

    KILLED = "killed"
    """`kill -9` of one recorder or of all; whoever keeps them running starts them again."""
    STOPPED = "stopped"
    """`SIGSTOP` of all recorders, until `SIGCONT`."""
    DISK_FULL = "disk-full"
    """Not a byte is left on the disk of its spool."""
    READ_ONLY = "read-only"
    """The kernel has found an error in that disk's file system and lets nobody write; the operator puts in another."""
    STORE_GONE = "store-gone"
    """The S3 server is killed, and more waits for it than may wait."""
    CLOCK_JUMPED = "clock-jumped"
    """The recorder's wall clock is hours ahead or behind."""


@dataclass(frozen=True)
class Plan:
    """One round. Times in seconds."""

    number: int
    kind: Kind
    early: bool
    """Whether it goes wrong while the two are still connecting; else once the agent sees the screen."""
    age: float
    """How long after that."""
    lasts: float
    ends_during: bool
    """Whether the session is ended while the fault is there."""
    hours: int
    """By which a clock jumps."""
    victim: int | None = None
    """Which recorder is killed, of those that there are; `None`: all."""


def plan(seed: int, number: int, kinds: tuple[Kind, ...] = tuple(Kind)) -> Plan:
    """Round `number` of the run with this seed. Every kind has its turn; everything else is drawn."""
    drawn = random.Random(f"{seed}/{number}")  # noqa: S311  # has to come out the same again, not to be secret
    return Plan(
        number=number,
        kind=kinds[number % len(kinds)],
        early=drawn.random() < 0.2,
        age=drawn.uniform(0.0, 1.5),
        lasts=drawn.uniform(0.3, 3.0) if drawn.random() < 0.4 else drawn.uniform(6.0, 7.5),
        ends_during=drawn.random() < 0.2,
        hours=drawn.choice((-49, -1, 1, 25)),
        victim=drawn.choice((None, 0, 1)),
    )
