"""What of an agent's input becomes a stroke: bounds, rate, allow-list, and never into our own windows.

Consent, grants and gate are asked before: this is about input that is allowed as such.
"""

from dataclasses import dataclass

from customer_client.injection import keys
from customer_client.injection.held import HEARTBEAT_WITHIN, Held
from customer_client.injection.strokes import MoveTo, Stroke, Turn
from customer_client.window import OwnWindows
from peer.picture import Area
from protocol import peer_messages as m

PER_SECOND = 1000.0
"""Strokes that an agent may cause in a second; what is more is dropped, but never a release."""
BURST = 200.0
"""Strokes that may come at once."""


@dataclass
class Rate:
    """A bucket that fills with time and empties with strokes."""

    left: float = BURST
    at: float = 0.0

    def admits(self, strokes: int, now: float) -> bool:
        """Whether so many strokes are within the rate; takes them if so."""
        self.left = min(BURST, self.left + max(0.0, now - self.at) * PER_SECOND)
        self.at = now
        if self.left < strokes:
            return False
        self.left -= strokes
        return True


class Admission:
    """One agent's input on its way to the doors."""

    def __init__(self) -> None:
        self._held = Held()
        self._rate = Rate()
        self._area = Area(0, 0, 0, 0)
        self._at = (0, 0)
        self._beat_at = 0.0

    def show(self, area: Area | None) -> None:
        """This part of the desktop is shown, or nothing. The agent's pointer cannot leave it, nor press beyond it.

        A press that was meant for another monitor, because it was on its way when the monitor was changed, is refused.
        """
        self._area = area or Area(0, 0, 0, 0)

    def beat(self, now: float) -> None:
        """The agent's heart beats."""
        self._beat_at = now

    def passed(self, now: float) -> list[Stroke]:
        """Time has passed: what is held by an agent whose heart stopped is let go."""
        return self.release_all() if self._held and now - self._beat_at > HEARTBEAT_WITHIN else []

    def release_all(self) -> list[Stroke]:
        """Everything held is let go."""
        return self._held.release_all()

    def admit(self, message: m.FromAgent, own: OwnWindows, now: float) -> list[Stroke]:
        """The strokes that this input comes to; none when it is refused."""
        match message:
            case m.KeyUp(key):
                return self._held.release_key(key)
            case m.PointerUp(button, x, y):
                released = self._held.release_button(button)
                return [*self._move(x, y), *released] if released else []
            case m.ReleaseAll():
                return self.release_all()
        if not self._rate.admits(_cost(message), now):
            return []
        if isinstance(message, m.TypeText | m.KeyDown):
            return [] if own.has_focus else self._key(message)
        return self._pointer(message, own)

    def _key(self, message: m.TypeText | m.KeyDown) -> list[Stroke]:
        if isinstance(message, m.TypeText):
            return self._held.type_text(message.text) if keys.is_typable(message.text) else []
        if message.key not in keys.NAMED and not keys.is_character(message.key):
            return []
        return self._held.press_key(message.key)

    def _pointer(self, message: m.FromAgent, own: OwnWindows) -> list[Stroke]:
        match message:
            case m.PointerMove(x, y):
                return self._move(x, y)
            case m.PointerDown(button, x, y) if self._area.contains(x, y) and not own.cover(x, y):
                pressed = self._held.press_button(button)
                return [*self._move(x, y), *pressed] if pressed else []
            case m.Wheel(delta_x, delta_y) if self._may_turn(own) and (delta_x or delta_y):
                return [MoveTo(*self._at), Turn(delta_x, delta_y)]
            case _:
                return []

    def _may_turn(self, own: OwnWindows) -> bool:
        return self._area.contains(*self._at) and not own.cover(*self._at)

    def _move(self, x: int, y: int) -> list[Stroke]:
        self._at = self._area.nearest(x, y)
        return [MoveTo(*self._at)]


def _cost(message: m.FromAgent) -> int:
    """How many strokes of a person's hand it comes to."""
    match message:
        case m.TypeText(text):
            return len(text)
        case m.Wheel(delta_x, delta_y):
            return abs(delta_x) + abs(delta_y)
        case _:
            return 1
