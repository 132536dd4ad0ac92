"""The strip under the bar: how far a second agent is, and what can be done about it."""

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from agent_client.ui.texts import Text, button, named
from agent_client.viewing.second_words import SECOND_WORDS, told
from agent_client.viewing.seconding import AT_THE_CUSTOMER, CONFIRMATION_DIGITS, Second, Stage
from agent_client.viewing.status import Action, AskSecond, ConfirmSecond, DismissSecond
from agent_client.viewing.words import Words


class SecondStrip(QFrame):
    """One line of words, and the buttons that fit to it. It takes the keyboard only for three digits."""

    def __init__(self, words: Words, act: Callable[[Action], None]) -> None:
        super().__init__()
        named(self, "strip")
        self._words, self._act = SECOND_WORDS[words.language], act
        self._second = Second()
        self._told = Text("strip-text", wraps=True)
        self.digits = named(QLineEdit(maxLength=CONFIRMATION_DIGITS), "strip-digits")
        self.digits.setAccessibleName(self._words.digits)
        self.digits.setFixedWidth(90)
        self.digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.digits.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,3}"), self))
        self.digits.returnPressed.connect(self._go)
        self.go, self.away = button("", "primary"), button("")
        for made in (self.go, self.away):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a key that is meant for the picture presses nothing here
        self.go.clicked.connect(lambda _=False: self._go())
        self.away.clicked.connect(lambda _=False: self._act(DismissSecond()))
        inside = QHBoxLayout(self)
        inside.setContentsMargins(14, 6, 12, 6)
        inside.addWidget(self._told, stretch=1)
        for widget in (self.digits, self.go, self.away):
            inside.addWidget(widget)
        self.hide()

    def show_second(self, second: Second) -> None:
        """Draws how far it is."""
        if second == self._second:
            return
        came, self._second = second.stage is not self._second.stage, second
        self._told.setText(told(second, self._words))
        self.go.setText(self._words.ask if second.stage is Stage.WANTS else self._words.confirm)
        self.go.setVisible(second.stage in (Stage.WANTS, Stage.TYPED))
        self.digits.setVisible(second.stage is Stage.TYPED)
        self.away.setText(self._away(second.stage))
        self.setVisible(second.stage is not Stage.NONE)
        if came and second.stage is Stage.TYPED:
            self.digits.clear()
            self.digits.setFocus()

    def _away(self, stage: Stage) -> str:
        if stage is Stage.HERE:
            return self._words.send_away
        if stage is Stage.WANTS:
            return self._words.decline
        return self._words.back if stage in AT_THE_CUSTOMER else self._words.dismiss

    def _go(self) -> None:
        if self._second.stage is Stage.WANTS:
            self._act(AskSecond())
        elif len(self.digits.text()) == CONFIRMATION_DIGITS:
            self._act(ConfirmSecond(self.digits.text()))
