"""When a keyframe is made: all who want one share it, and a request that crosses it on the way is not served twice."""

from typing import Final

GAP: Final = 0.3
"""Seconds. Who still waits after this long asks again; a request sooner than this was sent before the keyframe came."""


class KeyframeRequests:
    """The requests of all peers. Not thread-safe: its owner holds a lock."""

    def __init__(self) -> None:
        self._wanted = False
        self._under_way = False
        self._last: float | None = None

    def ask(self, now: float) -> None:
        """A peer lost something."""
        if self._last is None or now - self._last >= GAP:
            self.ask_at_once()

    def ask_at_once(self) -> None:
        """A peer joins: it has nothing yet, so the gap does not hold for it."""
        self._wanted = self._wanted or not self._under_way

    @property
    def wanted(self) -> bool:
        return self._wanted

    def made(self, now: float) -> None:
        """A keyframe is being encoded: it serves all who asked, and all who ask until it is handed out."""
        self._wanted, self._under_way, self._last = False, True, now

    def handed_out(self) -> None:
        """The keyframe went to all peers."""
        self._under_way = False
