"""Signing in by the browser: one is to go on there, or to give the second factor that was not asked for there."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agent_client.ui.cards import Act
from agent_client.ui.texts import Text, button
from agent_client.viewing.account_words import AccountWords
from agent_client.viewing.status import ConfirmSecondFactor, LeaveBrowser, Status, UseKey


class BrowserCard(QWidget):
    """One is to go on in the browser."""

    def __init__(self, words: AccountWords, act: Act) -> None:
        super().__init__()
        leave = button(words.browser_leave)
        leave.clicked.connect(lambda: act(LeaveBrowser()))
        row = QHBoxLayout()
        row.addWidget(leave)
        row.addStretch()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(Text("title", words.browser_title, wraps=True))
        inside.addWidget(Text("lead", words.browser_lead, wraps=True))
        inside.addStretch()
        inside.addLayout(row)

    def show_status(self, status: Status) -> None:
        """There is nothing in it that changes."""


class SecondCodeCard(QWidget):
    """The second factor, for somebody whom the identity provider has confirmed."""

    def __init__(self, words: AccountWords, act: Act) -> None:
        super().__init__()
        self._act = act
        self._code = QLineEdit(maxLength=64)
        self._code.setAccessibleName(words.code)
        self._go = button(words.confirm, "primary")
        self._key, leave = button(words.use_key), button(words.browser_leave)
        lead = Text("lead", words.second_lead, wraps=True)
        lead.setBuddy(self._code)
        self._go.clicked.connect(self._confirm)
        self._code.returnPressed.connect(self._confirm)
        self._key.clicked.connect(lambda: act(UseKey()))
        leave.clicked.connect(lambda: act(LeaveBrowser()))
        row = QHBoxLayout()
        row.addWidget(leave)
        row.addStretch()
        row.addWidget(self._key)
        row.addWidget(self._go)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(Text("title", words.second_title, wraps=True))
        inside.addWidget(lead)
        inside.addWidget(self._code)
        inside.addStretch()
        inside.addLayout(row)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        self._go.setEnabled(status.server_reached)
        self._key.setEnabled(status.server_reached)

    def _confirm(self) -> None:
        if self._code.text().strip():
            self._act(ConfirmSecondFactor(self._code.text()))
            self._code.clear()
