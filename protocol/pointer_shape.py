"""What a pointer looks like, and how that travels: compressed, in as many messages as it needs."""

import zlib
from dataclasses import dataclass, field

from protocol import peer_messages as m
from protocol.problems import MessageRefused

PART = 2_800
"""Bytes of a part: in Base64, with its fields, it is within the limit of a message."""
_PIXEL = 4
"""Bytes."""


@dataclass(frozen=True)
class Shape:
    """A pointer's picture, and its pixel that points. `rgba`: rows of red, green, blue and alpha, premultiplied."""

    width: int
    height: int
    hot_x: int
    hot_y: int
    rgba: bytes = field(repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it can be seen: a program hides the pointer."""
        return not any(self.rgba[3::_PIXEL])

    def smaller(self, times: int) -> "Shape":
        """Only every so many-th pixel of it, each way."""
        row = self.width * _PIXEL
        rows = (self.rgba[at : at + row] for at in range(0, self.height * row, row * times))
        kept = b"".join(line[at : at + _PIXEL] for line in rows for at in range(0, row, _PIXEL * times))
        width, height = -(-self.width // times), -(-self.height // times)
        return Shape(width, height, self.hot_x // times, self.hot_y // times, kept)


def messages(slot: int, shape: Shape) -> tuple[m.PointerShape, ...]:
    """All that has to be sent for a peer to know this shape. One that is too large is made smaller."""
    times = -(-max(shape.width, shape.height) // m.POINTER_SIDE)
    shape = shape.smaller(times) if times > 1 else shape
    packed = zlib.compress(shape.rgba)
    if len(packed) > PART * m.POINTER_PARTS:
        shape = shape.smaller(2)
        packed = zlib.compress(shape.rgba)
    parts = [packed[at : at + PART] for at in range(0, len(packed), PART)]
    return tuple(
        m.PointerShape(slot, shape.width, shape.height, shape.hot_x, shape.hot_y, number, len(parts), pixels)
        for number, pixels in enumerate(parts)
    )


class Shapes:
    """The shapes that a peer has sent."""

    def __init__(self) -> None:
        self._known: dict[int, Shape] = {}
        self._begun: list[m.PointerShape] = []

    def take(self, message: m.PointerShape) -> int | None:
        """The slot that got a shape by this. Raises `MessageRefused` for what is none, or does not go on with one."""
        first = self._begun[0] if self._begun else message
        if message.part != len(self._begun) or _frame(message) != _frame(first):
            raise MessageRefused
        self._begun.append(message)
        if len(self._begun) < message.parts:
            return None
        packed = b"".join(part.pixels for part in self._begun)
        self._begun = []
        self._known[message.slot] = _unpacked(message, packed)
        return message.slot

    def of(self, slot: int | None) -> Shape | None:
        """The shape in a slot, if one is there."""
        return None if slot is None else self._known.get(slot)


def _frame(message: m.PointerShape) -> tuple[int, ...]:
    return message.slot, message.width, message.height, message.hot_x, message.hot_y, message.parts


def _unpacked(message: m.PointerShape, packed: bytes) -> Shape:
    size = message.width * message.height * _PIXEL
    unpacking = zlib.decompressobj()
    try:
        rgba = unpacking.decompress(packed, size)
        rest = unpacking.decompress(unpacking.unconsumed_tail, 1)
    except zlib.error:
        raise MessageRefused from None
    inside = message.hot_x < message.width and message.hot_y < message.height
    if len(rgba) != size or rest or not unpacking.eof or unpacking.unused_data or not inside:
        raise MessageRefused
    return Shape(message.width, message.height, message.hot_x, message.hot_y, rgba)
