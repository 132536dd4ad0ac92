import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from agent_client.ui.browser_cards import BrowserCard, SecondCodeCard
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import Action, ConfirmSecondFactor, LeaveBrowser, Status, UseKey
from agent_client.viewing.words import LANGUAGES, Language


def _buttons(card: BrowserCard | SecondCodeCard) -> dict[str, QPushButton]:
    return {button.text(): button for button in card.findChildren(QPushButton)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_told_to_go_on_in_the_browser_and_can_leave_it(qt: QApplication, language: Language) -> None:
    done: list[Action] = []
    words = ACCOUNT_WORDS[language]
    card = BrowserCard(words, done.append)
    assert words.browser_title in [label.text() for label in card.findChildren(QLabel)]
    _buttons(card)[words.browser_leave].click()
    assert done == [LeaveBrowser()]


def test_after_the_provider_a_code_or_a_key_is_the_second_factor(qt: QApplication) -> None:
    done: list[Action] = []
    words = ACCOUNT_WORDS["de"]
    card = SecondCodeCard(words, done.append)
    card.show_status(Status(server_reached=True))
    (code,) = card.findChildren(QLineEdit)
    QTest.keyClick(code, Qt.Key.Key_Return)
    QTest.keyClicks(code, "123456")
    QTest.keyClick(code, Qt.Key.Key_Return)
    _buttons(card)[words.use_key].click()
    _buttons(card)[words.browser_leave].click()
    assert done == [ConfirmSecondFactor("123456"), UseKey(), LeaveBrowser()]
    assert code.text() == ""
    card.show_status(Status())
    assert not _buttons(card)[words.use_key].isEnabled()
