"""When a keyframe is made: all who want one share it, and a request that crosses it on the way is not served twice."""

from typing import Final

GAP: Final = 0.3
"""Seconds. Who still waits after this long asks again; a request sooner than this was sent before the keyframe came."""
WISH_GAP: Final = 30.0
"""Seconds after a keyframe in which none is made that is only wished for, whoever wishes."""


class KeyframeRequests:
    """The requests of all peers. Not thread-safe: its owner holds a lock."""

    def __init__(self) -> None:
        self._wanted = False
        self._pressing = False
        self._wished = False
        self._under_way = False
        self._last: float | None = None

    def ask(self, now: float) -> None:
        """A peer lost something."""
        if self._last is None or now - self._last >= GAP:
            self._wanted = self._wanted or not self._under_way

    def ask_at_once(self) -> None:
        """A peer joins: it has nothing yet, so the gap does not hold for it."""
        self._wanted = self._pressing = self._wanted or not self._under_way

    def wish(self, now: float) -> None:
        """A peer would like one, and misses nothing without it."""
        if self._last is None or now - self._last >= WISH_GAP:
            self._wished = True

    @property
    def wanted(self) -> bool:
        return self._wanted

    @property
    def pressing(self) -> bool:
        """Whether the keyframe is wanted by somebody who joins: then it need not wait for its turn on the line."""
        return self._pressing

    @property
    def wished(self) -> bool:
        """Whether a keyframe is welcome when it is in nobody's way."""
        return self._wished

    def made(self, now: float) -> None:
        """A keyframe is being encoded: it serves all who asked, and all who ask until it is handed out."""
        self._wanted, self._pressing, self._wished, self._under_way, self._last = False, False, False, True, now

    def handed_out(self) -> None:
        """The keyframe went to all peers."""
        self._under_way = False
