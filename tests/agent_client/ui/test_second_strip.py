from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from agent_client.ui.second_strip import SecondStrip
from agent_client.viewing.seconding import Second, Stage
from agent_client.viewing.status import Action, AskSecond, ConfirmSecond, DismissSecond
from agent_client.viewing.words import DE, EN
from protocol.grants import Office

BERTA = Second(Stage.WANTS, name="Berta B.", office=Office.SUPERVISOR)


def shown(second: Second, done: list[Action]) -> SecondStrip:
    strip = SecondStrip(EN, done.append)
    strip.show_second(second)
    return strip


def test_without_a_second_there_is_no_strip(qt: QApplication) -> None:
    assert not SecondStrip(DE, [].append).isVisible()


def test_the_customer_is_asked_with_one_click_and_nobody_with_the_other(qt: QApplication) -> None:
    done: list[Action] = []
    strip = shown(BERTA, done)
    assert (strip.go.text(), strip.away.text()) == ("Ask the customer", "Decline")
    strip.go.click()
    strip.away.click()
    assert done == [AskSecond(), DismissSecond()]


def test_three_digits_are_typed_where_they_are_asked_for(qt: QApplication) -> None:
    done: list[Action] = []
    strip = shown(Second(Stage.TYPED, name="Berta B."), done)
    QTest.keyClicks(strip.digits, "1x2")
    QTest.keyClick(strip.digits, Qt.Key.Key_Return)
    assert done == []
    QTest.keyClicks(strip.digits, "3")
    strip.go.click()
    assert done == [ConfirmSecond("123")]


def test_who_is_here_can_be_sent_away(qt: QApplication) -> None:
    strip = shown(Second(Stage.HERE, name="Berta B."), [])
    assert strip.away.text() == "Send away"
    assert strip.go.isHidden()
