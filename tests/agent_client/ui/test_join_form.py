from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from agent_client.ui.join_form import JoinForm
from agent_client.viewing.status import Action, JoinSession, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import EN

IDLE = Status(step=Step.IDLE, server_reached=True)


def test_a_number_that_was_read_out_is_typed_and_sent(qt: QApplication) -> None:
    done: list[Action] = []
    form = JoinForm(EN, done.append)
    form.show_status(IDLE)
    form.go.click()
    QTest.keyClicks(form.number, "482 913")
    QTest.keyClick(form.number, Qt.Key.Key_Return)
    assert done == [JoinSession("482 913")]


def test_without_the_server_nothing_is_sent(qt: QApplication) -> None:
    done: list[Action] = []
    form = JoinForm(EN, done.append)
    form.show_status(Status(step=Step.IDLE))
    QTest.keyClicks(form.number, "482913")
    QTest.keyClick(form.number, Qt.Key.Key_Return)
    assert done == []
