from dataclasses import replace

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from agent_client.ui.cards import IdleCard
from agent_client.ui.enrolment_form import EnrolmentForm
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import Action, NewSession, SetEnrolment
from agent_client.viewing.words import DE
from protocol.problems import EnrolmentMissing
from tests.fakes.viewer_window import ASKING, IDLE

WORDS = ACCOUNT_WORDS["de"]


def test_the_text_to_read_out_comes_when_the_customer_has_not_agreed_and_the_yes_is_sent(qt: QApplication) -> None:
    done: list[Action] = []
    form = EnrolmentForm(DE, done.append)
    form.show()
    form.show_status(ASKING)
    (text,) = form.findChildren(QPlainTextEdit)
    assert not text.isVisible()
    form.show_status(replace(ASKING, problem=EnrolmentMissing))
    assert text.isVisible()
    assert text.toPlainText() == "Der Text zum Vorlesen"
    QTest.keyClicks(form.customer, "4711")
    for button in form.findChildren(QPushButton):
        button.click()
    assert done == [SetEnrolment("4711", True, "de"), SetEnrolment("4711", False, "de")]


def test_a_new_session_is_for_the_customer_that_was_typed_and_nobody_is_asked_for_where_it_is_not_required(
    qt: QApplication,
) -> None:
    done: list[Action] = []
    card = IdleCard(DE, done.append)
    card.show()
    card.show_status(IDLE)
    assert not card.enrolling.isVisible()
    card.show_status(ASKING)
    QTest.keyClicks(card.enrolling.customer, "4711")
    card.go.click()
    assert done == [NewSession("4711")]
