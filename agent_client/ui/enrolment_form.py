"""Whom the session is for, where the operator asks for that; and what the customer says on the phone about it."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from agent_client.ui.texts import Text, button
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import SetEnrolment, Status
from agent_client.viewing.words import Words
from protocol.problems import EnrolmentMissing

_LINES = 170


class EnrolmentForm(QWidget):
    """A field for the customer's number; below it the text to read out, once it is known that it has to be."""

    def __init__(self, words: Words, act: Callable[[SetEnrolment], None]) -> None:
        super().__init__()
        self._language = words.language
        self._words = ACCOUNT_WORDS[words.language]
        self.customer = QLineEdit(maxLength=64)
        self.customer.setAccessibleName(self._words.customer)
        label = Text("label", self._words.customer)
        label.setBuddy(self.customer)
        self._noted = Text("notice", wraps=True)
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setFixedHeight(_LINES)
        self._agreed, self._withdraws = button(self._words.agreed), button(self._words.withdraws, "quiet")
        self._agreed.clicked.connect(
            lambda: act(SetEnrolment(self.customer.text(), granted=True, language=words.language))
        )
        self._withdraws.clicked.connect(
            lambda: act(SetEnrolment(self.customer.text(), granted=False, language=words.language))
        )
        row = QHBoxLayout()
        row.addWidget(self._agreed)
        row.addWidget(self._withdraws)
        row.addStretch()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.customer, self._noted, self._text):
            inside.addWidget(widget)
        inside.addLayout(row)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        self.setVisible(status.enrolment is not None)
        missing = status.problem is EnrolmentMissing
        if status.enrolment is not None:
            text = status.enrolment.text.text(self._language)
            if self._text.toPlainText() != text:
                self._text.setPlainText(text)
        self._text.setVisible(missing)
        self._agreed.setVisible(missing)
        said = {True: self._words.is_enrolled, False: self._words.is_withdrawn}
        self._noted.say(said[status.enrolled] if status.enrolled is not None else "")
