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
    name, password, code = page.findChildren(QLineEdit)
    assert password.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(name, "weber")
    QTest.keyClicks(password, "secret")
    QTest.keyClicks(code, "123456")
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert done == [SignIn("weber", "secret", "123456")]
    assert (password.text(), code.text()) == ("", "")


def test_nothing_can_be_typed_while_the_server_is_asked(qt: QApplication) -> None:
    page = SignInPage(DE, lambda _: None)
    page.show_status(Status(step=Step.SIGNING_IN))
    assert not any(field.isEnabled() for field in page.findChildren(QLineEdit))
