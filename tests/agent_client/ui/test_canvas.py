from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QColor, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from agent_client.changes import planes
from agent_client.developer import Developer
from agent_client.ui.canvas import Canvas
from agent_client.ui.look import NIGHT
from agent_client.viewing.geometry import Mode, Viewport
from tests.fakes.viewer_doors import frame


class FakeSurface(QWidget):
    """A surface that remembers what it was to draw."""

    failed = Signal()

    def __init__(self, on: QWidget, developer: Developer) -> None:
        super().__init__(on)
        self.developer = developer
        self.drawn: list[tuple[int, Viewport | None]] = []

    def show_at(self, viewport: Viewport | None) -> None:
        picture, _ = self.developer.take_frame()
        self.drawn.append((picture.width if picture else 0, viewport))


RED, GREEN = (200, 40, 10), (20, 160, 60)
EXACT = 3


def canvas(width: int, height: int, mode: Mode = Mode.FIT) -> tuple[Canvas, Developer]:
    developer = Developer(lambda: None)
    developer.open()
    made = Canvas(developer)
    made.show_as(mode)
    made.resize(width, height)
    made.show()
    return made, developer


def colour(seen: QImage, x: int, y: int) -> tuple[int, ...]:
    return seen.pixelColor(x, y).getRgb()[:3]  # type: ignore[index]  # the stub calls the tuple an object


def alike(seen: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return bool(np.abs(np.subtract(seen, wanted)).max() <= EXACT)


def grab(made: Canvas) -> Callable[[int, int], tuple[int, ...]]:
    seen = made.grab().toImage()
    return lambda x, y: colour(seen, x, y)


@pytest.mark.promise("P18")
def test_without_a_picture_there_is_night(qt: QApplication) -> None:
    made, developer = canvas(200, 100)
    developer.develop(frame(200, 100, RED))
    made.refresh()
    developer.shut()
    made.refresh()
    assert grab(made)(100, 50) == QColor(NIGHT).getRgb()[:3]  # type: ignore[index]  # as above
    assert made.viewport is None


def test_a_picture_of_another_shape_is_centred(qt: QApplication) -> None:
    made, developer = canvas(300, 100)
    developer.develop(frame(100, 100, RED))
    made.refresh()
    at = grab(made)
    assert alike(at(150, 50), RED)
    assert alike(at(101, 0), RED)
    assert at(99, 50) == at(201, 50) == QColor(NIGHT).getRgb()[:3]  # type: ignore[index]  # as above


def test_a_small_picture_is_enlarged_by_whole_numbers(qt: QApplication) -> None:
    made, developer = canvas(250, 250)
    developer.develop(frame(100, 100, RED))
    made.refresh()
    at = grab(made)
    assert alike(at(25, 25), RED)
    assert alike(at(224, 224), RED)
    assert not alike(at(24, 24), RED)


def test_a_large_picture_is_scrolled(qt: QApplication) -> None:
    made, developer = canvas(100, 100, Mode.ACTUAL)
    developer.develop(frame(300, 300, RED))
    made.refresh()
    made.scroll_to(150, 40)
    assert made.viewport is not None
    assert made.viewport.to_screen(10, 10) == (160, 50)
    assert alike(grab(made)(99, 99), RED)


def test_the_newest_picture_is_drawn_at_once(qt: QApplication) -> None:
    made, developer = canvas(200, 200, Mode.ACTUAL)
    for wanted in (RED, GREEN, RED):
        developer.develop(frame(200, 200, wanted))
        made.refresh()
        assert alike(grab(made)(5, 195), wanted)


class Painting(QObject):
    """Remembers which parts of a widget were painted."""

    def __init__(self, of: QWidget) -> None:
        super().__init__(of)
        self.parts: list[QRect] = []
        of.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if isinstance(event, QPaintEvent):
            self.parts.append(event.region().boundingRect())
        return super().eventFilter(watched, event)


@pytest.mark.parametrize(
    ("size", "painted"),
    [((640, 480), QRect(128, 96, 64, 16)), ((700, 480), QRect(158, 96, 64, 16)), ((320, 240), None)],
)
def test_only_what_changed_is_painted(qt: QApplication, size: tuple[int, int], painted: QRect | None) -> None:
    made, developer = canvas(*size)
    qt.processEvents()
    developer.develop(frame(640, 480, RED))
    made.refresh()
    painting = Painting(made)
    changed = frame(640, 480, RED)
    for plane, number in zip(planes(changed), (60, 100, 110), strict=True):
        plane[100:104, 150:155] = number
    developer.develop(changed)
    made.refresh()
    (part,) = painting.parts
    if painted is not None:
        assert part == painted
    wanted = made.grab().toImage()
    developer.shut()
    developer.open()
    developer.develop(changed)
    made.refresh()
    assert wanted == made.grab().toImage()
    assert part != made.rect()


def test_a_screen_of_another_size_is_fitted_anew(qt: QApplication) -> None:
    made, developer = canvas(200, 200)
    for size in ((100, 50), (400, 400)):
        developer.develop(frame(*size, RED))
        made.refresh()
        assert made.viewport is not None
        assert (made.viewport.screen_width, made.viewport.screen_height) == size
        assert alike(grab(made)(100, 100), RED)


def test_each_picture_that_was_drawn_is_told_once(qt: QApplication) -> None:
    made, developer = canvas(200, 200)
    drawn: list[int] = []
    made.drawn.connect(drawn.append)
    for number, colour_ in ((2**32 - 1, RED), (5, GREEN), (6, GREEN)):
        picture = frame(100, 100, colour_)
        picture.pts = number
        developer.develop(picture)
        made.refresh()
        made.refresh()
        assert alike(grab(made)(100, 100), colour_)
    assert drawn == [2**32 - 1, 5, 6]


def test_of_pictures_that_came_while_nothing_could_be_drawn_the_newest_is_drawn(qt: QApplication) -> None:
    made, developer = canvas(200, 200)
    drawn: list[int] = []
    made.drawn.connect(drawn.append)
    for number in range(5):
        picture = frame(100, 100, (50 * number, 40, 10))
        picture.pts = number
        developer.develop(picture)
    made.refresh()
    assert drawn == [4]
    assert alike(grab(made)(100, 100), (200, 40, 10))


def test_a_picture_that_says_nothing_of_itself_is_drawn_and_not_told(qt: QApplication) -> None:
    made, developer = canvas(200, 200)
    made.drawn.connect(pytest.fail)
    developer.develop(frame(100, 100, RED))
    made.refresh()
    assert alike(grab(made)(100, 100), RED)


def with_surface() -> tuple[Canvas, FakeSurface, Developer]:
    developer = Developer(lambda: None)
    developer.open()
    made = Canvas(developer, FakeSurface)
    made.resize(200, 200)
    made.show()
    assert isinstance(made.surface, FakeSurface)
    return made, made.surface, developer


def test_a_surface_draws_in_the_canvas_s_stead_in_the_picture_s_own_size(qt: QApplication) -> None:
    made, surface, developer = with_surface()
    drawn: list[int] = []
    made.drawn.connect(drawn.append)
    picture = frame(400, 300, RED)
    picture.pts = 7
    developer.develop(picture)
    made.refresh()
    assert surface.drawn[-1] == (400, made.viewport)
    assert drawn == [7]
    developer.develop(frame(400, 300, GREEN))
    made.refresh()
    assert len(surface.drawn) >= 2
    made.resize(300, 300)
    assert surface.geometry() == made.rect()
    assert surface.drawn[-1] == (400, made.viewport)
    developer.shut()
    made.refresh()
    assert surface.drawn[-1] == (0, None)


def test_when_the_surface_fails_the_processor_draws(qt: QApplication) -> None:
    made, surface, developer = with_surface()
    developer.develop(frame(200, 200, RED))
    made.refresh()
    surface.failed.emit()
    qt.processEvents()
    assert made.surface is None
    assert alike(grab(made)(100, 100), RED)
    developer.develop(frame(200, 200, GREEN))
    made.refresh()
    assert alike(grab(made)(100, 100), GREEN)
