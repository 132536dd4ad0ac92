"""A race for candidates: several servers are tried at once, and nobody waits for one that is dead. Pure.

Entrants start in stages. A later stage begins when its time has come and nobody has answered yet, or when all before it
are out. Who says nothing for `silent` seconds is given up, whoever else is `slow` seconds after the start; and once
somebody arrived, the others get `courtesy` seconds.

    WAITING ──started──► RUNNING ──answered──► ANSWERED ──arrived──► ARRIVED
                            └──────────────────────┴──────failed───► OUT
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True)
class Pace:
    """How long who is waited for, in seconds from the start."""

    stages: tuple[float, ...] = (0.0, 0.05, 0.1, 0.15)
    """When each stage begins, unless somebody of an earlier one has answered."""
    silent: float = 0.4
    """Of those that have never answered all are given up so long after the start, whenever they started."""
    slow: float = 2.0
    courtesy: float = 0.05


PACE = Pace()
PATIENT = Pace(silent=1.5, slow=4.0)
"""For a further attempt: the line may be as slow as one over a satellite."""


@dataclass(frozen=True)
class Entrant:
    """One that is tried. Of those with the same `prize` one suffices."""

    prize: Hashable
    stage: int = 0


class _Place(Enum):
    WAITING = auto()
    RUNNING = auto()
    ANSWERED = auto()
    ARRIVED = auto()
    OUT = auto()


class Race:
    """Entrants are named by their number. Time is seconds since the start."""

    def __init__(self, entrants: Sequence[Entrant], wanted: int, pace: Pace = PACE) -> None:
        self._entrants = entrants
        self._wanted = wanted
        self._pace = pace
        self._places = [_Place.WAITING] * len(entrants)
        self._heard_at = [0.0] * len(entrants)
        self._first_at: float | None = None

    def start(self, now: float) -> list[int]:
        """Those whose turn it is. They count as running from now on."""
        turn = [number for number in self._at(_Place.WAITING) if self._may_start(self._entrants[number].stage, now)]
        for number in turn:
            self._places[number] = _Place.RUNNING
        return turn

    def answered(self, number: int, now: float) -> None:
        """Somebody is there, or still is."""
        self._heard_at[number] = now
        if self._places[number] is _Place.RUNNING:
            self._places[number] = _Place.ANSWERED

    def arrived(self, number: int, now: float) -> None:
        """It has what it ran for."""
        self._places[number] = _Place.ARRIVED
        if self._first_at is None:
            self._first_at = now

    def out(self, number: int) -> None:
        """It will not get it."""
        self._places[number] = _Place.OUT

    def look_again(self, now: float) -> float | None:
        """When time alone may change something; `None` when the race is over."""
        if self._is_over(now):
            return None
        ends = [self._pace.slow, *self._pace.stages]
        ends += [heard_at + self._pace.silent for heard_at in self._heard_at]
        if self._first_at is not None:
            ends.append(self._first_at + self._pace.courtesy)
        return min(end for end in ends if end > now)

    def _at(self, *places: _Place) -> list[int]:
        return [number for number, place in enumerate(self._places) if place in places]

    def _may_start(self, stage: int, now: float) -> bool:
        if not self._at(_Place.ANSWERED, _Place.ARRIVED) and now >= self._pace.stages[stage]:
            return True
        before = (place for place, entrant in zip(self._places, self._entrants, strict=True) if entrant.stage < stage)
        return all(place is _Place.OUT for place in before)

    def _is_over(self, now: float) -> bool:
        if not self._at(_Place.WAITING, _Place.RUNNING, _Place.ANSWERED):
            return True
        if len({self._entrants[number].prize for number in self._at(_Place.ARRIVED)}) >= self._wanted:
            return True
        if self._first_at is not None and now >= self._first_at + self._pace.courtesy:
            return True
        heard_at = [self._heard_at[number] for number in self._at(_Place.RUNNING, _Place.ANSWERED)]
        return now >= min(self._pace.slow, max(heard_at, default=0.0) + self._pace.silent)
