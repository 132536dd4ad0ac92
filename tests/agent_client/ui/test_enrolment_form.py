from dataclasses import replace
from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from agent_client.ui.cards import IdleCard
from agent_client.ui.enrolment_form import EnrolmentForm
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import Action, NewSession, SetEnrolment
from agent_client.viewing.words import DE
from protocol.problems import EnrolmentMissing
from tests.fakes.viewer_window import ASKING, IDLE, ShownWindow

WORDS = ACCOUNT_WORDS["de"]
MISSING = replace(ASKING, problem=EnrolmentMissing, wanted="4711")


@pytest.fixture
def done() -> list[Action]:
    return []


@pytest.fixture
def form(qt: QApplication, done: list[Action]) -> EnrolmentForm:
    """With a customer's number typed."""
    form = EnrolmentForm(DE, done.append)
    form.show()
    form.show_status(ASKING)
    QTest.keyClicks(form.customer, " 4711")
    return form


@pytest.fixture
def card(qt: QApplication, done: list[Action]) -> IdleCard:
    card = IdleCard(DE, done.append)
    card.show()
    return card


def _press(form: EnrolmentForm, text: str) -> None:
    (found,) = [each for each in form.findChildren(QPushButton) if each.text() == text and each.isVisible()]
    found.click()


@pytest.mark.promise("P01")
def test_the_text_to_read_out_comes_when_the_customer_has_not_agreed_and_the_yes_is_sent(
    form: EnrolmentForm, done: list[Action]
) -> None:
    (text,) = form.findChildren(QPlainTextEdit)
    assert not text.isVisible()
    form.show_status(MISSING)
    assert text.isVisible()
    assert text.toPlainText() == "Der Text zum Vorlesen"
    _press(form, WORDS.agreed)
    assert done == [SetEnrolment("4711", True, "de")]


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_in_the_window_lies_over_the_text(qt: QApplication, language: Literal["de", "en"]) -> None:
    window = ShownWindow(language).shows(ASKING).window
    (form,) = window.findChildren(EnrolmentForm)
    QTest.keyClicks(form.customer, "4711")
    window.show_status(MISSING)
    qt.processEvents()
    (text,) = form.findChildren(QPlainTextEdit)
    (yes,) = (each for each in form.findChildren(QPushButton) if each.text() == ACCOUNT_WORDS[language].agreed)
    assert text.geometry().bottom() < yes.geometry().top()


def test_the_text_goes_away_with_another_number_so_that_nobody_s_yes_is_noted_for_somebody_else(
    form: EnrolmentForm,
) -> None:
    form.show_status(MISSING)
    QTest.keyClicks(form.customer, "2")
    (text,) = form.findChildren(QPlainTextEdit)
    assert not text.isVisible()
    assert WORDS.agreed not in [each.text() for each in form.findChildren(QPushButton) if each.isVisible()]


@pytest.mark.promise("P02")
def test_a_withdrawal_is_asked_for_twice(form: EnrolmentForm, done: list[Action]) -> None:
    _press(form, WORDS.withdraws)
    _press(form, WORDS.keep)
    assert done == []
    _press(form, WORDS.withdraws)
    _press(form, WORDS.withdraw)
    assert done == [SetEnrolment("4711", False, "de")]


def test_who_began_to_withdraw_one_customer_does_not_withdraw_another(form: EnrolmentForm) -> None:
    _press(form, WORDS.withdraws)
    QTest.keyClicks(form.customer, "2")
    assert WORDS.withdraw not in [each.text() for each in form.findChildren(QPushButton) if each.isVisible()]


def test_a_new_session_is_for_the_customer_that_was_typed(card: IdleCard, done: list[Action]) -> None:
    card.show_status(ASKING)
    assert not card.go.isEnabled(), "for nobody there is none"
    QTest.keyClicks(card.enrolling.customer, "4711")
    QTest.keyClick(card.enrolling.customer, Qt.Key.Key_Return)
    assert done == [NewSession("4711")]
    card.show_status(MISSING)
    assert not card.go.isVisible(), "first the customer has to agree"


def test_nobody_is_asked_for_a_number_where_it_is_not_required(card: IdleCard, done: list[Action]) -> None:
    card.show_status(IDLE)
    assert not card.enrolling.isVisible()
    card.go.click()
    assert done == [NewSession()]
