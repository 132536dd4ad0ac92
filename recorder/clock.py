"""What time it is: one reading to measure with, one to write down."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


@dataclass(frozen=True)
class Moment:
    """One instant, on both clocks."""

    monotonic: float
    utc: datetime


class Clock(Protocol):
    """Where moments come from."""

    def now(self) -> Moment:
        """This moment."""


class SystemClock:
    """This machine's clocks."""

    def now(self) -> Moment:
        return Moment(time.monotonic(), datetime.now(UTC))
