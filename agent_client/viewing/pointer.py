"""The agent's mouse to messages: a move per 8 ms, clicks at once and in order, the wheel in whole notches."""

from collections.abc import Callable

from protocol import peer_messages as m

MOVE_EVERY = 0.008
"""Seconds between two moves: twice as often as a screen is drawn."""
NOTCH = 120
"""What a desktop reports for one notch; fine wheels and touchpads report parts of it."""
_NOTCHES_AT_ONCE = 20

PointerMessage = m.PointerMove | m.PointerDown | m.PointerUp | m.Wheel


class Pointer:
    """Remembers the move that waits, the buttons that are down and the part of a notch that is left over."""

    def __init__(self) -> None:
        self._waiting: tuple[int, int] | None = None
        self._sent: tuple[int, int] | None = None
        self._sent_at = float("-inf")
        self._buttons: set[int] = set()
        self._left_over = [0, 0]

    @property
    def dragging(self) -> bool:
        """Whether a button is down."""
        return bool(self._buttons)

    def moved(self, x: int, y: int, now: float) -> list[PointerMessage]:
        """The pointer is somewhere else. The newest place waits for its turn; older ones are forgotten."""
        self._waiting = (x, y)
        return self.due(now)

    def due(self, now: float) -> list[PointerMessage]:
        """The move whose turn has come, if any."""
        if self._waiting is None or now - self._sent_at < MOVE_EVERY:
            return []
        place, self._waiting = self._waiting, None
        if place == self._sent:
            return []
        self._sent, self._sent_at = place, now
        return [m.PointerMove(*place)]

    def wait(self, now: float) -> float | None:
        """Seconds until `due` has something, or `None` when nothing waits."""
        return None if self._waiting is None else max(0.0, self._sent_at + MOVE_EVERY - now)

    def pressed(self, button: int, x: int, y: int, now: float) -> list[PointerMessage]:
        """A button goes down. A waiting move is overtaken: the click says where it is."""
        self._buttons.add(button)
        return self._clicked(m.PointerDown, button, (x, y), now)

    def released(self, button: int, x: int, y: int, now: float) -> list[PointerMessage]:
        """A button goes up; only one that went down here."""
        if button not in self._buttons:
            return []
        self._buttons.discard(button)
        return self._clicked(m.PointerUp, button, (x, y), now)

    def turned(self, delta_x: int, delta_y: int) -> list[PointerMessage]:
        """The wheel turned, in 120ths of a notch, positive to the right and down."""
        notches = [self._whole(0, delta_x), self._whole(1, delta_y)]
        return [m.Wheel(*notches)] if any(notches) else []

    def let_go(self) -> None:
        """The viewer lost the pointer: nothing waits and nothing is held any more."""
        self.__init__()  # type: ignore[misc]  # a pointer that forgot everything is a new one

    def _clicked(
        self,
        kind: Callable[[int, int, int], m.PointerDown | m.PointerUp],
        button: int,
        place: tuple[int, int],
        now: float,
    ) -> list[PointerMessage]:
        self._waiting, self._sent, self._sent_at = None, place, now
        return [kind(button, *place)]

    def _whole(self, axis: int, delta: int) -> int:
        """Whole notches so far; the rest is kept, but not across a change of direction."""
        left = self._left_over[axis]
        total = delta if left * delta < 0 else left + delta
        notches = int(total / NOTCH)
        self._left_over[axis] = total - notches * NOTCH
        return max(-_NOTCHES_AT_ONCE, min(_NOTCHES_AT_ONCE, notches))
