"""When the packets of each picture came in: what a receiver can say of the line. Time is an argument."""

from typing import Final

from peer.congestion import Acknowledgement

UNFINISHED: Final = 64
"""Pictures that may be on their way; more of them only a hostile sender begins."""


class _Picture:
    """What came of one picture, repetitions apart."""

    __slots__ = ("first_at", "last_at", "train")

    def __init__(self, now: float) -> None:
        self.first_at = self.last_at = now
        self.train = 0


class Arrivals:
    """Notes packets, and makes acknowledgements of complete pictures."""

    def __init__(self) -> None:
        self._pictures: dict[int, _Picture] = {}
        self._last: Acknowledgement | None = None
        self._to_say: list[Acknowledgement] = []

    def packet(self, timestamp: int, size: int, now: float) -> None:
        """A packet came, at its first attempt."""
        picture = self._pictures.get(timestamp)
        if picture is None:
            if len(self._pictures) >= UNFINISHED:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[timestamp] = _Picture(now)
        else:
            picture.last_at = now
            picture.train += size

    def repetition(self, timestamp: int) -> None:
        """A packet came again. If its picture was acknowledged, that got lost, perhaps; so it is said again."""
        if self._last is not None and self._last.timestamp == timestamp and not self._to_say:
            self._to_say.append(self._last)

    def complete(self, timestamp: int, now: float) -> None:
        """A picture is there."""
        picture = self._pictures.get(timestamp)
        if picture is None:  # all of it came by repetition, or nobody knows how
            self._last = Acknowledgement(timestamp, 0.0, 0.0, 0)
        else:
            spread, held = picture.last_at - picture.first_at, now - picture.last_at
            self._last = Acknowledgement(timestamp, spread, max(0.0, held), picture.train)
            for older in list(self._pictures):
                del self._pictures[older]
                if older == timestamp:
                    break
        self._to_say.append(self._last)

    def to_say(self) -> list[Acknowledgement]:
        """What the sender was not told yet."""
        said, self._to_say = self._to_say, []
        return said
