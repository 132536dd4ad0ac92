"""Between signing in and the desk: the browser, the second factor that is asked for or set up, the recovery codes."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent_client.ui.browser_cards import BrowserCard, SecondCodeCard
from agent_client.ui.cards import Act
from agent_client.ui.qr_picture import QrPicture
from agent_client.ui.texts import Text, button, named
from agent_client.viewing.account_words import ACCOUNT_WORDS, AccountWords
from agent_client.viewing.status import ConfirmSecondFactor, KeptCodes, Status, UseKey
from agent_client.viewing.steps import Step
from agent_client.viewing.words import Words
from words import of_problem

_CARD_WIDTH = 780
_COLUMNS = 2
_COPIED_FOR = 2000
"""Milliseconds for which the button says that the codes were copied."""


class SecondFactorPage(QWidget):
    """The page between signing in and the desk, where there is one."""

    def __init__(self, words: Words, act: Act) -> None:
        super().__init__()
        named(self, "sign-in")
        self._language = words.language
        said = ACCOUNT_WORDS[words.language]
        self._problem = Text("problem", wraps=True)
        self._secret, self._codes = _SecretCard(said, act), _CodesCard(said, act)
        self._browser, self._code = BrowserCard(said, act), SecondCodeCard(said, act)
        self._cards = QStackedWidget()
        for one in (self._secret, self._codes, self._browser, self._code):
            self._cards.addWidget(one)
        card = named(QFrame(), "card")
        card.setFixedWidth(_CARD_WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(36, 30, 36, 28)
        inside.setSpacing(12)
        inside.addWidget(Text("brand", words.product))
        inside.addWidget(self._problem)
        inside.addWidget(self._cards)
        outside = QVBoxLayout(self)
        outside.addWidget(card, alignment=Qt.AlignmentFlag.AlignCenter)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        self._problem.say(of_problem(status.problem, self._language) if status.problem else "")
        card = self._card(status.step)
        card.show_status(status)
        self._cards.setCurrentWidget(card)

    def _card(self, step: Step) -> "_SecretCard | _CodesCard | BrowserCard | SecondCodeCard":
        match step:
            case Step.RECOVERY_CODES:
                return self._codes
            case Step.IN_BROWSER:
                return self._browser
            case Step.SECOND_CODE:
                return self._code
            case _:
                return self._secret


class _SecretCard(QWidget):
    def __init__(self, words: AccountWords, act: Act) -> None:
        super().__init__()
        self._act = act
        self._picture = QrPicture(words.picture)
        self._secret = Text("secret", wraps=True)
        self._secret.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._code = QLineEdit(maxLength=16)
        label = Text("label", words.confirm_lead, wraps=True)
        label.setBuddy(self._code)
        self._code.setAccessibleName(words.confirm_lead)
        self._go = button(words.confirm, "primary")
        self._go.clicked.connect(self._confirm)
        self._code.returnPressed.connect(self._confirm)
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(Text("lead", words.by_hand, wraps=True))
        side.addWidget(self._secret)
        side.addStretch()
        side.addWidget(label)
        side.addWidget(self._code)
        side.addWidget(self._go)
        self._key = button(words.key_instead)
        self._key.clicked.connect(lambda: act(UseKey()))
        side.addWidget(self._key)
        row = QHBoxLayout()
        row.setSpacing(28)
        row.addWidget(self._picture)
        row.addLayout(side)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(Text("title", words.set_up_title, wraps=True))
        inside.addWidget(Text("lead", words.set_up_lead, wraps=True))
        inside.addLayout(row)

    def show_status(self, status: Status) -> None:
        set_up = status.set_up
        self._picture.show_address(set_up.address if set_up else "")
        self._secret.setText(set_up.secret if set_up else "")
        self._go.setEnabled(status.server_reached)
        self._key.setEnabled(status.server_reached)

    def _confirm(self) -> None:
        if self._code.text().strip():
            self._act(ConfirmSecondFactor(self._code.text()))
            self._code.clear()


class _CodesCard(QWidget):
    def __init__(self, words: AccountWords, act: Act) -> None:
        super().__init__()
        self._words = words
        self._codes: tuple[str, ...] = ()
        self._shown = QGridLayout()
        self._shown.setSpacing(10)
        self._copy = button(words.copy)
        self._copy.clicked.connect(self._to_clipboard)
        self._said = QTimer(self, singleShot=True, interval=_COPIED_FOR)
        self._said.timeout.connect(lambda: self._copy.setText(words.copy))
        self._kept = QCheckBox(words.kept)
        self._go = button(words.go_on, "primary")
        self._go.setEnabled(False)
        self._kept.toggled.connect(self._go.setEnabled)
        self._go.clicked.connect(lambda: act(KeptCodes()))
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addStretch()
        row.addWidget(self._kept)
        row.addSpacing(14)
        row.addWidget(self._go)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(Text("title", words.codes_title, wraps=True))
        inside.addWidget(Text("lead", words.codes_lead, wraps=True))
        inside.addLayout(self._shown)
        inside.addStretch()
        inside.addLayout(row)

    def show_status(self, status: Status) -> None:
        if status.recovery_codes == self._codes:
            return
        self._codes = status.recovery_codes
        for at, code in enumerate(self._codes):
            text = Text("secret", code)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._shown.addWidget(text, at // _COLUMNS, at % _COLUMNS)

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._codes))
        self._copy.setText(self._words.copied)
        self._said.start()
