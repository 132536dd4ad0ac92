"""A picture of a screen, on its way into the encoder."""

from dataclasses import dataclass
from typing import NamedTuple


class Area(NamedTuple):
    """A rectangle, in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """What was on a screen at one moment.

    `bgra` holds `height` rows of `width * 4` bytes: blue, green, red, unused. `taken_at` is monotonic, in seconds.
    """

    width: int
    height: int
    bgra: bytes | bytearray | memoryview
    taken_at: float
    changed: tuple[Area, ...] | None = None
    """All that may differ from the picture before it, of the same size, that the same screen handed out; inside the
    picture, possibly overlapping. Nothing: it is the same picture again. `None`: nobody knows, all of it may."""


def part(changed: tuple[Area, ...] | None, size: tuple[int, int]) -> float:
    """How much of a picture of this size may have changed, 0 to 1: where areas overlap, perhaps less."""
    if changed is None:
        return 1.0
    return min(1.0, sum(area.width * area.height for area in changed) / (size[0] * size[1]))
