import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from agent_client.ui.cards import CodeCard, KeyCard
from agent_client.viewing.status import Action, TypeCode
from agent_client.viewing.words import DE
from tests.fakes.viewer_window import READING, TYPING


@pytest.mark.parametrize("typed", ["481920", "481 920"])
def test_six_digits_are_a_code_with_or_without_the_space(qt: QApplication, typed: str) -> None:
    done: list[Action] = []
    card = CodeCard(DE, done.append)
    card.show_status(TYPING)
    card.begin()
    QTest.keyClicks(card.digits, typed)
    QTest.keyClick(card.digits, Qt.Key.Key_Return)
    assert done == [TypeCode("481920")]


def test_letters_are_not_taken_and_five_digits_are_no_code(qt: QApplication) -> None:
    done: list[Action] = []
    card = CodeCard(DE, done.append)
    card.show_status(TYPING)
    QTest.keyClicks(card.digits, "a48x192")
    QTest.keyClick(card.digits, Qt.Key.Key_Return)
    assert card.digits.text() == "48192"
    assert done == []


def test_the_extra_digits_stand_below_the_key_for_when_they_are_asked_for(qt: QApplication) -> None:
    card = KeyCard(DE)
    card.show()
    card.show_status(READING)
    assert any("Zusatzziffern fragt: 4711" in label.text() for label in card.findChildren(QLabel) if label.isVisible())


def test_the_key_is_copied_as_it_is_spoken(qt: QApplication) -> None:
    card = KeyCard(DE)
    card.show_status(READING)
    card.copy.click()
    assert QApplication.clipboard().text() == "481 92 03"
    assert card.copy.text() == DE.copied
