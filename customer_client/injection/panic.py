"""The panic key: `Escape` three times in a row, or `Pause` once. It ends the session, whatever the agent does.

`Escape` is on every keyboard, where a person in fright finds it; combinations with Ctrl and Alt are not, because AltGr
is one of them on Windows. An agent's own `Escape` does not count (see `echoes`), and `Pause` no agent can press.
"""

from enum import StrEnum

TIMES = 3
"""Presses of `Escape`; holding it down counts too, because a held key repeats."""
WITHIN = 2.0
"""Seconds from the first press to the last."""


class Key(StrEnum):
    """Which key went down, as far as it matters here. Others are not told apart."""

    ESCAPE = "escape"
    PAUSE = "pause"
    OTHER = "other"


class Panic:
    """Looks for the panic key among the keys that the customer presses."""

    def __init__(self) -> None:
        self._escapes: list[float] = []

    def pressed(self, key: Key, now: float) -> bool:
        """A key went down. Whether that completes the panic key."""
        if key is Key.PAUSE:
            return True
        if key is Key.OTHER:
            self._escapes.clear()
            return False
        self._escapes = [at for at in self._escapes if now - at <= WITHIN] + [now]
        if len(self._escapes) < TIMES:
            return False
        self._escapes.clear()
        return True
