"""The customer's picture on the agent's screen.

`Surface` is the door: what draws in the canvas's stead, as the graphics card does. Without one the canvas copies
finished pixels, and does nothing else in Qt's thread.
"""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from agent_client.developer import Developer, Pixels
from agent_client.ui.look import NIGHT
from agent_client.viewing.geometry import Mode, Viewport
from peer.picture import Area


class Surface(Protocol):
    """A widget that lies on the canvas and draws what the developer has, as long as it can."""

    failed: SignalInstance
    """It cannot any more."""

    def show_at(self, viewport: Viewport | None) -> None:
        """Draws what is new, at once, where the viewport says. `None`: there is no picture."""

    def setGeometry(self, area: QRect, /) -> None:  # noqa: N802  # Qt's name
        """Where on the canvas it lies."""

    def hide(self) -> None:
        """It no longer covers the canvas."""

    def deleteLater(self) -> None:  # noqa: N802  # Qt's name
        """Its end."""


MakeSurface: TypeAlias = Callable[[QWidget, Developer], Surface]
"""Makes one that lies on that canvas."""


class Canvas(QWidget):
    """Where the customer's picture is, and which of its device pixels shows which of the customer's."""

    viewport_changed = Signal()
    drawn = Signal(object)
    """The picture with this number is on the screen, as far as this widget is."""

    def __init__(self, developer: Developer, make_surface: MakeSurface | None = None) -> None:
        super().__init__()
        self._developer = developer
        self.surface: Surface | None = None
        """What draws in the canvas's stead, as long as it can."""
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
        if make_surface is not None:
            self.surface = make_surface(self, developer)
            self.surface.failed.connect(self._do_without_surface, Qt.ConnectionType.QueuedConnection)
            developer.leave_to_card(True)

    @property
    def viewport(self) -> Viewport | None:
        """`None` while there is no picture."""
        return self._viewport

    def show_as(self, mode: Mode) -> None:
        """Fitted, or pixel for pixel."""
        self._mode = mode
        self._fit()
        self._draw_all()

    def scroll_to(self, x: int, y: int) -> None:
        """Moves a picture that is larger than the canvas, by device pixels from its upper left corner."""
        self._scrolled = (x, y)
        self._fit()
        self._draw_all()

    def refresh(self) -> None:
        """Paints what is new, at once: where it changed, or all when the picture has another size than before."""
        number = self._developer.number  # before it is painted: what comes meanwhile is painted next
        if self._developer.source != self._screen:
            self._fit()
            self._draw_all()
        elif self.surface is not None:
            self.surface.show_at(self._viewport)
        else:
            self._draw(self._developer.take_dirty())
        if number is not None and number != self._number:
            self._number = number
            self.drawn.emit(number)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        if self.surface is not None:
            self.surface.setGeometry(self.rect())
        self._fit()
        self._draw_all()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        if self.surface is not None:
            return
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if ratio != 1:
            painter.scale(1 / ratio, 1 / ratio)
        viewport = self._viewport
        painted = viewport is not None and self._developer.paint(_picture(painter, viewport))
        self._surround(painter, painted)
        painter.end()

    def _draw(self, areas: list[Area]) -> None:
        if areas and self._viewport is not None:
            region = QRegion()
            for area in areas:
                region = region.united(self._on_canvas(area))
            self.repaint(region)

    def _draw_all(self) -> None:
        if self.surface is not None:
            self.surface.show_at(self._viewport)
        else:
            self._developer.take_dirty()
            self.repaint()

    def _do_without_surface(self) -> None:
        if self.surface is not None:
            self.surface.hide()
            self.surface.deleteLater()
            self.surface = None
            self._developer.leave_to_card(False)
            self._fit()
            self._draw_all()

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
            self._developer.resize(self._size_to_develop(self._viewport))
        self.viewport_changed.emit()

    def _size_to_develop(self, viewport: Viewport) -> tuple[int, int] | None:
        """Whole pixels are enlarged when they are painted, and a surface scales by itself."""
        placed, width, height = viewport.placed, viewport.screen_width, viewport.screen_height
        if self.surface is not None or (placed.width % width == 0 and placed.height % height == 0):
            return None
        return placed.width, placed.height

    def _on_canvas(self, area: Area) -> QRect:
        """The part of this widget that shows this area of the developed picture."""
        assert self._viewport is not None
        placed, ratio = self._viewport.placed, self.devicePixelRatioF()
        width, height = self._developer.developed or (placed.width, placed.height)
        across, down = placed.width / width, placed.height / height
        left, top = int((placed.left + area.left * across) / ratio), int((placed.top + area.top * down) / ratio)
        right = -int(-(placed.left + (area.left + area.width) * across) // ratio)
        bottom = -int(-(placed.top + (area.top + area.height) * down) // ratio)
        return QRect(left, top, right - left, bottom - top)

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
