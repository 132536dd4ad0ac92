"""What the agent is told about the customer's pointer, and when: the newest only, and nothing while it rests.

Whether the agent may be told anything at all is the gate's business, asked by whoever asks `due`.
"""

from collections import deque
from collections.abc import Iterator

from customer_client.capture import Sighting
from peer.picture import Area
from protocol import peer_messages as m
from protocol import pointer_shape
from protocol.pointer_shape import Shape

TOLD_EVERY = 1 / 60
"""Seconds between two messages about a pointer that moves: as often as a screen is drawn."""
ANIMATED_EVERY = 0.1
"""Seconds between two messages about a pointer that only looks different: an hourglass that turns."""
SHAPE_EVERY = 0.05
"""Seconds between two shapes that the agent has not got yet."""
AGAIN_AFTER = (0.1, 0.4)
"""Seconds after which the last word is repeated, in case that it was lost."""
ECHO_FOR = 1.0
"""Seconds within which the pointer is seen where it was put."""
_JITTER = 0.002
"""A watch that looks sixty times a second is sometimes a little early."""
_CLOSE = 1
"""Pixels by which a system may miss where it was told to put the pointer."""
_ECHOES = 256

Place = tuple[int, int]
Word = m.PointerAt | m.PointerAway
Told = m.PointerShape | Word


class Slots:
    """Which shape the agent has in which slot. The one that was longest not used gives way."""

    def __init__(self) -> None:
        self._slots: dict[Shape, int] = {}

    def find(self, shape: Shape) -> int | None:
        """The slot with this shape, which is in use now."""
        slot = self._slots.pop(shape, None)
        if slot is not None:
            self._slots[shape] = slot
        return slot

    def fill(self, shape: Shape) -> int:
        """The slot that gets this shape."""
        slot = len(self._slots)
        if slot >= m.POINTER_SLOTS:
            slot = self._slots.pop(next(iter(self._slots)))
        self._slots[shape] = slot
        return slot


class Pointing:
    """What one agent knows of the pointer."""

    def __init__(self) -> None:
        self._seen: Sighting | None = None
        self._by_agent = False
        self._echoes: deque[tuple[float, Place]] = deque(maxlen=_ECHOES)
        self.forget()

    def forget(self) -> None:
        """The agent's connection is a new one: it knows nothing."""
        self._slots = Slots()
        self._slot: int | None = None
        self._shape_at = float("-inf")
        self._number = 0
        self.hold()

    def hold(self) -> None:
        """The agent sees nothing more: what it was told last is gone from its screen."""
        self._word: Word | None = None
        self._told_at = float("-inf")
        self._again: tuple[float, ...] = ()

    def injected(self, place: Place, now: float) -> None:
        """The agent's input puts the pointer there."""
        self._echoes.append((now, place))

    def seen(self, sighting: Sighting, now: float) -> None:
        """The pointer is there and looks like that."""
        moved = self._seen is None or (self._seen.x, self._seen.y) != (sighting.x, sighting.y)
        self._seen = sighting
        if moved:
            self._by_agent = any(
                now - at <= ECHO_FOR and _close(place, (sighting.x, sighting.y)) for at, place in self._echoes
            )
            if not self._by_agent:
                self._echoes.clear()

    def due(self, shown: Area | None, now: float) -> Iterator[Told]:
        """What the agent is to be told now, of what is shown."""
        if self._seen is None or shown is None:
            return
        if shown.contains(self._seen.x, self._seen.y):
            yield from self._teach(self._seen.shape, now)
            yield from self._say(m.PointerAt(0, self._seen.x, self._seen.y, self._slot, self._by_agent), now)
        else:
            yield from self._say(m.PointerAway(0), now)

    def _teach(self, shape: Shape | None, now: float) -> Iterator[m.PointerShape]:
        """The shape is put into a slot, unless it is there, or too soon after the last."""
        slot = None if shape is None else self._slots.find(shape)
        if shape is not None and slot is None:
            if now - self._shape_at < SHAPE_EVERY:
                return
            self._shape_at, slot = now, self._slots.fill(shape)
            yield from pointer_shape.messages(slot, shape)
        self._slot = slot

    def _say(self, word: Word, now: float) -> Iterator[Word]:
        if _same(word, self._word):
            if not self._again or now < self._told_at + self._again[0]:
                return
            self._again = self._again[1:]
        else:
            every = ANIMATED_EVERY if _same_place(word, self._word) else TOLD_EVERY
            if now - self._told_at < every - _JITTER:
                return
            self._told_at, self._again = now, AGAIN_AFTER
        self._word = word
        self._number += 1
        yield _numbered(word, self._number)


def _close(one: Place, other: Place) -> bool:
    return abs(one[0] - other[0]) <= _CLOSE and abs(one[1] - other[1]) <= _CLOSE


def _numbered(word: Word, number: int) -> Word:
    if isinstance(word, m.PointerAway):
        return m.PointerAway(number)
    return m.PointerAt(number, word.x, word.y, word.slot, word.injected)


def _same(word: Word, told: Word | None) -> bool:
    """Whether the agent would see the same. Where its own input puts the pointer it knows without being told."""
    if isinstance(word, m.PointerAt) and isinstance(told, m.PointerAt):
        place = word.injected or (word.x, word.y) == (told.x, told.y)
        return place and (word.slot, word.injected) == (told.slot, told.injected)
    return type(word) is type(told)


def _same_place(word: Word, told: Word | None) -> bool:
    return (
        isinstance(word, m.PointerAt)
        and isinstance(told, m.PointerAt)
        and word.injected == told.injected
        and (word.injected or (word.x, word.y) == (told.x, told.y))
    )
