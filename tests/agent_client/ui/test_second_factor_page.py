from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton

from agent_client.ui.second_factor_page import SecondFactorPage
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import Action, ConfirmSecondFactor, KeptCodes, SetUp, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import DE, LANGUAGES, Language
from protocol.problems import SecondFactorRefused
from words import of_problem

SET_UP = Status(step=Step.SECOND_FACTOR, server_reached=True, set_up=SetUp("otpauth://totp/a?secret=GEZD", "GEZD GNBV"))
CODES = Status(step=Step.RECOVERY_CODES, server_reached=True, recovery_codes=("ABCD-EFGH-JKMN", "PQRS-TVWX-YZ23"))


def _texts(page: SecondFactorPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_the_secret_is_there_as_a_picture_and_as_text(qt: QApplication) -> None:
    page = SecondFactorPage(DE, lambda _: None)
    page.show()
    page.show_status(SET_UP)
    assert "GEZD GNBV" in _texts(page)
    assert any(not label.pixmap().isNull() for label in page.findChildren(QLabel))


def test_the_code_that_the_app_shows_confirms_it(qt: QApplication) -> None:
    done: list[Action] = []
    page = SecondFactorPage(DE, done.append)
    page.show_status(SET_UP)
    (code,) = page.findChildren(QLineEdit)
    QTest.keyClick(code, Qt.Key.Key_Return)
    QTest.keyClicks(code, "123456")
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert done == [ConfirmSecondFactor("123456")]
    assert code.text() == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_code_says_what_to_do(qt: QApplication, language: Language) -> None:
    page = SecondFactorPage(LANGUAGES[language], lambda _: None)
    page.show()
    page.show_status(replace(SET_UP, problem=SecondFactorRefused))
    assert of_problem(SecondFactorRefused, language) in _texts(page)


def test_one_goes_on_from_the_recovery_codes_only_after_saying_that_they_are_kept(qt: QApplication) -> None:
    done: list[Action] = []
    page = SecondFactorPage(DE, done.append)
    page.show()
    page.show_status(CODES)
    assert set(CODES.recovery_codes) <= set(_texts(page))
    words = ACCOUNT_WORDS["de"]
    buttons = {button.text(): button for button in page.findChildren(QPushButton)}
    buttons[words.go_on].click()
    assert done == []
    page.findChildren(QCheckBox)[0].click()
    buttons[words.go_on].click()
    assert done == [KeptCodes()]
    buttons[words.copy].click()
    assert QApplication.clipboard().text() == "ABCD-EFGH-JKMN\nPQRS-TVWX-YZ23"
