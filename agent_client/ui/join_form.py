"""The way into another agent's session: the number that was read out."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from agent_client.ui.texts import button
from agent_client.viewing.second_words import SECOND_WORDS
from agent_client.viewing.status import Action, JoinSession, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import Words


class JoinForm(QWidget):
    """A field and a button."""

    def __init__(self, words: Words, act: Callable[[Action], None]) -> None:
        super().__init__()
        said = SECOND_WORDS[words.language]
        self._act = act
        self.number = QLineEdit(maxLength=12, placeholderText=said.join_hint)
        self.number.setAccessibleName(said.join_hint)
        self.number.setFixedWidth(170)
        self.go = button(said.join)
        self.go.clicked.connect(lambda _=False: self._join())
        self.number.returnPressed.connect(self._join)
        for widget in (self.number, self.go):
            widget.setToolTip(said.join_label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.number)
        row.addWidget(self.go)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        self.go.setEnabled(status.step is Step.IDLE and status.server_reached)
        if status.joins:
            self.number.clear()

    def _join(self) -> None:
        if self.number.text().strip() and self.go.isEnabled():
            self._act(JoinSession(self.number.text()))
