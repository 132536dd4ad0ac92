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
    """One start and its end.

    `after` is in seconds: since the start for those that are killed, at the window for those that are closed.
    """

    end: End
    victim: Victim | None = None
    after: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.end}{f': {self.victim}' if self.victim else ''}{f' after {self.after:.1f} s' if self.after else ''}"
        )


def plans(runs: int, killed: int, *, until: float, at_window: float = 2.0, seed: int) -> list[Run]:
    """So many runs, in a random order; `killed` of them at random moments, at most `until` seconds after the start.

    Each victim comes as often as the others. The customer looks at the window for at most `at_window` seconds.
    """
    chance = Random(seed)  # noqa: S311  # it only has to be repeatable
    each = list(Victim)
    victims = [Run(End.KILLED, each[number % len(each)], chance.uniform(0.1, until)) for number in range(killed)]
    ended = [
        Run(End.FAILED) if number % 4 == 0 else Run(End.CLOSED, after=chance.uniform(0.1, at_window))
        for number in range(runs - killed)
    ]
    mixed = [*victims, *ended]
    chance.shuffle(mixed)
    return mixed
