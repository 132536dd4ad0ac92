"""Which runs there are: pure, by a seed."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class End(StrEnum):
    """How a run ends."""

    CLOSED = "closed"
    FAILED = "failed"
    """It could not go on: no display, or a server without TLS."""
    KILLED = "killed"


class Victim(StrEnum):
    """Who is killed, each with SIGKILL."""

    PROGRAM = "program"
    LAUNCHER = "launcher"
    BROOM = "broom"
    LAUNCHER_AND_BROOM = "launcher and broom"
    EVERYBODY = "everybody"
    """As if the plug were pulled: nobody can clean up, and the next start has to."""


@dataclass(frozen=True)
class Run:
    """One start and its end. `after` is in seconds since the start, for those that are killed."""

    end: End
    victim: Victim | None = None
    after: float = 0.0


def plans(runs: int, killed: int, *, until: float, seed: int) -> list[Run]:
    """So many runs, in a random order; `killed` of them at random moments, at most `until` seconds after the start."""
    chance = Random(seed)  # noqa: S311  # it only has to be repeatable
    victims = [Run(End.KILLED, chance.choice(list(Victim)), chance.uniform(0.1, until)) for _ in range(killed)]
    ended = [Run(End.FAILED if number % 4 == 0 else End.CLOSED) for number in range(runs - killed)]
    mixed = [*victims, *ended]
    chance.shuffle(mixed)
    return mixed
