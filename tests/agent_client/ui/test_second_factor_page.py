from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton

from agent_client.ui.second_factor_page import SecondFactorPage
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import Action, ConfirmSecondFactor, KeptCodes, SetUp, Status, UseKey
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
    page.show()
    page.show_status(SET_UP)
    (code,) = (field for field in page.findChildren(QLineEdit) if field.isVisible())
    QTest.keyClick(code, Qt.Key.Key_Return)
    QTest.keyClicks(code, "123456")
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert done == [ConfirmSecondFactor("123456")]
    assert code.text() == ""
    buttons = {button.text(): button for button in page.findChildren(QPushButton)}
    buttons[ACCOUNT_WORDS["de"].key_instead].click()
    assert done[1:] == [UseKey()]


@pytest.mark.parametrize("step", [Step.IN_BROWSER, Step.SECOND_CODE])
def test_what_is_to_be_done_in_the_browser_or_after_it_has_a_card_of_its_own(qt: QApplication, step: Step) -> None:
    page = SecondFactorPage(DE, lambda _: None)
    page.show()
    page.show_status(Status(step=step, server_reached=True))
    words = ACCOUNT_WORDS["de"]
    assert (words.browser_title if step is Step.IN_BROWSER else words.second_title) in _texts(page)


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
