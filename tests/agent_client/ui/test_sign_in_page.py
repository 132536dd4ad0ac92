from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from agent_client.ui.sign_in_page import SignInPage
from agent_client.viewing.status import SignIn, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import DE


def test_the_password_is_hidden_and_forgotten_once_it_is_sent(qt: QApplication) -> None:
    done: list[SignIn] = []
    page = SignInPage(DE, done.append)
    page.show()
    page.show_status(Status(server_reached=True))
    name, password, second_factor = page.findChildren(QLineEdit)
    assert password.echoMode() is QLineEdit.EchoMode.Password
    assert not second_factor.isVisible()
    QTest.keyClicks(name, "weber")
    QTest.keyClicks(password, "secret")
    QTest.keyClick(password, Qt.Key.Key_Return)
    assert done == [SignIn("weber", "secret")]
    assert password.text() == ""


def test_the_place_of_the_second_factor_appears_when_it_is_asked_for(qt: QApplication) -> None:
    page = SignInPage(DE, lambda _: None)
    page.show()
    page.show_status(Status(second_factor_asked=True))
    assert page.findChildren(QLineEdit)[2].isVisible()


def test_nothing_can_be_typed_while_the_server_is_asked(qt: QApplication) -> None:
    page = SignInPage(DE, lambda _: None)
    page.show_status(Status(step=Step.SIGNING_IN))
    assert not any(field.isEnabled() for field in page.findChildren(QLineEdit))
