from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from agent_client.ui import viewer_page
from agent_client.ui.tool_bar import ToolBar
from agent_client.viewing.geometry import Mode
from agent_client.viewing.status import End
from tests.fakes.viewer_doors import frame
from tests.fakes.viewer_window import IN_CONTROL, VIEWING, ShownWindow, until


def test_full_screen_has_no_bar_until_the_mouse_rests_at_the_top_edge(
    qt: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer_page, "REVEAL_AFTER", 1)
    shown = ShownWindow().shows(VIEWING, picture=True)
    page = shown.window.viewer_page
    (bar,) = page.findChildren(ToolBar)
    page.full_screen_toggled.emit()
    assert not bar.isVisible()
    assert page.canvas.geometry().topLeft() == QPoint(0, 0)
    QTest.mouseMove(page.canvas, QPoint(100, 0))
    assert until(bar.isVisible)
    QTest.mouseMove(page.canvas, QPoint(100, 300))
    assert not bar.isVisible()
    page.full_screen_toggled.emit()
    assert bar.isVisible()


def test_a_picture_larger_than_the_window_gets_scroll_bars(qt: QApplication) -> None:
    shown = ShownWindow().shows(VIEWING, picture=True)
    page = shown.window.viewer_page
    page.show_mode(Mode.ACTUAL)
    assert not page.across.isVisible()
    shown.developer.develop(frame(2400, 1600))
    page.canvas.refresh()
    assert page.across.isVisible()
    page.across.setValue(60)
    page.down.setValue(40)
    assert page.canvas.viewport is not None
    assert page.canvas.viewport.to_screen(10, 10) == (70, 50)


def test_the_picture_has_the_keyboard_as_soon_as_it_is_there(qt: QApplication) -> None:
    shown = ShownWindow().shows(IN_CONTROL, picture=True)
    assert shown.window.focusWidget() is shown.window.viewer_page.canvas
    QTest.keyClick(shown.window.viewer_page.canvas, Qt.Key.Key_A)


@pytest.mark.parametrize(("joins", "answer", "ends"), [("", "Weiter helfen", False), ("Anna", "Verlassen", True)])
def test_the_way_out_says_whose_part_ends_and_enter_does_not_end_it(
    qt: QApplication, joins: str, answer: str, ends: bool
) -> None:
    shown = ShownWindow().shows(replace(IN_CONTROL, joins=joins), picture=True)
    asked = list[str]()

    def answers() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        default = box.defaultButton()
        assert isinstance(default, QPushButton)
        asked.extend((box.text(), default.text()))
        next(button for button in box.buttons() if button.text() == answer).click()

    QTimer.singleShot(0, answers)
    (bar,) = shown.window.viewer_page.findChildren(ToolBar)
    bar.end_wanted.emit()
    if joins:
        assert asked == ["Möchten Sie die Sitzung verlassen? Sie geht mit Anna weiter.", "Dabeibleiben"]
    else:
        assert asked == ["Sitzung wirklich beenden?", "Weiter helfen"]
    assert (End() in shown.done) is ends
