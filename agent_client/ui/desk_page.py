"""The desk: who is signed in, how far the session is, and the card with what is to be done."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from agent_client.ui.cards import Act, CodeCard, EndedCard, IdleCard, KeyCard, WaitCard
from agent_client.ui.factors_card import FactorsCard
from agent_client.ui.progress import Progress
from agent_client.ui.texts import Text, button, named
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.second_words import SECOND_WORDS
from agent_client.viewing.status import End, ShowFactors, SignOut, Status, UseKey
from agent_client.viewing.steps import IN_SESSION, Step
from agent_client.viewing.words import Words
from protocol.session import EndReason
from words import of_problem

_WIDTH, _HEIGHT = 900, 400


class DeskPage(QWidget):
    """Everything between signing in and the picture."""

    def __init__(self, words: Words, act: Act) -> None:
        super().__init__()
        named(self, "desk")
        self._words = words
        self._step: Step | None = None
        self._who = Text("lead")
        self._account_words = ACCOUNT_WORDS[words.language]
        self._add_key = button(self._account_words.add_key, "quiet")
        self._add_key.clicked.connect(lambda: act(UseKey()))
        self._factors = button(self._account_words.factors, "quiet")
        self._factors.clicked.connect(lambda: act(ShowFactors()))
        self._said = Text("notice", wraps=True)
        self._sign_out = button(self._account_words.sign_out, "quiet")
        self._sign_out.clicked.connect(lambda: act(SignOut()))
        self._operator = Text("brand", words.product)
        self._problem = Text("problem", wraps=True)
        self._progress = Progress(words)
        self._cancel = button(words.cancel_session, "quiet")
        self._cancel.clicked.connect(lambda: act(End()))
        self._idle, self._key, self._wait = IdleCard(words, act), KeyCard(words), WaitCard(words)
        self._code, self._ended = CodeCard(words, act), EndedCard(words, act)
        self._card_of = {
            Step.IDLE: self._idle,
            Step.OPENING: self._idle,
            Step.READ_KEY_OUT: self._key,
            Step.JOINING: self._wait,
            Step.NOTICE: self._wait,
            Step.ACCESS: self._wait,
            Step.CONNECTING: self._wait,
            Step.TYPE_CODE: self._code,
            Step.COMPARING: self._code,
            Step.ENDED: self._ended,
        }
        self._own = FactorsCard(words, act)
        self._cards = QStackedWidget()
        for card in (self._own, self._idle, self._key, self._wait, self._code, self._ended):
            self._cards.addWidget(card)
        self._lay_out()

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        running = status.step in IN_SESSION
        self._who.setText(self._words.signed_in_as.format(name=status.agent) if status.agent else "")
        self._operator.setText(status.operator.name if status.operator else self._words.product)
        told = status.step is Step.ENDED and status.reason is not EndReason.FAULT
        problem = None if told else status.problem
        self._problem.say(of_problem(problem, self._words.language) if problem else "")
        self._side.setVisible(running)
        self._cancel.setVisible(running)
        second = SECOND_WORDS[self._words.language]
        self._cancel.setText(second.cancel if status.joins else self._words.cancel_session)
        self._sign_out.setVisible(not running)
        self._progress.setVisible(not status.joins)
        self._add_key.setVisible(status.step is Step.IDLE)
        self._factors.setVisible(status.step is Step.IDLE and status.factors is None)
        self._factors.setEnabled(status.server_reached)
        self._add_key.setText(self._account_words.adding_key if status.in_browser else self._account_words.add_key)
        self._said.say(self._account_words.key_added if status.key_added and not running else "")
        self._progress.show_step(status.step)
        card = self._own if status.factors is not None else self._card_of.get(status.step)
        if card is not None:
            card.show_status(status)
            came = card is not self._cards.currentWidget()
            self._cards.setCurrentWidget(card)
            if came and card is self._own:
                self._own.done.setFocus()
        if status.step is not self._step:
            self._step = status.step
            self._focus()

    def _focus(self) -> None:
        """The keyboard goes where the next thing is to be done."""
        if self._step is Step.TYPE_CODE:
            self._code.begin()
        elif self._step is Step.IDLE:
            self._idle.begin()
        elif self._step is Step.ENDED:
            self._ended.go.setFocus()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._operator)
        head.addStretch()
        head.addWidget(self._who)
        head.addWidget(self._factors)
        head.addWidget(self._add_key)
        head.addWidget(self._sign_out)
        self._side = named(QFrame(), "card")
        self._side.setFixedWidth(290)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(26, 26, 20, 18)
        side.addWidget(Text("label", self._words.session_title))
        side.addSpacing(10)
        side.addWidget(self._progress)
        side.addStretch()
        side.addWidget(self._cancel)
        main = named(QFrame(), "card")
        inside = QVBoxLayout(main)
        inside.setContentsMargins(34, 28, 34, 26)
        inside.addWidget(self._problem)
        inside.addWidget(self._said)
        inside.addWidget(self._cards)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self._side)
        row.addWidget(main, stretch=1)
        self._centre(head, row)

    def _centre(self, head: QHBoxLayout, row: QHBoxLayout) -> None:
        """In the middle of the window, however large that is."""
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH + 120)
        middle.setMinimumWidth(_WIDTH)
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(18)
        inside.addLayout(head)
        inside.addLayout(row)
        self._side.setMinimumHeight(_HEIGHT)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(28, 24, 28, 24)
        outside.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(middle)
        column.addStretch(2)
        outside.addLayout(column, 8)
        outside.addStretch(1)
