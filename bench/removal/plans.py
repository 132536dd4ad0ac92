"""Which runs there are: pure, by a seed."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice
from random import Random
from typing import Final


class End(StrEnum):
    """How a run ends."""

    CLOSED = "closed"
    """At the key's window."""
    FAILED = "failed"
    """It could not go on: no display, or a server without TLS."""
    BY_AGENT = "ended by the agent"
    ON_THE_BAR = "ended on the bar"
    BY_EMERGENCY_KEY = "ended by the emergency key"
    WITHOUT_SERVER = "server and recorder killed, then ended on the bar"
    KILLED = "killed"


class Victim(StrEnum):
    """Who is killed, each with SIGKILL."""

    PROGRAM = "program"
    LAUNCHER = "launcher"
    BROOM = "broom"
    LAUNCHER_AND_BROOM = "launcher and broom"
    EVERYBODY = "everybody"
    """As if the plug were pulled: nobody can clean up, and the next start has to."""


class Stage(StrEnum):
    """How far a session had come, in their order."""

    NOTICE = "at the notice"
    ACCESS = "at the question for access"
    CODE = "at the safety code"
    PICTURE = "with a picture"
    CONTROL = "with an agent who types"


@dataclass(frozen=True)
class Run:
    """One start and its end.

    `after` is in seconds: since the start for those that are killed, at the window for those that are closed, in a
    session since its stage was reached.
    """

    end: End
    victim: Victim | None = None
    after: float = 0.0
    stage: Stage | None = None
    """`None`: there is no session, the client was only started."""

    def __str__(self) -> str:
        return (
            f"{self.end}{f': {self.victim}' if self.victim else ''}{f' {self.stage}' if self.stage else ''}"
            f"{f' after {self.after:.1f} s' if self.after else ''}"
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


_LIVELY: Final = (Stage.CONTROL, Stage.PICTURE)
_SESSIONS_END: Final = (
    End.BY_AGENT, End.KILLED, End.ON_THE_BAR, End.BY_EMERGENCY_KEY, End.KILLED, End.WITHOUT_SERVER,
)  # fmt: skip
_WHOLE_CLIENT_FIRST: Final = (
    Victim.PROGRAM,
    Victim.EVERYBODY,
    Victim.LAUNCHER_AND_BROOM,
    Victim.BROOM,
    Victim.LAUNCHER,
)


def sessions(count: int, *, longest: float = 4.0, seed: int) -> list[Run]:
    """So many whole sessions, every third killed, at a random stage of it. The first of more are the same."""
    chance = Random(seed)  # noqa: S311  # it only has to be repeatable
    victims, stages = cycle(_WHOLE_CLIENT_FIRST), cycle(_LIVELY)
    made = []
    for end in islice(cycle(_SESSIONS_END), count):
        after = chance.uniform(0.1, longest)
        if end is End.KILLED:
            made.append(Run(end, next(victims), after, chance.choice(list(Stage))))
        else:
            made.append(Run(end, None, after, next(stages)))
    return made
