"""The graphics card: whether it may draw the customer's picture, and the part of the canvas on which it does.

There is no telling from a driver's name whether it draws right and fast. So it is tried, once, before there is a
window: a pattern is drawn where nobody sees it and read back, and a large picture is timed.
"""

from statistics import median
from time import perf_counter
from typing import Final

import av
import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLFramebufferObject
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from agent_client.colours import RIGHT, pattern, settle
from agent_client.developer import Developer
from agent_client.ui.shading import Shading, ShadingRefused, renderer, wanted_format
from agent_client.viewing.geometry import Mode, Viewport

NO_CARDS: Final = ("llvmpipe", "softpipe", "swrast", "software", "swiftshader", "gdi generic", "basic render")
"""What drivers that have no card behind them call themselves: the processor has a faster way than theirs."""
FAST: Final = 0.008
"""Seconds in which a full HD picture must be there: half the time between two of them."""
_NOWHERE: Final = ("offscreen", "minimal")
"""Qt's platforms without a display."""
_LARGE: Final = (1920, 1080)
_TIMES: Final = 5


def try_out(*, whatever_it_is: bool = False) -> None:
    """Raises `ShadingRefused` unless the graphics card draws right and fast; right will do if `whatever_it_is`.

    Takes a few hundred milliseconds. To be called in Qt's thread, after the application was made.
    """
    if QGuiApplication.platformName() in _NOWHERE:
        raise ShadingRefused("no-display")
    context = QOpenGLContext()
    context.setFormat(wanted_format())
    if not context.create() or context.format().version() < (3, 3):
        raise ShadingRefused("no-opengl")
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not context.makeCurrent(surface):
        raise ShadingRefused("no-surface")
    try:
        if not whatever_it_is and any(name in renderer().lower() for name in NO_CARDS):
            raise ShadingRefused("no-graphics-card")
        _look(context, whatever_it_is=whatever_it_is)
    finally:
        context.doneCurrent()


def _look(context: QOpenGLContext, *, whatever_it_is: bool) -> None:
    shading = Shading()
    try:
        trial, truth = pattern()
        drawn = _pixels(_drawn(shading, trial))
        if np.abs(drawn[..., :3] - truth).max() > RIGHT:
            raise ShadingRefused("wrong-colours")
        if not whatever_it_is and _seconds(shading, context) > FAST:
            raise ShadingRefused("slow-graphics-card")
    finally:
        shading.release()


def _drawn(shading: Shading, frame: av.VideoFrame) -> QImage:
    buffer = QOpenGLFramebufferObject(QSize(frame.width, frame.height))
    if not buffer.bind():
        raise ShadingRefused("no-framebuffer")
    _draw(shading, frame)
    image = buffer.toImage().convertToFormat(QImage.Format.Format_RGB32)
    buffer.release()
    return image


def _draw(shading: Shading, frame: av.VideoFrame) -> None:
    size = frame.width, frame.height
    shading.load(frame, [(0, frame.height)])
    shading.draw(QSize(*size), Viewport(*size, *size, Mode.ACTUAL))


def _pixels(image: QImage) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def _seconds(shading: Shading, context: QOpenGLContext) -> float:
    """How long a large picture takes from main memory to the last pixel."""
    large = av.VideoFrame(*_LARGE, "yuv444p")
    settle(large)
    buffer = QOpenGLFramebufferObject(QSize(*_LARGE))
    if not buffer.bind():
        raise ShadingRefused("no-framebuffer")

    def once() -> float:
        began = perf_counter()
        _draw(shading, large)
        context.functions().glFinish()
        return perf_counter() - began

    once()  # memory is found and shaders are compiled with the first
    seconds = median(once() for _ in range(_TIMES))
    buffer.release()
    return seconds


class Card(QOpenGLWidget):
    """Lies on a canvas and draws what a developer has. `failed`: from now on it will not."""

    failed = Signal()

    def __init__(self, canvas: QWidget, developer: Developer) -> None:
        super().__init__(canvas)
        self._developer = developer
        self._viewport: Viewport | None = None
        self._shading: Shading | None = None
        self._broken = False
        self.setFormat(wanted_format())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # they are the canvas's
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._let_go)  # afterwards there is no context in which to do it

    def show_at(self, viewport: Viewport | None) -> None:
        """Draws at once; the picture is to be where the viewport says."""
        self._viewport = viewport
        self.repaint()
        if self.isVisible() and not self.isValid():
            self._fail()

    def initializeGL(self) -> None:  # noqa: N802  # Qt's name
        """Also when the window got another context: what was in the one before is gone with it."""
        self.context().aboutToBeDestroyed.connect(self._let_go, Qt.ConnectionType.DirectConnection)
        try:
            self._shading = Shading()
        except ShadingRefused:
            self._fail()

    def paintGL(self) -> None:  # noqa: N802  # Qt's name
        if self._shading is None:
            return
        frame, rows = self._developer.take_frame()
        ratio = self.devicePixelRatioF()
        try:
            if frame is None:
                self._shading.forget()
            else:
                self._shading.load(frame, rows)
            size = QSize(round(self.width() * ratio), round(self.height() * ratio))
            self._shading.draw(size, self._viewport if frame is not None else None)
        except ShadingRefused:
            self._fail()

    def _let_go(self) -> None:
        if self._shading is not None:
            self.makeCurrent()
            self._shading.release()
            self._shading = None
            self.doneCurrent()

    def _fail(self) -> None:
        if not self._broken:
            self._broken = True
            self.failed.emit()
