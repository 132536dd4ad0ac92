from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from agent_client.developer import Developer
from agent_client.ui.canvas import Canvas
from agent_client.ui.hands import Hands
from agent_client.viewing.geometry import Mode
from agent_client.viewing.key_names import Combination
from agent_client.viewing.status import Input, Point, Use
from peer.picture import Area
from protocol.peer_messages import KeyDown, KeyUp, PointerDown, PointerMove, PointerUp, ReleaseAll, TypeText, Wheel
from tests.fakes.viewer_doors import frame
from tests.fakes.viewer_window import until


class Watched:
    """Hands on a canvas that shows a screen of 200 x 100, pixel for pixel."""

    def __init__(self, *, allowed: bool = True) -> None:
        self.used: list[Input] = []
        self.pointed: list[Point] = []
        developer = Developer(lambda: None)
        developer.open()
        developer.develop(frame(200, 100))
        self.canvas = Canvas(developer)
        self.canvas.show_as(Mode.ACTUAL)
        self.canvas.resize(200, 100)
        self.canvas.show()
        self.canvas.refresh()
        self.hands = Hands(self.canvas, self._use)
        self.hands.allow(allowed)
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=QPoint(7, 8))

    def _use(self, use: Use | Point) -> None:
        if isinstance(use, Point):
            self.pointed.append(use)
        else:
            self.used += use.inputs

    def turns(self, eighths: int, buttons: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = QPointF(5, 5)
        nothing = Qt.MouseButton.NoButton
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, at, QPoint(), QPoint(0, eighths), nothing, buttons, phase, False)
        QApplication.sendEvent(self.canvas, event)


def test_a_click_lands_on_the_pixel_it_was_made_on(qt: QApplication) -> None:
    assert Watched().used == [PointerDown(button=0, x=7, y=8), PointerUp(button=0, x=7, y=8)]


def test_a_click_is_meant_where_the_picture_shows_the_desktop(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    watched.hands.aim(Area(1920, -50, 200, 100))
    QTest.mouseClick(watched.canvas, Qt.MouseButton.LeftButton, pos=QPoint(7, 8))
    watched.hands.aim(Area(0, 0, 100, 50))
    QTest.mouseClick(watched.canvas, Qt.MouseButton.RightButton, pos=QPoint(7, 8))
    assert [(use.x, use.y) for use in watched.used if isinstance(use, PointerDown)] == [(1927, -42), (3, 4)]


def test_without_control_nothing_is_used(qt: QApplication) -> None:
    watched = Watched(allowed=False)
    QTest.keyClick(watched.canvas, Qt.Key.Key_A)
    watched.turns(-120)
    QTest.mouseMove(watched.canvas, QPoint(50, 50))
    assert watched.used == []


def test_a_click_points_where_it_may_do_no_more(qt: QApplication) -> None:
    watched = Watched(allowed=False)
    assert watched.pointed == []
    watched.hands.aim(Area(0, 0, 200, 100))
    watched.hands.point(True)
    QTest.mouseClick(watched.canvas, Qt.MouseButton.LeftButton, pos=QPoint(7, 8))
    QTest.mouseClick(watched.canvas, Qt.MouseButton.RightButton, pos=QPoint(7, 8))
    QTest.mouseMove(watched.canvas, QPoint(50, 50))
    watched.hands.point(False)
    QTest.mouseClick(watched.canvas, Qt.MouseButton.LeftButton, pos=QPoint(7, 8))
    assert (watched.pointed, watched.used) == ([Point(7, 8)], [])


def test_keys_become_text_and_named_keys_and_tab_stays_with_the_customer(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    QTest.keyClicks(watched.canvas, "a")
    QTest.keyClick(watched.canvas, Qt.Key.Key_Tab)
    assert watched.used == [TypeText("a"), KeyDown("Tab"), KeyUp("Tab")]


def test_what_an_input_method_composes_is_typed(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    event = QInputMethodEvent()
    event.setCommitString("â")
    QApplication.sendEvent(watched.canvas, event)
    assert watched.used == [TypeText("â")]


def test_the_wheel_turns_down_for_down_and_takes_its_modifier_along(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    watched.turns(-60)
    watched.turns(-60)
    watched.turns(120, Qt.KeyboardModifier.ControlModifier)
    assert watched.used == [Wheel(delta_x=0, delta_y=1), KeyDown("Control"), Wheel(delta_x=0, delta_y=-1)]


def test_a_waiting_move_is_sent_when_its_turn_comes(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    for x in range(20, 60):
        QTest.mouseMove(watched.canvas, QPoint(x, 30))
    assert until(lambda: PointerMove(x=59, y=30) in watched.used)


def test_a_drag_beyond_the_picture_goes_on_along_its_edge(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    QTest.mousePress(watched.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseRelease(watched.canvas, Qt.MouseButton.LeftButton, pos=QPoint(900, 60))
    assert watched.used[-1] == PointerUp(button=0, x=199, y=60)


def test_when_control_is_taken_back_everything_is_let_go(qt: QApplication) -> None:
    watched = Watched()
    watched.hands.allow(False)
    assert watched.used[-1] == ReleaseAll()
    watched.used.clear()
    QTest.keyClicks(watched.canvas, "a")
    assert watched.used == []


def test_a_special_key_is_pressed_from_the_menu(qt: QApplication) -> None:
    watched = Watched()
    watched.used.clear()
    watched.hands.press(Combination.META)
    assert watched.used == [KeyDown("Meta"), KeyUp("Meta")]
