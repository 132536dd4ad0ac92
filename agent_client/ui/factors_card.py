"""The card with one's own second factors: which there are, and a way to be rid of a lost one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from agent_client.ui.cards import Act, Card
from agent_client.ui.texts import Text, button
from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.own_factors import called
from agent_client.viewing.status import HideFactors, RemoveFactor, Status
from agent_client.viewing.words import Words
from protocol.link import SecondFactor


class FactorsCard(Card):
    """A row for each. The only one has no way out."""

    def __init__(self, words: Words, act: Act) -> None:
        self._words = ACCOUNT_WORDS[words.language]
        super().__init__(self._words.factors_title, self._words.factors_lead)
        self._product, self._act = words.product, act
        self._shown: tuple[SecondFactor, ...] = ()
        self._rows = QVBoxLayout()
        self.inside.addLayout(self._rows)
        self.done = button(self._words.factors_done, "primary")
        self.done.clicked.connect(lambda: act(HideFactors()))
        row = QHBoxLayout()
        row.addWidget(self.done)
        row.addStretch()
        self.inside.addSpacing(12)
        self.inside.addLayout(row)
        self.inside.addStretch()

    def show_status(self, status: Status) -> None:
        if status.factors is None or status.factors == self._shown:
            return
        while (old := self._rows.takeAt(0)) is not None:
            if widget := old.widget():
                widget.hide()
                widget.deleteLater()
        self._shown = status.factors
        for factor in status.factors:
            self._rows.addWidget(self._row(factor, may_go=len(status.factors) > 1))

    def _row(self, factor: SecondFactor, *, may_go: bool) -> QWidget:
        said = called(factor, self._words)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Text("label", said))
        row.addStretch()
        if may_go:
            remove = button(self._words.factor_remove, "quiet")
            remove.setAccessibleName(f"{self._words.factor_remove}: {said}")
            remove.clicked.connect(lambda: self._ask(factor.name, said))
            row.addWidget(remove)
        return whole

    def _ask(self, name: str, said: str) -> None:
        question = self._words.factor_sure.format(factor=said)
        box = QMessageBox(QMessageBox.Icon.NoIcon, self._product, question, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        yes = box.addButton(self._words.factor_remove, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(self._words.factor_keep, QMessageBox.ButtonRole.RejectRole))
        box.exec()
        if box.clickedButton() is yes:
            self._act(RemoveFactor(name))
