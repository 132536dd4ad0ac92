"""One opened recording, as long as it may be looked at: half an hour, or until whoever looks goes away."""

from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe

from archive.opening.projection import Projecting
from archive.opening.rules import VIEWING

SILENCE = 60.0
"""Seconds without a question after which nobody looks any more: the program that serves the browser has ended."""


@dataclass
class Viewing:
    """One of them. Moments are seconds of a clock that nobody sets."""

    projection: Projecting
    until: float
    asked_at: float
    exports: bool = False
    """Whether it was released to leave the archive as a file, and not to be looked at."""
    token: str = field(default_factory=token_urlsafe, repr=False)
    """Who has it may look; only the program that opened the recording does."""

    def is_over(self, now: float) -> bool:
        """Whether nothing more may be shown."""
        return now >= self.until or now - self.asked_at >= SILENCE

    def left(self, now: float) -> float:
        """Seconds."""
        return max(self.until - now, 0.0)


class Viewings:
    """Those of this moment, by their tokens."""

    def __init__(self) -> None:
        self._open: dict[str, Viewing] = {}

    def begin(self, projection: Projecting, now: float, *, exports: bool = False) -> Viewing:
        viewing = Viewing(projection, now + VIEWING.total_seconds(), now, exports)
        self._open[viewing.token] = viewing
        return viewing

    def of(self, token: str, now: float) -> Viewing | None:
        """The viewing of this token, if it goes on."""
        viewing = self._open.get(token)
        if viewing is None or viewing.is_over(now):
            return None
        viewing.asked_at = now
        return viewing

    def end(self, token: str) -> None:
        """Ends it at once."""
        viewing = self._open.pop(token, None)
        if viewing:
            viewing.projection.kill()

    def sweep(self, now: float) -> None:
        """Ends what is over."""
        for token in [token for token, viewing in self._open.items() if viewing.is_over(now)]:
            self.end(token)

    def end_all(self) -> None:
        """The archive stops."""
        for token in list(self._open):
            self.end(token)


def until(now: datetime) -> datetime:
    """When a recording that is opened now is closed again, for people."""
    return now + VIEWING
