from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from agent_client.ui.sign_in_page import SignInPage
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import Action, SignIn, SignInByProvider, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import DE


def test_the_password_is_hidden_and_forgotten_once_it_is_sent(qt: QApplication) -> None:
    done: list[Action] = []
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


def test_one_signs_in_with_a_key_or_by_the_provider_where_there_is_one(qt: QApplication) -> None:
    done: list[Action] = []
    page = SignInPage(DE, done.append)
    page.show()
    words = ACCOUNT_WORDS["de"]
    page.show_status(Status(server_reached=True))
    name, password, code = page.findChildren(QLineEdit)
    QTest.keyClicks(name, "weber")
    QTest.keyClicks(password, "secret")
    QTest.keyClicks(code, "123")
    buttons = {button.text(): button for button in page.findChildren(QPushButton) if button.isVisible()}
    assert set(buttons) == {DE.sign_in, words.with_key}
    buttons[words.with_key].click()
    assert done == [SignIn("weber", "secret", with_key=True)]
    assert password.text() == ""
    page.show_status(Status(server_reached=True, provider="A & B"))
    (by_provider,) = (button for button in page.findChildren(QPushButton) if button.text() == "Mit A && B anmelden")
    by_provider.click()
    assert done[1:] == [SignInByProvider()]


def test_nothing_can_be_typed_while_the_server_is_asked(qt: QApplication) -> None:
    page = SignInPage(DE, lambda _: None)
    page.show_status(Status(step=Step.SIGNING_IN))
    assert not any(field.isEnabled() for field in page.findChildren(QLineEdit))
    assert not any(button.isEnabled() for button in page.findChildren(QPushButton))
