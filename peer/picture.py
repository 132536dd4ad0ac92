"""A picture of a screen, on its way into the encoder."""

from dataclasses import dataclass
from typing import Final, NamedTuple, Self, TypeAlias


class Area(NamedTuple):
    """A rectangle, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        """Whether the pixel lies in it."""
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height

    def nearest(self, x: int, y: int) -> tuple[int, int]:
        """The pixel of it that is nearest to this one. In an area without pixels: its corner."""
        right, bottom = self.left + max(self.width, 1) - 1, self.top + max(self.height, 1) - 1
        return min(max(x, self.left), right), min(max(y, self.top), bottom)


def common(one: Area, other: Area) -> Area:
    """What both have; less than no pixel wide or high when it is nothing."""
    left, top = max(one.left, other.left), max(one.top, other.top)
    right = min(one.left + one.width, other.left + other.width)
    return Area(left, top, right - left, min(one.top + one.height, other.top + other.height) - top)


BYTES_PER_PIXEL: Final = 4
BLOCK: Final = 16
"""Pixels along the edge of a macroblock."""
Pixels: TypeAlias = bytes | bytearray | memoryview


class Piece(NamedTuple):
    """A rectangle of a picture: `area.height` rows of `area.width` pixels, each blue, green, red, unused."""

    area: Area
    bgra: Pixels


@dataclass(frozen=True)
class Picture:
    """What was on a screen at one moment: all of it, or what may differ from the moment before.

    `taken_at` is monotonic, in seconds.
    """

    width: int
    height: int
    pieces: tuple[Piece, ...]
    """They cover what changed, lie inside the picture and may overlap. Their pixels are whatever the screen says."""
    taken_at: float
    changed: tuple[Area, ...] | None = None
    """All that may differ from the picture before it, of the same size, that the same screen handed out; inside the
    picture, possibly overlapping. Nothing: it is the same picture again. `None`: nobody knows, all of it may."""

    @classmethod
    def whole(
        cls, width: int, height: int, bgra: Pixels, taken_at: float, changed: tuple[Area, ...] | None = None
    ) -> Self:
        """In one piece: all of it."""
        return cls(width, height, (Piece(Area(0, 0, width, height), bgra),), taken_at, changed)

    @property
    def is_whole(self) -> bool:
        """Whether one piece has all of it. Without that it is of use only over the picture before it."""
        return any(piece.area == (0, 0, self.width, self.height) for piece in self.pieces)


def part(changed: tuple[Area, ...] | None, size: tuple[int, int]) -> float:
    """How much of a picture of this size may have changed, 0 to 1: where areas overlap, perhaps less."""
    if changed is None:
        return 1.0
    return min(1.0, sum(area.width * area.height for area in changed) / (size[0] * size[1]))
