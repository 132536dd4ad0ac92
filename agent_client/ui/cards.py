"""What is to be done at each step of a session, one card each: read out the key, wait, type the code, read the end."""

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agent_client.ui.enrolment_form import EnrolmentForm
from agent_client.ui.join_form import JoinForm
from agent_client.ui.texts import Text, button, named
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.halt_words import HALT_WORDS
from agent_client.viewing.second_words import SECOND_WORDS
from agent_client.viewing.status import Action, Dismiss, NewSession, Status, TypeCode
from agent_client.viewing.steps import Step
from agent_client.viewing.words import Words, key_left
from protocol import safety_code, session_key

Act = Callable[[Action], None]
_COPIED_FOR = 2000
"""Milliseconds for which the button says that the key was copied."""


class Card(QWidget):
    """A title, a sentence, and what belongs to it."""

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.title = Text("title", title, wraps=True)
        self.lead = Text("lead", lead, wraps=True)
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(12)
        self.inside.addWidget(self.title)
        self.inside.addWidget(self.lead)

    def show_status(self, status: Status) -> None:
        """Draws the status."""


class IdleCard(Card):
    """Ready for the next session."""

    def __init__(self, words: Words, act: Act) -> None:
        super().__init__(words.idle_title, words.idle_lead)
        self._words = words
        self.enrolling = EnrolmentForm(words, act)
        self.go = button(words.new_session, "primary")
        self.go.clicked.connect(lambda: act(NewSession(self.enrolling.number)))
        self.enrolling.customer.returnPressed.connect(self.go.click)
        self.enrolling.customer.textChanged.connect(lambda _: self._offer())
        self._status = Status()
        self.inside.addWidget(self.enrolling)
        self.inside.addSpacing(12)
        self.joining = JoinForm(words, act)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addStretch()
        row.addWidget(self.joining)
        self.inside.addLayout(row)
        self.inside.addStretch()

    def show_status(self, status: Status) -> None:
        self._status = status
        self.enrolling.show_status(status)
        self.joining.show_status(status)
        self._offer()

    def begin(self) -> None:
        """The keyboard goes where the next thing is to be done."""
        if self._status.enrolment is None:
            self.go.setFocus()
        else:
            self.enrolling.begin()

    def _offer(self) -> None:
        opening = self._status.step is Step.OPENING
        self.go.setVisible(not self.enrolling.has_to_agree)
        self.go.setEnabled(not opening and self._status.server_reached and self.enrolling.is_ready)
        self.go.setText(self._words.opening if opening else self._words.new_session)


class KeyCard(Card):
    """The key, to be read out."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.key_title, words.key_lead)
        self._words = words
        self._digits = Text("key")
        self._digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._left = Text("lead")
        self._extra = Text("small")
        self._said_of_extra = ACCOUNT_WORDS[words.language].extra
        self.copy = button(words.copy)
        self.copy.clicked.connect(self._copy_key)
        self._said = QTimer(self, singleShot=True, interval=_COPIED_FOR)
        self._said.timeout.connect(lambda: self.copy.setText(words.copy))
        row = QHBoxLayout()
        row.addWidget(self._left)
        row.addStretch()
        row.addWidget(self.copy)
        self.inside.addStretch()
        self.inside.addWidget(self._digits, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.inside.addStretch()
        self.inside.addWidget(self._extra)
        self.inside.addLayout(row)

    def show_status(self, status: Status) -> None:
        self._extra.say(self._said_of_extra.format(digits=status.extra) if status.extra else "")
        self._digits.setText(session_key.spoken(status.key) if status.key else "")
        self._left.setText(key_left(status.key_seconds_left, self._words))

    def _copy_key(self) -> None:
        QGuiApplication.clipboard().setText(self._digits.text())
        self.copy.setText(self._words.copied)
        self._said.start()


class WaitCard(Card):
    """The customer is reading or deciding, or the computers connect."""

    def __init__(self, words: Words) -> None:
        super().__init__("", "")
        self._words = words
        self.inside.addStretch()

    def show_status(self, status: Status) -> None:
        if status.step is Step.JOINING:
            said = SECOND_WORDS[self._words.language]
            self.title.setText(said.joining_title)
            self.lead.setText(said.joining_lead.format(agent=status.joins))
            return
        self.title.setText(self._words.progress.get(status.step, ""))
        self.lead.setText(self._words.waits.get(status.step, ""))


class CodeCard(Card):
    """The safety code, to be typed; and then what is to be read out, because it was right."""

    def __init__(self, words: Words, act: Act) -> None:
        super().__init__(words.code_title, words.code_lead)
        self._words = words
        self._act = act
        self.digits = named(QLineEdit(maxLength=7, alignment=Qt.AlignmentFlag.AlignCenter), "code")
        self.digits.setAccessibleName(words.code_title)
        self.digits.setFixedWidth(420)
        self.digits.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,3} ?[0-9]{0,3}"), self))
        self._confirmation = Text("key")
        self._once = Text("small", words.code_once, wraps=True)
        self._go = button(words.compare, "primary")
        self._go.clicked.connect(self._type)
        self.digits.returnPressed.connect(self._type)
        self.digits.textChanged.connect(lambda _: self._go.setEnabled(self._complete()))
        self.inside.addStretch()
        self.inside.addWidget(self.digits, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.inside.addWidget(self._confirmation, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.inside.addStretch()
        self.inside.addWidget(self._once)
        self.inside.addWidget(self._go, alignment=Qt.AlignmentFlag.AlignLeft)

    def show_status(self, status: Status) -> None:
        typing, words, confirming = status.step is Step.TYPE_CODE, self._words, bool(status.confirmation)
        self.title.setText(words.confirm_title if confirming else words.code_title)
        said = SECOND_WORDS[words.language] if status.joins else words
        lead = said.confirm_lead if confirming else said.code_lead
        self.lead.setText(lead.format(agent=status.joins) if status.joins else lead)
        self._once.setText(said.code_once)
        self._confirmation.setText(status.confirmation)
        self._confirmation.setVisible(confirming)
        for part in (self.digits, self._once, self._go):
            part.setVisible(not confirming)
        self.digits.setEnabled(typing)
        self._go.setEnabled(typing and self._complete())
        self._go.setText(words.compare if typing else words.comparing)

    def begin(self) -> None:
        """A new code: nothing typed yet, and the keyboard goes here."""
        self.digits.clear()
        self.digits.setFocus()

    def _typed(self) -> str:
        return self.digits.text().replace(" ", "")

    def _complete(self) -> bool:
        return len(self._typed()) == safety_code.DIGITS

    def _type(self) -> None:
        if self._complete():
            self._act(TypeCode(self._typed()))


class EndedCard(Card):
    """How the session ended."""

    def __init__(self, words: Words, act: Act) -> None:
        super().__init__(words.ended_title, "")
        self._words = words
        self.go = button(words.new_session, "primary")
        self.go.clicked.connect(lambda: act(NewSession()))
        close = button(words.close_session)
        close.clicked.connect(lambda: act(Dismiss()))
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addWidget(close)
        row.addStretch()
        self.inside.addSpacing(12)
        self.inside.addLayout(row)
        self.inside.addStretch()

    def show_status(self, status: Status) -> None:
        self.lead.setText(_reason(status, self._words))
        self.go.setEnabled(status.server_reached)


def _reason(status: Status, words: Words) -> str:
    """Why it is over; some reasons mean something else for who has joined as a second."""
    if status.reason is None:
        return ""
    own = SECOND_WORDS[words.language].reasons if status.joins else {}
    return own.get(status.reason, HALT_WORDS[words.language].reasons[status.reason])
