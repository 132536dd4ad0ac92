"""Screens for tests: small, and the same every time."""

import random

import av
import numpy as np

from peer.picture import Area, Picture

GLYPH_WIDTH, GLYPH_HEIGHT = 6, 9  # with the room round them, about as dense as a page of code


class Screen:
    """A screen of coloured text on which single characters can change."""

    def __init__(self, width: int, height: int, seed: int = 1) -> None:
        self.width, self.height = width, height
        self._random = random.Random(seed)
        self.pixels = np.full((height, width, 4), 30, np.uint8)
        self.pixels[..., 3] = 255
        for row in range(height // (GLYPH_HEIGHT + 8)):
            for column in range(0, width // (GLYPH_WIDTH + 2), 2):
                self.type(row, column)

    def type(self, row: int, column: int) -> None:
        """Writes another character in another colour."""
        glyph = np.array(self._random.choices((False, False, True), k=(GLYPH_WIDTH - 1) * (GLYPH_HEIGHT - 2)))
        glyph = glyph.reshape(GLYPH_HEIGHT - 2, GLYPH_WIDTH - 1)
        colour = self._random.choice(((214, 156, 86), (80, 90, 206), (168, 206, 181), (60, 60, 255), (212, 212, 212)))
        y, x = 2 + row * (GLYPH_HEIGHT + 8), 2 + column * (GLYPH_WIDTH + 2)
        field = self.pixels[y : y + glyph.shape[0], x : x + glyph.shape[1], :3]
        field[:] = np.where(glyph[: field.shape[0], : field.shape[1], None], colour, 30)

    def picture(self, taken_at: float, changed: tuple[Area, ...] | None = None) -> Picture:
        return Picture.whole(self.width, self.height, self.pixels.tobytes(), taken_at, changed)


def sharpness(frame: av.VideoFrame, pixels: np.ndarray) -> float:
    """Peak signal to noise ratio, in dB, of what was decoded against the screen, as red, green and blue."""
    shown = frame.to_ndarray(format="bgra")[..., :3].astype(float)
    error = float(np.mean((shown - pixels[..., :3]) ** 2))
    return 10 * float(np.log10(255**2 / max(error, 1e-9)))
