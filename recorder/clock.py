"""What time it is: one reading to measure with, one to write down, which is not believed when it jumps.

A recording is deleted by the time that stands in it. So while this machine's clock has moved against its uptime,
nothing is recorded, until it has moved back or somebody has looked at it and started the recorder again.
"""

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

JUMP = timedelta(minutes=5)
"""By how much the wall clock may move against the uptime between two looks."""


@dataclass(frozen=True)
class Moment:
    """One instant, on both clocks."""

    monotonic: float
    utc: datetime


class Clock(Protocol):
    """Where moments come from."""

    def now(self) -> Moment:
        """This moment."""


class ClockJumped(OSError):
    """Nobody knows what time it is."""


class Steady:
    """Believes a wall clock as long as it goes as fast as the uptime. Pure; both readings are arguments."""

    def __init__(self, uptime: float, wall: datetime) -> None:
        self._believed = (uptime, wall)
        self.jumped = False
        """Whether the wall clock said something else at the last look."""

    def look(self, uptime: float, wall: datetime) -> datetime:
        """The time: the wall clock's, or, when that has jumped, what it would be if it had not."""
        since, believed = self._believed
        expected = believed + timedelta(seconds=uptime - since)
        self.jumped = abs(wall - expected) > JUMP
        if self.jumped:
            return expected
        self._believed = (uptime, wall)
        return wall


class SystemClock:
    """This machine's clocks. One for all of a recorder: it remembers what it has believed."""

    def __init__(self) -> None:
        self._steady = Steady(_uptime(), datetime.now(UTC))

    def now(self) -> Moment:
        return Moment(time.monotonic(), self._steady.look(_uptime(), datetime.now(UTC)))

    def check(self) -> None:
        """Raises `ClockJumped` while the wall clock is not believed."""
        self.now()
        if self._steady.jumped:
            raise ClockJumped("the clock of this machine has jumped")


def _uptime() -> float:
    """Seconds that go on while the machine sleeps, where the system counts them."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
