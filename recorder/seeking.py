"""When the next place is due to which a player can jump: a keyframe. Pure; time is an argument, in seconds.

It is wished for first, so that it is made when nobody at the screen is in the middle of something; only where that does
not come for a minute, or the customer's program knows no wishes, it is asked for.
"""

KEYFRAME_EVERY = 60.0
"""Seconds between two places to which a player can jump, at least; nothing else needs them."""
KEYFRAME_SHARE = 1 / 10
"""Of a recording's bytes that such places may cost. So a quiet hour has few of them, and few pictures in between."""
PATIENCE = 60.0
"""Seconds in which such a place is wished for only."""
SHARP_WITHIN = 2.0
"""Seconds in which a screen that was sent whole is as sharp as before: the pictures of that time are its cost too."""


class Seeking:
    """When the next place to jump to is due: never so often that it makes a recording much larger."""

    def __init__(self) -> None:
        self._at = float("-inf")
        self._due_since: float | None = None
        self._cost = self._since = 0

    def keyframe(self, now: float) -> None:
        self._at, self._cost, self._since, self._due_since = now, 0, 0, None

    def picture(self, size: int, now: float) -> None:
        self._since += size
        if now - self._at <= SHARP_WITHIN:
            self._cost = self._since

    def due(self, now: float) -> bool:
        """Whether such a place is wished for; from the first time on that this is asked."""
        due = now - self._at >= KEYFRAME_EVERY and self._cost <= KEYFRAME_SHARE * self._since
        if due and self._due_since is None:
            self._due_since = now
        return due

    def overdue(self, now: float) -> bool:
        """Whether it was due for so long that it is needed."""
        return self.due(now) and self._due_since is not None and now - self._due_since >= PATIENCE
