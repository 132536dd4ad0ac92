"""The customer's pointer on the agent's screen: as the agent's own pointer, or drawn where the customer moves it."""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from agent_client.ui.canvas import Canvas
from agent_client.viewing.geometry import in_picture
from peer.picture import Area
from protocol.pointer_shape import Shape

_ARROW = ((0, 0), (0, 16), (4, 12), (7, 18), (9, 17), (6, 11), (11, 11))
"""The outline of what is drawn for a shape that is not known."""
_ARROW_SIZE = (14, 21)


def cursor_of(shape: Shape | None, scale: float, ratio: float) -> QCursor:
    """The agent's own pointer, with the customer's shape. One that a program hides stays visible here, as a cross."""
    if shape is None:
        return QCursor(Qt.CursorShape.ArrowCursor)
    if shape.is_blank:
        return QCursor(Qt.CursorShape.CrossCursor)
    hot_x, hot_y = round(shape.hot_x * scale / ratio), round(shape.hot_y * scale / ratio)
    return QCursor(pixmap_of(shape, scale, ratio), hot_x, hot_y)


def pixmap_of(shape: Shape | None, scale: float, ratio: float) -> QPixmap:
    """The shape, enlarged as the picture is. `ratio`: device pixels for each of Qt's."""
    made = _arrow() if shape is None else _image(shape)
    if scale != 1:
        size = made.size() * scale
        made = made.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    made.setDevicePixelRatio(ratio)
    return made


class PointerOverlay(QWidget):
    """A small widget above the picture. The mouse goes through it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shape: Shape | None = None
        self._drawn: tuple[Shape | None, float, float] | None = None
        self._pixmap = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def scale(self) -> float:
        """How much the shape is enlarged: as the picture is, and never made smaller than it was made to be seen."""
        viewport = self._canvas.viewport
        return 1.0 if viewport is None else max(1.0, viewport.placed.width / viewport.screen_width)

    def place(self, shape: Shape | None, at: tuple[int, int] | None, area: Area | None) -> None:
        """Draws the pointer at this place of the customer's desktop, of which the picture shows `area`; or nowhere."""
        viewport = self._canvas.viewport
        picture = (viewport.screen_width, viewport.screen_height) if viewport else (0, 0)
        seen_at = in_picture(*at, picture, area) if at and viewport else None
        if viewport is None or seen_at is None or (shape is not None and shape.is_blank):
            self.hide()
            return
        scale, ratio = self.scale, self.devicePixelRatioF()
        if self._drawn != (shape, scale, ratio):
            self._drawn = (shape, scale, ratio)
            self._pixmap = pixmap_of(shape, scale, ratio)
            self.resize(self._pixmap.deviceIndependentSize().toSize())
            self.update()
        hot = (shape.hot_x, shape.hot_y) if shape else (0, 0)
        x, y = (
            round((each - spot * scale) / ratio) for each, spot in zip(viewport.to_window(*seen_at), hot, strict=True)
        )
        self.move(x, y)
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.drawPixmap(QRect(QPoint(0, 0), self.size()), self._pixmap)
        painter.end()


def _image(shape: Shape) -> QPixmap:
    form = QImage.Format.Format_RGBA8888_Premultiplied
    return QPixmap.fromImage(QImage(shape.rgba, shape.width, shape.height, shape.width * 4, form))


def _arrow() -> QPixmap:
    made = QPixmap(*_ARROW_SIZE)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("white"), 1))
    painter.setBrush(QColor("black"))
    painter.drawPolygon(QPolygonF([QPointF(x + 0.5, y + 0.5) for x, y in _ARROW]))
    painter.end()
    return made
