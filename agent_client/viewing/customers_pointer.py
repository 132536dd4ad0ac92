"""The customer's pointer as the agent sees it: drawn here, so that it never lags behind the picture."""

from dataclasses import dataclass

from protocol import peer_messages as m
from protocol.pointer_shape import Shape, Shapes


@dataclass(frozen=True)
class CustomersPointer:
    """How to show it. Without a shape it is an arrow."""

    shape: Shape | None = None
    at: tuple[int, int] | None = None
    """Where on the customer's desktop to draw it. `None`: it is where the agent's own pointer is, or out of sight."""


class PointerNews:
    """Puts together what the customer's client says about its pointer, of one connection."""

    def __init__(self) -> None:
        self._shapes = Shapes()
        self._word: m.PointerAt | m.PointerAway | None = None

    def take(self, message: m.PointerShape | m.PointerAt | m.PointerAway) -> None:
        """The customer's client said something. What overtook it counts. Raises `MessageRefused`."""
        if isinstance(message, m.PointerShape):
            self._shapes.take(message)
        elif self._word is None or message.number > self._word.number:
            self._word = message

    @property
    def pointer(self) -> CustomersPointer:
        """How it is to be shown."""
        word = self._word
        if not isinstance(word, m.PointerAt):
            return CustomersPointer()
        return CustomersPointer(self._shapes.of(word.slot), None if word.injected else (word.x, word.y))
