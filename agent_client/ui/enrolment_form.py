"""Whom the session is for, where the operator asks for that; and what the customer says on the phone about it."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from agent_client.ui.texts import Text, button, named
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import SetEnrolment, Status
from agent_client.viewing.words import Words
from protocol.problems import EnrolmentMissing

_TEXT_HEIGHTS = 160, 240
"""Least and most: Qt reserves one line for a text above it that takes two, and what cannot give way is drawn over."""
_FIELD_WIDTH = 300


class EnrolmentForm(QWidget):
    """A field for the customer's number; below it the text to read out, once it is known that it has to be.

    A withdrawal is asked for twice: it ends a running session, and cannot be taken back without the customer.
    """

    def __init__(self, words: Words, act: Callable[[SetEnrolment], None]) -> None:
        super().__init__()
        self._language = words.language
        self._words = ACCOUNT_WORDS[words.language]
        self._act = act
        self._status = Status()
        self.customer = QLineEdit(maxLength=64)
        self.customer.setAccessibleName(self._words.customer)
        self.customer.setFixedWidth(_FIELD_WIDTH)
        self._noted = Text("notice", wraps=True)
        self._read_out = Text("label", self._words.read_out, wraps=True)
        self._text = named(QPlainTextEdit(readOnly=True, tabChangesFocus=True), "read-out")
        self._text.setAccessibleName(self._words.read_out)
        self._text.setMinimumHeight(_TEXT_HEIGHTS[0])
        self._text.setMaximumHeight(_TEXT_HEIGHTS[1])
        self._agreed = button(self._words.agreed, "primary")
        self._withdraws = button(self._words.withdraws, "quiet")
        self._sure = Text("small", self._words.sure, wraps=True)
        self._withdraw, self._keep = button(self._words.withdraw), button(self._words.keep, "quiet")
        self._agreed.clicked.connect(lambda: self._say(granted=True))
        self._withdraws.clicked.connect(lambda: self._ask(sure=True))
        self._withdraw.clicked.connect(lambda: self._say(granted=False))
        self._keep.clicked.connect(lambda: self._ask(sure=False))
        self.customer.textChanged.connect(self._typed)
        self._lay_out()

    @property
    def number(self) -> str:
        """What is typed."""
        return self.customer.text().strip()

    @property
    def has_to_agree(self) -> bool:
        """Whether the customer whose number is typed has not agreed."""
        return self._status.problem is EnrolmentMissing and self.number == self._status.wanted

    @property
    def is_ready(self) -> bool:
        """Whether a session can be asked for: for somebody, where that has to be."""
        return self._status.enrolment is None or (bool(self.number) and not self.has_to_agree)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        self._status = status
        self.setVisible(status.enrolment is not None)
        if status.enrolment is not None:
            text = status.enrolment.text.text(self._language)
            if self._text.toPlainText() != text:
                self._text.setPlainText(text)
        said = {True: self._words.is_enrolled, False: self._words.is_withdrawn}
        self._noted.say(said[status.enrolled] if status.enrolled is not None else "")
        self._draw()

    def begin(self) -> None:
        """The next customer: the keyboard goes here, and what is typed replaces the last number."""
        self.customer.setFocus()
        self.customer.selectAll()

    def _draw(self) -> None:
        for part in (self._read_out, self._text, self._agreed):
            part.setVisible(self.has_to_agree)
        for part in (self._agreed, self._withdraws, self._withdraw):
            part.setEnabled(self._status.server_reached and bool(self.number))
        self._withdraws.setVisible(bool(self.number) and self._sure.isHidden())

    def _typed(self) -> None:
        self._noted.say("")
        self._ask(sure=False)

    def _ask(self, *, sure: bool) -> None:
        for part in (self._sure, self._withdraw, self._keep):
            part.setVisible(sure)
        self._draw()

    def _say(self, *, granted: bool) -> None:
        self._ask(sure=False)
        self._act(SetEnrolment(self.number, granted=granted, language=self._language))

    def _lay_out(self) -> None:
        label = Text("label", self._words.customer)
        label.setBuddy(self.customer)
        field, sure, yes = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        field.addWidget(self.customer)
        field.addWidget(self._withdraws)
        for part in (self._withdraw, self._keep):
            sure.addWidget(part)
        yes.addWidget(self._agreed)
        for row in (field, sure, yes):
            row.addStretch()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 14, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(label)
        inside.addLayout(field)
        inside.addWidget(self._sure)
        inside.addLayout(sure)
        for widget in (self._noted, self._read_out, self._text):
            inside.addWidget(widget)
        inside.addLayout(yes)
        order = (self.customer, self._text, self._agreed, self._withdraws, self._withdraw, self._keep)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self._ask(sure=False)
