from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication

from agent_client.developer import Developer
from agent_client.ui.canvas import Canvas
from agent_client.ui.pointer_overlay import PointerOverlay, cursor_of, pixmap_of
from agent_client.viewing.customers_pointer import CustomersPointer
from agent_client.viewing.geometry import Mode
from peer.picture import Area
from protocol.pointer_shape import Shape
from tests.fakes.viewer_doors import frame
from tests.fakes.viewer_window import IN_CONTROL, VIEWING, ShownWindow

RED = Shape(4, 3, 1, 2, bytes((255, 0, 0, 255)) * 12)
AREA = Area(1920, 0, 200, 100)


def overlay(mode: Mode = Mode.ACTUAL) -> PointerOverlay:
    """Above a screen of 200 x 100 in a window of that size."""
    developer = Developer(lambda: None)
    developer.open()
    developer.develop(frame(200, 100))
    canvas = Canvas(developer)
    canvas.show_as(mode)
    canvas.resize(200, 100)
    canvas.show()
    canvas.refresh()
    return PointerOverlay(canvas)


def test_it_is_drawn_with_its_hot_spot_on_the_place(qt: QApplication) -> None:
    drawn = overlay()
    drawn.place(RED, (1925, 50), AREA)

    assert drawn.isVisible()
    assert (drawn.pos(), drawn.size()) == (QPoint(4, 48), QSize(4, 3))
    picture = drawn.parentWidget().grab().toImage()
    assert picture.pixelColor(5, 50).name() == "#ff0000"
    assert picture.pixelColor(9, 50).name() != "#ff0000"


def test_it_is_as_large_as_the_picture_is_enlarged(qt: QApplication) -> None:
    drawn = overlay(Mode.FIT)
    drawn.parentWidget().resize(400, 200)
    drawn.place(RED, (1925, 50), AREA)

    assert drawn.scale == 2
    assert drawn.size() == QSize(8, 6)


def test_away_or_hidden_by_a_program_it_is_not_drawn(qt: QApplication) -> None:
    drawn = overlay()
    for shape, at, area in (
        (RED, None, AREA),
        (RED, (5, 50), AREA),
        (RED, (1925, 50), None),
        (Shape(1, 1, 0, 0, bytes(4)), (1925, 50), AREA),
    ):
        drawn.place(RED, (1925, 50), AREA)
        drawn.place(shape, at, area)
        assert not drawn.isVisible()


def test_a_shape_that_is_not_known_is_an_arrow(qt: QApplication) -> None:
    drawn = overlay()
    drawn.place(None, (1925, 50), AREA)
    assert drawn.pos() == QPoint(5, 50)
    assert not pixmap_of(None, 1.0, 1.0).isNull()


def test_the_agents_own_pointer_takes_the_shape_and_stays_visible_when_it_is_hidden(qt: QApplication) -> None:
    cursor = cursor_of(RED, 2.0, 1.0)
    assert cursor.hotSpot() == QPoint(2, 4)
    assert cursor.pixmap().size() == QSize(8, 6)
    assert cursor_of(None, 1.0, 1.0).shape() is Qt.CursorShape.ArrowCursor
    assert cursor_of(Shape(1, 1, 0, 0, bytes(4)), 1.0, 1.0).shape() is Qt.CursorShape.CrossCursor


def test_in_the_viewer_it_is_drawn_and_worn(qt: QApplication) -> None:
    shown = ShownWindow().shows(VIEWING, picture=True)
    page = shown.window.viewer_page
    shown.bridge.pointer.emit(CustomersPointer(RED, (100, 100)))
    assert page.overlay.isVisible()
    assert page.canvas.cursor().shape() is Qt.CursorShape.ForbiddenCursor

    shown.shows(IN_CONTROL)
    shown.bridge.pointer.emit(CustomersPointer(RED))
    assert not page.overlay.isVisible()
    assert page.canvas.cursor().shape() is Qt.CursorShape.BitmapCursor
