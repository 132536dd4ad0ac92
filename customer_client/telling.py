"""What the recorder is told of a session beside the pictures: rights, clicks, the pointer, and kinds of input.

Never which key and never what text: nobody may read later what was typed. Pure; time is an argument, in seconds.
"""

from collections import deque
from collections.abc import Iterator

from customer_client.showing import Showing
from peer.picture import Area
from protocol import peer_messages as m
from protocol.grants import Grant, Who

POINTER_EVERY = 0.1
"""Seconds between two places of a pointer that moves."""
KIND_EVERY = 1.0
"""Seconds between two messages of one kind of input."""
CLICKS = 20.0
"""In a second, and at once; a person makes five."""
REMEMBERED = 64
"""Events that wait for a recorder; of more, the oldest are forgotten."""

_KINDS: dict[type[m.PeerMessage], m.InputKind] = {
    m.TypeText: m.InputKind.TYPING,
    m.KeyDown: m.InputKind.KEY,
    m.Wheel: m.InputKind.WHEEL,
}


class Telling:
    """The events of one session, over all its connections to recorders."""

    def __init__(self) -> None:
        self._waiting: deque[m.Happening] = deque(maxlen=REMEMBERED)
        self._used: dict[tuple[Who, m.InputKind], float] = {}
        self._clicks_left, self._clicked_at = CLICKS, 0.0
        self._pointer: tuple[int, int] | None = None
        self._pointer_at = float("-inf")
        self._said: m.PointerSeen | m.PointerGone | None = None
        self._shown: m.MonitorShown | None = None

    def connected(self) -> None:
        """A recorder that knows nothing yet."""
        self._said = self._shown = None

    def right(self, grant: Grant, change: m.RightChange, who: Who = Who.AGENT) -> None:
        """A grant was asked for, given, refused or taken back."""
        self._waiting.append(m.RightChanged(grant, change, who))

    def second(self, stage: m.Stage) -> None:
        """A second agent was asked for, is here, or is gone."""
        self._waiting.append(m.SecondInvolved(stage))

    def pointer(self, x: int, y: int) -> None:
        """The pointer is at this pixel of the desktop."""
        self._pointer = (x, y)

    def used(self, message: m.FromAgent, shown: Area | None, now: float, who: Who = Who.AGENT) -> None:
        """That agent's input was injected."""
        if kind := _KINDS.get(type(message)):
            if now - self._used.get((who, kind), float("-inf")) >= KIND_EVERY:
                self._used[who, kind] = now
                self._waiting.append(m.InputUsed(kind, who))
        elif isinstance(message, m.PointerDown) and shown and self._may_click(now):
            self._waiting.append(m.Clicked(message.button, message.x - shown.left, message.y - shown.top, who))

    def due(self, showing: Showing, now: float) -> Iterator[m.Happening]:
        """What a connected recorder is to be told now, while pictures flow to it."""
        area = showing.view.area if showing.view else None
        if area and (shown := m.MonitorShown(showing.number, area.width, area.height)) != self._shown:
            self._shown = shown
            yield shown
        yield from self.waiting()
        if area and self._pointer and now - self._pointer_at >= POINTER_EVERY:
            x, y = self._pointer
            inside = area.contains(x, y)
            word = m.PointerSeen(x - area.left, y - area.top) if inside else m.PointerGone()
            if word != self._said:
                self._said, self._pointer_at = word, now
                yield word

    def waiting(self) -> Iterator[m.Happening]:
        """What is to be told also of a time without pictures."""
        while self._waiting:
            yield self._waiting.popleft()

    def _may_click(self, now: float) -> bool:
        self._clicks_left = min(CLICKS, self._clicks_left + (now - self._clicked_at) * CLICKS)
        self._clicked_at = now
        if self._clicks_left < 1.0:
            return False
        self._clicks_left -= 1.0
        return True
