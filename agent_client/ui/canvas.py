"""The customer's picture on the agent's screen.

`Canvas` is the door: a widget that shows what a developer has developed. The software one copies finished pixels and
does nothing else in Qt's thread; one that draws with the graphics card fits behind the same door.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from agent_client.developer import Developer, Pixels
from agent_client.ui.look import NIGHT
from agent_client.viewing.geometry import Mode, Viewport


class Canvas(Protocol):
    """What puts pictures on the screen."""

    @property
    def widget(self) -> QWidget:
        """Where it does."""

    @property
    def viewport(self) -> Viewport | None:
        """Which of its device pixels shows which of the customer's; `None` while there is no picture."""

    def refresh(self) -> None:
        """Draws what is new, at once."""

    def show_as(self, mode: Mode) -> None:
        """Fitted, or pixel for pixel."""

    def scroll_to(self, x: int, y: int) -> None:
        """Moves a picture that is larger than the window, by device pixels from its upper left corner."""


class SoftwareCanvas(QWidget):
    """Copies finished pixels from main memory."""

    viewport_changed = Signal()
    drawn = Signal(object)
    """The picture with this number is on the screen, as far as this widget is."""

    def __init__(self, developer: Developer) -> None:
        super().__init__()
        self._developer = developer
        self._mode = Mode.FIT
        self._scrolled = (0, 0)
        self._screen: tuple[int, int] | None = None
        self._viewport: Viewport | None = None
        self._number: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(64, 48))

    @property
    def widget(self) -> QWidget:
        return self

    @property
    def viewport(self) -> Viewport | None:
        return self._viewport

    def show_as(self, mode: Mode) -> None:
        self._mode = mode
        self._fit()
        self.update()

    def scroll_to(self, x: int, y: int) -> None:
        self._scrolled = (x, y)
        self._fit()
        self.update()

    def refresh(self) -> None:
        """Paints what is new, at once: the rows that changed, or all when the picture has another size than before."""
        number = self._developer.number  # before it is painted: what comes meanwhile is painted next
        if self._developer.source != self._screen:
            self._fit()
            self.repaint()
        elif (rows := self._developer.take_dirty()) and self._viewport is not None:
            region = QRegion()
            for top, bottom in rows:
                region = region.united(self._area(top, bottom))
            self.repaint(region)
        if number is not None and number != self._number:
            self._number = number
            self.drawn.emit(number)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._fit()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if ratio != 1:
            painter.scale(1 / ratio, 1 / ratio)
        viewport = self._viewport
        painted = viewport is not None and self._developer.paint(_picture(painter, viewport))
        self._surround(painter, painted)
        painter.end()

    def _surround(self, painter: QPainter, painted: bool) -> None:
        """What lies beside the picture."""
        width, height = self._device_size()
        if not painted or self._viewport is None:
            painter.fillRect(0, 0, width, height, QColor(NIGHT))
            return
        placed = self._viewport.placed
        right, bottom = placed.left + placed.width, placed.top + placed.height
        painter.fillRect(0, 0, width, placed.top, QColor(NIGHT))
        painter.fillRect(0, bottom, width, height - bottom, QColor(NIGHT))
        painter.fillRect(0, placed.top, placed.left, placed.height, QColor(NIGHT))
        painter.fillRect(right, placed.top, width - right, placed.height, QColor(NIGHT))

    def _fit(self) -> None:
        """The window, the picture or the mode has changed."""
        self._screen = self._developer.source
        if self._screen is None:
            self._viewport = None
        else:
            self._viewport = Viewport(*self._device_size(), *self._screen, self._mode, *self._scrolled)
            placed = self._viewport.placed
            enlarged = placed.width % self._screen[0] == 0 and placed.height % self._screen[1] == 0
            self._developer.resize(None if enlarged else (placed.width, placed.height))
        self._developer.take_dirty()
        self.viewport_changed.emit()

    def _area(self, top: int, bottom: int) -> QRect:
        """The part of this widget that shows these rows of the developed picture."""
        assert self._viewport is not None
        placed, ratio = self._viewport.placed, self.devicePixelRatioF()
        height = self._developer.developed_height or placed.height
        times = placed.height / height
        first = int((placed.top + top * times) / ratio)
        after = -int(-(placed.top + bottom * times) // ratio)
        return QRect(0, first, self.width(), after - first)

    def _device_size(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))


def _picture(painter: QPainter, viewport: Viewport) -> Callable[[Pixels], None]:
    """Paints pixels where the viewport wants them: copied when they have that size, else enlarged by whole numbers."""
    placed = viewport.placed

    def paint(pixels: Pixels) -> None:
        image = QImage(pixels.bgra.data, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32)
        if (pixels.width, pixels.height) == (placed.width, placed.height):
            painter.drawImage(QPoint(placed.left, placed.top), image)
        else:
            painter.drawImage(QRect(placed.left, placed.top, placed.width, placed.height), image)

    return paint
