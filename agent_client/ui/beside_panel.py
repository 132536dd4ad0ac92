"""Beside the picture of a customer in a browser: camera, pointing, facts of the device, messages."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QSlider, QVBoxLayout, QWidget

from agent_client.ui.texts import Text, button, named
from agent_client.viewing.beside import Beside, Said
from agent_client.viewing.beside_words import BESIDE_WORDS, BesideWords
from agent_client.viewing.status import Action, AdjustCamera, Ask, Say, Status
from agent_client.viewing.words import Language
from protocol.grants import Grant
from protocol.peer_messages import SAID_AT_MOST, Ability, CameraIs

_WIDTH = 320
Act = Callable[[Action], None]


class CameraControls(QWidget):
    """Light, zoom and still picture, as far as the customer's camera has them."""

    def __init__(self, words: BesideWords, act: Act) -> None:
        super().__init__()
        self._words, self._act = words, act
        self._camera: CameraIs | None = None
        self._torch, self._still = button(""), button("")
        self._torch.clicked.connect(self._turn_torch)
        self._still.clicked.connect(self._take_still)
        self._zoom_label = Text("label", words.zoom)
        self._zoom = QSlider(Qt.Orientation.Horizontal)
        self._zoom.setAccessibleName(words.zoom)
        self._zoom.sliderReleased.connect(lambda: act(AdjustCamera(zoom=self._zoom.value())))
        inside = _column(self)
        inside.addWidget(Text("label", words.camera))
        row = QHBoxLayout()
        row.addWidget(self._torch)
        row.addWidget(self._still)
        inside.addLayout(row)
        inside.addWidget(self._zoom_label)
        inside.addWidget(self._zoom)

    def show_camera(self, camera: CameraIs | None) -> None:
        """Draws how the camera is set; nothing when something else is shown."""
        self.setVisible(camera is not None)
        self._camera = camera
        if camera is None:
            return
        words = self._words
        self._torch.setEnabled(camera.torch is not None)
        self._torch.setText(words.torch_off if camera.torch else words.torch_on)
        self._torch.setToolTip(words.no_torch if camera.torch is None else "")
        self._still.setText(words.live_again if camera.still else words.take_still)
        for widget in (self._zoom, self._zoom_label):
            widget.setVisible(camera.zoom is not None)
        if camera.zoom is not None and not self._zoom.isSliderDown():
            self._zoom.setRange(100, camera.zoom_most)
            self._zoom.setValue(camera.zoom)

    def _turn_torch(self) -> None:
        if self._camera:
            self._act(AdjustCamera(torch=not self._camera.torch))

    def _take_still(self) -> None:
        if self._camera:
            self._act(AdjustCamera(still=not self._camera.still))


class Messages(QWidget):
    """What was written, and the field to write in."""

    def __init__(self, words: BesideWords, act: Act) -> None:
        super().__init__()
        self._words, self._act = words, act
        self._drawn: tuple[Said, ...] | None = None
        self._said = named(QPlainTextEdit(), "read-out")
        self._said.setReadOnly(True)
        self._said.setPlaceholderText(words.no_messages)
        self._said.setAccessibleName(words.messages)
        self._field = QLineEdit()
        self._field.setMaxLength(SAID_AT_MOST)
        self._field.setPlaceholderText(words.write)
        self._field.setAccessibleName(words.write)
        self._field.returnPressed.connect(self._send)
        send = button(words.send)
        send.clicked.connect(self._send)
        inside = _column(self)
        inside.addWidget(Text("label", words.messages))
        inside.addWidget(self._said, stretch=1)
        inside.addWidget(self._field)
        inside.addWidget(send)

    def show_said(self, said: tuple[Said, ...]) -> None:
        """Draws all of it."""
        if said == self._drawn:
            return
        self._drawn = said
        names = {True: self._words.you, False: self._words.customer}
        self._said.setPlainText("\n".join(f"{names[line.own]}: {line.text}" for line in said))
        self._said.verticalScrollBar().setValue(self._said.verticalScrollBar().maximum())

    def _send(self) -> None:
        if self._field.text().strip():
            self._act(Say(self._field.text()))
        self._field.clear()


class BesidePanel(QFrame):
    """The panel. It is there while the customer's program is one that can write."""

    def __init__(self, language: Language, act: Act) -> None:
        super().__init__()
        named(self, "beside")
        self.setFixedWidth(_WIDTH)
        words = self._words = BESIDE_WORDS[language]
        self._camera, self._messages = CameraControls(words, act), Messages(words, act)
        self._point = button(words.point)
        self._point.clicked.connect(lambda: act(Ask(Grant.POINTER)))
        self._point_how = Text("small", words.point_how, wraps=True)
        self._ask_facts = button(words.ask_facts)
        self._ask_facts.clicked.connect(lambda: act(Ask(Grant.DIAGNOSIS)))
        self._facts = Text("small", wraps=True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = _column(self, margin=14)
        inside.addWidget(Text("brand", words.in_browser))
        inside.addWidget(Text("small", words.in_browser_means, wraps=True))
        for widget in (self._camera, self._point, self._point_how, Text("label", words.facts), self._facts):
            inside.addWidget(widget)
        inside.addWidget(self._ask_facts)
        inside.addWidget(self._messages, stretch=1)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        beside = status.beside
        self.setVisible(Ability.CHAT in beside.can)
        self._camera.show_camera(beside.camera)
        self._messages.show_said(beside.said)
        pointing = Grant.POINTER in status.grants
        self._point.setVisible(Ability.POINTER in beside.can and not pointing)
        self._point_how.setVisible(pointing)
        self._show_question(status)
        self._facts.say(self._facts_text(beside, awaited=Grant.DIAGNOSIS in status.grants))

    def _show_question(self, status: Status) -> None:
        """One question at a time."""
        words, asked = self._words, status.asked
        self._point.setText(words.point_asked if asked is Grant.POINTER else words.point)
        self._ask_facts.setText(words.facts_asked if asked is Grant.DIAGNOSIS else words.ask_facts)
        self._ask_facts.setVisible(Ability.FACTS in status.beside.can and Grant.DIAGNOSIS not in status.grants)
        for ask in (self._point, self._ask_facts):
            ask.setEnabled(asked is None and status.pause is None)

    def _facts_text(self, beside: Beside, *, awaited: bool) -> str:
        lines = [f"{self._words.fact[fact.name]}: {fact.value}" for fact in beside.facts]
        return "\n".join(lines) or (self._words.facts_awaited if awaited else "")


def _column(owner: QWidget, margin: int = 0) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(8)
    return column
