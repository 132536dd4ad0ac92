"""The agent's heartbeats: they keep what the agent holds down, and go often while there is any. No clock, no I/O."""

from typing import Final

from protocol import peer_messages as m

WHILE_HELD: Final = 0.25
"""Seconds between two heartbeats while a key or a button is held: the customer's client lets go after one without."""
AT_REST: Final = 1.0
"""The same while nothing is: the round trip is measured with them, and each costs the customer's processor 1 ms."""
_EARLY: Final = 0.1
"""Seconds that a beat may come early, as time is told to us now and then only."""


class Heart:
    """The heartbeats of one connection."""

    def __init__(self) -> None:
        self._held: set[str | int] = set()
        self._beat_at = float("-inf")

    def beats(self, now: float) -> bool:
        """Whether it is time for a heartbeat, which then goes out now."""
        due = now - self._beat_at >= (WHILE_HELD if self._held else AT_REST) - _EARLY
        if due:
            self._beat_at = now
        return due

    def used(self, message: m.FromAgent, now: float) -> bool:
        """This went to the customer: whether a heartbeat has to go after it, because the last one is long ago."""
        match message:
            case m.KeyDown(key):
                self._held.add(key)
            case m.KeyUp(key):
                self._held.discard(key)
            case m.PointerDown(button):
                self._held.add(button)
            case m.PointerUp(button):
                self._held.discard(button)
            case m.ReleaseAll():
                self._held.clear()
        return bool(self._held) and self.beats(now)
