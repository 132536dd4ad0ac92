"""The connection in numbers that a person wants, and in one word."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

WINDOW = 2.0
"""Seconds over which pictures and bytes are counted."""
_ROUND_TRIPS = 4
"""The last ones, of which the median is shown: there is one a second at least."""
_BYTES_PER_PACKET = 1100
"""About what a full video packet carries; only used to give the lost ones a whole to be a part of."""


class Word(StrEnum):
    """The connection in one word."""

    UNKNOWN = "unknown"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


BOUNDS: tuple[tuple[Word, float, float], ...] = ((Word.GOOD, 100.0, 1.0), (Word.FAIR, 250.0, 4.0))
"""For each word, the largest round trip in milliseconds and the largest loss in per cent. Beyond: poor."""


@dataclass(frozen=True)
class Quality:
    """How the connection does, over the last two seconds."""

    round_trip_ms: int | None = None
    pictures_per_second: int = 0
    megabits_per_second: float = 0.0
    loss_percent: float = 0.0
    word: Word = Word.UNKNOWN


@dataclass(frozen=True)
class Counted:
    """What had been counted since the connection's beginning, at one moment."""

    at: float
    pictures: int = 0
    bytes_received: int = 0
    packets_lost: int = 0


class Meter:
    """Measures one connection."""

    def __init__(self) -> None:
        self._asked: dict[int, float] = {}
        self._round_trips: deque[float] = deque(maxlen=_ROUND_TRIPS)
        self._counted: deque[Counted] = deque()
        self._next = 0

    def heartbeat(self, now: float) -> int:
        """The number for the next heartbeat, which goes out now."""
        number, self._next = self._next, self._next + 1
        self._asked = {asked: at for asked, at in self._asked.items() if now - at < WINDOW * 5} | {number: now}
        return number

    def answered(self, number: int, now: float) -> None:
        """A heartbeat came back. One that was never sent, or came back already, counts for nothing."""
        if (at := self._asked.pop(number, None)) is not None:
            self._round_trips.append(now - at)

    def counted(self, counted: Counted) -> None:
        """The counters as they are now."""
        self._counted.append(counted)
        while len(self._counted) > 2 and self._counted[1].at <= counted.at - WINDOW:  # noqa: PLR2004  # a span has two ends
            self._counted.popleft()

    def quality(self) -> Quality:
        """The numbers now."""
        round_trip = round(median(self._round_trips) * 1000) if self._round_trips else None
        if not self._counted or (seconds := self._counted[-1].at - self._counted[0].at) <= 0:
            return Quality(round_trip_ms=round_trip, word=_word(round_trip, 0.0))
        first, last = self._counted[0], self._counted[-1]
        received, lost = last.bytes_received - first.bytes_received, last.packets_lost - first.packets_lost
        loss = 100 * lost / (lost + received / _BYTES_PER_PACKET) if lost > 0 else 0.0
        return Quality(
            round_trip_ms=round_trip,
            pictures_per_second=round((last.pictures - first.pictures) / seconds),
            megabits_per_second=received * 8 / 1e6 / seconds,
            loss_percent=loss,
            word=_word(round_trip, loss),
        )


def _word(round_trip_ms: int | None, loss_percent: float) -> Word:
    if round_trip_ms is None:
        return Word.UNKNOWN
    for word, most_ms, most_loss in BOUNDS:
        if round_trip_ms <= most_ms and loss_percent <= most_loss:
            return word
    return Word.POOR
