"""Signing in: name, password, and the code of the second factor."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from agent_client.ui.cards import Act
from agent_client.ui.texts import Text, button, named
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.status import SignIn, SignInByProvider, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import Words
from words import of_problem

_CARD_WIDTH = 420


class SignInPage(QWidget):
    """The first page."""

    def __init__(self, words: Words, act: Act) -> None:
        super().__init__()
        named(self, "sign-in")
        self._words = words
        self._act = act
        self._name = QLineEdit(maxLength=128)
        self._password = QLineEdit(maxLength=1024, echoMode=QLineEdit.EchoMode.Password)
        self._account_words = ACCOUNT_WORDS[words.language]
        self._second_factor = QLineEdit(maxLength=64)
        self._problem = Text("problem", wraps=True)
        self._go = button(words.sign_in, "primary")
        self._with_key = button(self._account_words.with_key)
        self._by_provider = button("")
        self._server = Text("small", words.server_awaited)
        self._lay_out()
        for field in self._fields():
            field.returnPressed.connect(self._sign_in)
        self._go.clicked.connect(self._sign_in)
        self._with_key.clicked.connect(self._sign_in_with_key)
        self._by_provider.clicked.connect(lambda: act(SignInByProvider()))

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        idle = status.step is Step.SIGN_IN
        for field in self._fields():
            field.setEnabled(idle)
        for way in (self._go, self._with_key, self._by_provider):
            way.setEnabled(idle)
        self._by_provider.setVisible(bool(status.provider))
        self._by_provider.setText(self._account_words.by_provider.format(provider=status.provider).replace("&", "&&"))
        self._go.setText(self._words.sign_in if idle else self._words.signing_in)
        self._problem.say(of_problem(status.problem, self._words.language) if status.problem else "")
        self._server.setText(self._words.server_reached if status.server_reached else self._words.server_awaited)

    def _sign_in(self) -> None:
        self._give(SignIn(self._name.text(), self._password.text(), self._second_factor.text()))

    def _sign_in_with_key(self) -> None:
        self._give(SignIn(self._name.text(), self._password.text(), with_key=True))

    def _give(self, given: SignIn) -> None:
        self._act(given)
        self._password.clear()
        self._second_factor.clear()

    def _fields(self) -> tuple[QLineEdit, ...]:
        return self._name, self._password, self._second_factor

    def _lay_out(self) -> None:
        card = named(QFrame(), "card")
        card.setFixedWidth(_CARD_WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(36, 18, 36, 14)
        inside.setSpacing(6)
        inside.addWidget(Text("brand", self._words.product))
        inside.addWidget(Text("title", self._words.sign_in_title))
        inside.addWidget(Text("lead", self._words.sign_in_lead, wraps=True))
        inside.addSpacing(10)
        inside.addWidget(self._problem)
        labels = (self._words.name, self._words.password, self._account_words.code)
        for label, field in zip(labels, self._fields(), strict=True):
            inside.addWidget(self._labelled(label, field))
            inside.addWidget(field)
        inside.addWidget(Text("small", self._account_words.first_time, wraps=True))
        inside.addSpacing(10)
        inside.addWidget(self._go)
        inside.addWidget(self._with_key)
        inside.addWidget(self._by_provider)
        inside.addWidget(self._server, alignment=Qt.AlignmentFlag.AlignHCenter)
        outside = QVBoxLayout(self)
        outside.addWidget(card, alignment=Qt.AlignmentFlag.AlignCenter)

    @staticmethod
    def _labelled(text: str, field: QLineEdit) -> Text:
        """A label that belongs to its field, also for a screen reader."""
        label = Text("label", text)
        label.setBuddy(field)
        field.setAccessibleName(text)
        return label
