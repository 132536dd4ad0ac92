"""How often to look, where nobody tells when something changes: often while it does, seldom while it rests."""

OFTEN = 1 / 60
"""Seconds between two looks while things change: as often as a screen is drawn."""
FOR = 0.5
"""Seconds after a change, or a sign of one, for which they stay that close."""
SELDOM = 0.15
"""Seconds between two looks after a rest."""


class Rhythm:
    """When to look next. Times are seconds of one monotonic clock."""

    def __init__(self, often: float = OFTEN, seldom: float = SELDOM) -> None:
        self._often = often
        self._seldom = seldom
        self._looked_at = float("-inf")
        self._excited_at = float("-inf")

    def looked(self, now: float, *, changed: bool) -> None:
        """Somebody looked, and saw a change or none."""
        self._looked_at = now
        if changed:
            self._excited_at = now

    def expect(self, now: float) -> None:
        """A change is likely, soon."""
        self._excited_at = now

    def rests(self, now: float) -> bool:
        """Whether nothing has changed for so long that looks are as rare as they become."""
        return self._often * (now - self._excited_at) / FOR >= self._seldom

    def delay(self, now: float) -> float:
        """Seconds until the next look: in between it grows with the time that nothing changed."""
        rest = now - self._excited_at
        every = self._often if rest < FOR else min(self._seldom, self._often * rest / FOR)
        return max(0.0, self._looked_at + every - now)
