"""What the workloads show: pages of small coloured text, a counter in pixels, a moving picture. Deterministic."""

import random

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter

WIDTH, HEIGHT = 1920, 1080
BLOCK = 24
"""Pixels along the edge of one bit of the counter: large enough that no codec can blur it into its neighbour."""
BITS = 16
PATCH = QRect(860, 440, 200, 200)
"""Where the echo changes its colour."""
PALETTE = ("#d02020", "#20a020", "#2020d0", "#d0d020", "#20d0d0", "#d020d0", "#f0f0f0", "#101010")
TEXT_COLOURS = ("#1e1e1e", "#c01818", "#0b62c4", "#1b7d2a", "#8a1fb0", "#b35c00")

Pixels = npt.NDArray[np.uint8]
"""Rows x columns x (blue, green, red, unused)."""


def blank(height: int = HEIGHT, colour: str = "#ffffff") -> QImage:
    """An empty picture as wide as the screen."""
    image = QImage(WIDTH, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def pixels(image: QImage) -> Pixels:
    """The image's own memory as an array: writing to it draws. Valid only as long as the image lives."""
    return np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.width(), 4)


def copied(image: QImage) -> Pixels:
    """The image's pixels as an array of their own."""
    return pixels(image).copy()


def text_page(seed: int, height: int = HEIGHT) -> QImage:
    """A page full of small coloured text, as in an editor or a mail program."""
    chance = random.Random(seed)  # noqa: S311  # a page, not a secret
    image = blank(height)
    painter = QPainter(image)
    for line, top in enumerate(range(2, height - 14, 14), start=1):
        left = 8
        painter.setFont(QFont("DejaVu Sans Mono" if line % 3 else "DejaVu Sans", 8 + line % 2))
        while left < WIDTH - 60:
            word = "".join(chance.choice("abcdefghijklmnopqrstuvwxyzäöüß{}()=") for _ in range(chance.randint(2, 10)))
            painter.setPen(QColor(chance.choice(TEXT_COLOURS)))
            painter.drawText(left, top + 11, word)
            left += 8 * (len(word) + 1)
    painter.end()
    return image


def stamp(target: Pixels, number: int) -> None:
    """Draws the counter into the upper left corner: one black or white block for each bit, lowest first."""
    for bit in range(BITS):
        target[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK, :3] = 255 if number >> bit & 1 else 0


def read_stamp(strip: Pixels) -> int | None:
    """The counter in a strip of `BLOCK` rows, or `None` when a block is neither black nor white."""
    row = strip[BLOCK // 2, BLOCK // 2 : BITS * BLOCK : BLOCK, :3].mean(axis=1)
    if not np.all((row < 64) | (row > 191)):
        return None
    return int(sum(1 << bit for bit in range(BITS) if row[bit] > 127))


def film(count: int) -> list[Pixels]:
    """Frames of a moving picture: drifting colours with some texture, as hard to code as an ordinary video."""
    rows, columns = np.mgrid[0 : HEIGHT // 4, 0 : WIDTH // 4].astype(np.float32)
    texture = np.random.default_rng(7).normal(0, 10, (HEIGHT // 4, WIDTH // 4)).astype(np.float32)
    frames = []
    for step in range(count):
        phase = step / count * 2 * np.pi
        drifting = np.roll(texture, step * 2, axis=1)
        channels = [
            127 + 90 * np.sin(columns / (23 + 9 * k) + phase * (k + 1)) * np.cos(rows / (31 + 5 * k) - phase) + drifting
            for k in range(3)
        ]
        small = np.dstack([*channels, np.full_like(texture, 255)]).clip(0, 255).astype(np.uint8)
        frames.append(np.ascontiguousarray(small.repeat(4, axis=0).repeat(4, axis=1)))
    return frames
