"""A program on the customer's desktop whose every frame can be told apart: `python -m bench.workload NAME SHARED`.

SHARED is a file of float64 that the probe maps too: [0] is 1 once the window is up, [1] the newest frame's number,
[8 + n] the moment (monotonic seconds) at which frame n was drawn.
"""

import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from bench import scenes

LOG_LENGTH = 1 << 16
READY, NEWEST, FIRST = 0, 1, 8
WHOLE = QRect(0, 0, scenes.WIDTH, scenes.HEIGHT)

Show = Callable[[QPainter, int], None]
"""Paints frame `n`, all of it; what did not change is clipped away."""
Changed = Callable[[int], QRect]
"""Where frame `n` differs from the one before, as a program knows what it has to paint anew."""


class Workload(QWidget):
    """Full screen; shows frame `n` and says when."""

    def __init__(self, shared: Path, show: Show, changed: Changed, frames_per_second: int) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle("workload")
        self._show, self._changed, self._rate = show, changed, frames_per_second
        self._log = np.memmap(shared, dtype=np.float64, mode="r+", shape=(LOG_LENGTH,))
        self._number = 0
        self._log[FIRST] = time.monotonic()
        self._due = time.monotonic()
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer, singleShot=True)
        self._clock.timeout.connect(self._tick)
        if frames_per_second:
            self._wait()

    def advance(self) -> None:
        """Shows the next frame at once."""
        self._number += 1
        self._log[FIRST + self._number % (LOG_LENGTH - FIRST)] = time.monotonic()
        self._log[NEWEST] = self._number
        self.repaint(self._changed(self._number))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        self._show(painter, self._number)
        painter.end()
        self._log[READY] = 1

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.text() and not self._rate:
            self.advance()

    def _tick(self) -> None:
        time.sleep(max(0.0, self._due - time.monotonic()))
        self.advance()
        self._wait()

    def _wait(self) -> None:
        """By the clock and not by pauses: a frame that took long does not put off those after it."""
        now = time.monotonic()
        self._due = max(self._due + 1 / self._rate, now)
        self._clock.start(int((self._due - now) * 1000))


def whole(_number: int) -> QRect:
    """Everything is painted anew."""
    return WHOLE


def echo() -> tuple[Show, Changed]:
    """Every key changes the colour of a patch."""
    below = scenes.desktop()

    def show(painter: QPainter, number: int) -> None:
        painter.drawImage(0, 0, below)
        painter.fillRect(scenes.PATCH, QColor(scenes.PALETTE[number % len(scenes.PALETTE)]))

    return show, lambda _number: scenes.PATCH


def changes() -> tuple[Show, Changed]:
    """Every key counts up, in an otherwise still desktop."""
    below = scenes.desktop()

    def show(painter: QPainter, number: int) -> None:
        painter.drawImage(0, 0, below)
        painter.drawImage(0, 0, scenes.stamped(number))

    return show, lambda _number: scenes.STAMP


def typing() -> tuple[Show, Changed]:
    """Every key writes a letter, as in an editor."""
    page = scenes.editor()

    def show(painter: QPainter, number: int) -> None:
        if number:
            on_page = QPainter(page)
            on_page.setFont(QFont("DejaVu Sans Mono", 12))
            on_page.setPen(QColor(scenes.TEXT_COLOURS[0]))
            on_page.drawText(scenes.cell(number - 1), Qt.AlignmentFlag.AlignCenter, "ehmnsuwz"[number % 8])
            on_page.end()
        painter.drawImage(0, 0, page)

    return show, lambda number: scenes.cell(number - 1)


def scroll() -> tuple[Show, Changed]:
    """A long page of coloured text goes by."""
    page = scenes.long_page()

    def show(painter: QPainter, number: int) -> None:
        painter.drawImage(0, 0, page, 0, scenes.scrolled_to(number), scenes.WIDTH, scenes.HEIGHT)
        painter.drawImage(0, 0, scenes.stamped(number))

    return show, whole


def drag() -> tuple[Show, Changed]:
    """A window full of text is dragged across a desktop full of text."""
    below, window = scenes.desktop(), scenes.window(700, 500, 7)

    def place(number: int) -> QRect:
        moment = number / RATES["drag"]
        left, top = 600 + 420 * math.sin(moment * 2.1), 280 + 180 * math.sin(moment * 3.3)
        return QRect(int(left), int(top), window.width(), window.height())

    def show(painter: QPainter, number: int) -> None:
        painter.drawImage(0, 0, below)
        painter.drawImage(place(number).topLeft(), window)
        painter.drawImage(0, 0, scenes.stamped(number))

    return show, lambda number: place(number - 1).united(place(number)).united(scenes.STAMP)


def video() -> tuple[Show, Changed]:
    """A moving picture fills the screen."""
    frames = [scenes.image(frame) for frame in scenes.film(scenes.FILM)]

    def show(painter: QPainter, number: int) -> None:
        painter.drawImage(0, 0, frames[scenes.of_film(number, len(frames))])
        painter.drawImage(0, 0, scenes.stamped(number))

    return show, whole


def text() -> tuple[Show, Changed]:
    """Every key turns a page of small coloured text."""
    pages = [scenes.colourful_page(11), scenes.colourful_page(12)]

    def show(painter: QPainter, number: int) -> None:
        painter.drawImage(0, 0, pages[number % 2])
        painter.drawImage(0, 0, scenes.stamped(number))

    return show, whole


WORKLOADS: dict[str, Callable[[], tuple[Show, Changed]]] = {
    "echo": echo,
    "changes": changes,
    "typing": typing,
    "text": text,
    "scroll": scroll,
    "drag": drag,
    "video": video,
}
RATES = {"scroll": 60, "drag": 30, "video": 30}
"""Frames per second; the others show one for each key."""


def main(name: str, shared: str) -> None:
    """Shows one workload until it is ended from outside."""
    application = QApplication(sys.argv)
    workload = Workload(Path(shared), *WORKLOADS[name](), RATES.get(name, 0))
    workload.showFullScreen()
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
