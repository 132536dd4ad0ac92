"""When the next place is due to which a player can jump: a keyframe. Pure; time is an argument, in seconds."""

KEYFRAME_EVERY = 60.0
"""Seconds between two places to which a player can jump, at least; nothing else needs them."""
KEYFRAME_SHARE = 1 / 10
"""Of a recording's bytes that such places may cost. So a quiet hour has few of them, and few pictures in between."""
SHARP_WITHIN = 2.0
"""Seconds in which a screen that was sent whole is as sharp as before: the pictures of that time are its cost too."""


class Seeking:
    """When the next place to jump to is due: never so often that it makes a recording much larger."""

    def __init__(self) -> None:
        self._at = float("-inf")
        self._cost = self._since = 0

    def keyframe(self, now: float) -> None:
        self._at, self._cost, self._since = now, 0, 0

    def picture(self, size: int, now: float) -> None:
        self._since += size
        if now - self._at <= SHARP_WITHIN:
            self._cost = self._since

    def due(self, now: float) -> bool:
        return now - self._at >= KEYFRAME_EVERY and self._cost <= KEYFRAME_SHARE * self._since
