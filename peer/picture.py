"""A picture of a screen, on its way into the encoder."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """What was on a screen at one moment.

    `bgra` holds `height` rows of `width * 4` bytes: blue, green, red, unused. `taken_at` is monotonic, in seconds.
    """

    width: int
    height: int
    bgra: bytes | bytearray | memoryview
    taken_at: float
