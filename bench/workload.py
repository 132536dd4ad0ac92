"""A program on the customer's desktop whose every frame can be told apart: `python -m bench.workload NAME SHARED`.

SHARED is a file of float64 that the probe maps too: [0] is 1 once the window is up, [1] the newest frame's number,
[8 + n] the moment (monotonic seconds) at which frame n was drawn.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from bench import scenes

LOG_LENGTH = 1 << 16
READY, NEWEST, FIRST = 0, 1, 8
SCROLL_STEP = 8
"""Pixels a frame, at 60 frames a second: a brisk hand on the wheel."""
CELL = (9, 18)


class Workload(QWidget):
    """Full screen; draws frame `n` into `self.image` and says when."""

    def __init__(self, shared: Path, draw: Callable[[QImage, int], None], frames_per_second: int) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle("workload")
        self.image = scenes.blank()
        self._draw = draw
        self._log = np.memmap(shared, dtype=np.float64, mode="r+", shape=(LOG_LENGTH,))
        self._number = -1
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self.advance)
        if frames_per_second:
            self._clock.start(1000 // frames_per_second)
        self.advance()

    def advance(self) -> None:
        """Draws the next frame and shows it at once."""
        self._number += 1
        self._draw(self.image, self._number)
        self._log[FIRST + self._number % (LOG_LENGTH - FIRST)] = time.monotonic()
        self._log[NEWEST] = self._number
        self.repaint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        QPainter(self).drawImage(0, 0, self.image)
        self._log[READY] = 1

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.text():
            self.advance()


def echo(image: QImage, number: int) -> None:
    """Every key changes the colour of a patch."""
    painter = QPainter(image)
    painter.fillRect(scenes.PATCH, QColor(scenes.PALETTE[number % len(scenes.PALETTE)]))
    painter.end()


def typing() -> Callable[[QImage, int], None]:
    """Every key writes a letter, as in an editor."""
    page = scenes.text_page(3)

    def draw(image: QImage, number: int) -> None:
        painter = QPainter(image)
        if number == 0:
            painter.drawImage(0, 0, page)
            painter.fillRect(400, 300, 1000, 500, QColor("white"))
        else:
            row, column = divmod(number, 100)
            left, top = 410 + column * CELL[0], 310 + row * CELL[1]
            painter.setPen(QColor(scenes.TEXT_COLOURS[0]))
            painter.drawText(left, top + 14, "abcdefghijklmnopqrstuvwxyz"[number % 26])
        painter.end()
        scenes.stamp(scenes.pixels(image), number)

    return draw


def scroll() -> Callable[[QImage, int], None]:
    """A long page of coloured text goes by."""
    page = scenes.copied(scenes.text_page(1, 4 * scenes.HEIGHT))

    def draw(image: QImage, number: int) -> None:
        top = number * SCROLL_STEP % (len(page) - scenes.HEIGHT)
        target = scenes.pixels(image)
        target[:] = page[top : top + scenes.HEIGHT]
        scenes.stamp(target, number)

    return draw


def drag() -> Callable[[QImage, int], None]:
    """A window full of text is dragged across a page of text."""
    below, window = scenes.copied(scenes.text_page(1)), scenes.copied(scenes.text_page(2))[:360, :520]

    def draw(image: QImage, number: int) -> None:
        left, top = number * 7 % (scenes.WIDTH - 520), 60 + number * 3 % (scenes.HEIGHT - 440)
        target = scenes.pixels(image)
        target[:] = below
        target[top : top + 360, left : left + 520] = window
        scenes.stamp(target, number)

    return draw


def video() -> Callable[[QImage, int], None]:
    """A moving picture fills the screen."""
    frames = scenes.film(30)

    def draw(image: QImage, number: int) -> None:
        target = scenes.pixels(image)
        target[:] = frames[number % len(frames)]
        scenes.stamp(target, number)

    return draw


def text() -> Callable[[QImage, int], None]:
    """Every key turns a page of small coloured text."""
    pages = [scenes.text_page(11), scenes.text_page(12)]

    def draw(image: QImage, number: int) -> None:
        scenes.pixels(image)[:] = scenes.pixels(pages[number % 2])
        scenes.stamp(scenes.pixels(image), number)

    return draw


WORKLOADS: dict[str, tuple[Callable[[], Callable[[QImage, int], None]], int]] = {
    "echo": (lambda: echo, 0),
    "typing": (typing, 0),
    "text": (text, 0),
    "scroll": (scroll, 60),
    "drag": (drag, 60),
    "video": (video, 30),
}
"""Name: what draws it, and its frames per second (0: one for each key)."""


def main(name: str, shared: str) -> None:
    """Shows one workload until it is ended from outside."""
    application = QApplication(sys.argv)
    make, frames_per_second = WORKLOADS[name]
    workload = Workload(Path(shared), make(), frames_per_second)
    workload.showFullScreen()
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
