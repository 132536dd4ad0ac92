"""The viewer: the bar, the customer's picture, and a veil with words where there is none."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMessageBox, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from agent_client.developer import Developer
from agent_client.ui.beside_panel import BesidePanel
from agent_client.ui.canvas import Canvas, MakeSurface
from agent_client.ui.hands import Hands
from agent_client.ui.pointer_overlay import PointerOverlay, cursor_of
from agent_client.ui.second_strip import SecondStrip
from agent_client.ui.texts import Text, named
from agent_client.ui.tool_bar import ToolBar
from agent_client.viewing.customers_pointer import CustomersPointer
from agent_client.viewing.geometry import Mode
from agent_client.viewing.halt_words import HALT_WORDS
from agent_client.viewing.leaving import leaving
from agent_client.viewing.status import Action, End, Status
from agent_client.viewing.words import Words
from peer.picture import Area
from protocol.grants import Grant
from protocol.pointer_shape import Shape
from words import of_problem

REVEAL_AFTER = 350
"""Milliseconds for which the mouse rests at the top edge of a full screen before the bar comes."""
_EDGE = 1


class Veil(QWidget):
    """Why there is no picture, in words."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "veil")
        self._title = Text("veil-title", wraps=True)
        self._text = Text("veil-text", wraps=True)
        column = QWidget()
        column.setFixedWidth(640)
        texts = QVBoxLayout(column)
        texts.setSpacing(12)
        for text in (self._title, self._text):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            texts.addWidget(text)
        inside = QVBoxLayout(self)
        row = QHBoxLayout()  # an alignment instead would give wrapped texts too little height
        row.addStretch()
        row.addWidget(column)
        row.addStretch()
        inside.addStretch(2)
        inside.addLayout(row)
        inside.addStretch(3)

    def say(self, title: str, text: str) -> None:
        """Shows the words."""
        self._title.setText(title)
        self._text.setText(text)


class ViewerPage(QWidget):
    """What the agent sees during a session."""

    full_screen_toggled = Signal()

    def __init__(
        self, words: Words, developer: Developer, act: Callable[[Action], None], make_surface: MakeSurface | None = None
    ) -> None:
        super().__init__()
        named(self, "viewer")
        self._words = words
        self._leaving = leaving(Status(), words)
        self._act = act
        self._full_screen = False
        self._area: Area | None = None
        self._pointer = CustomersPointer()
        self._worn: tuple[Shape | None, float] | None = None
        self.canvas = Canvas(developer, make_surface)
        self._bar = ToolBar(words, act)
        self.second = SecondStrip(words, act)
        self._banner = Text("banner", wraps=True)
        self._veil = Veil()
        self.beside = BesidePanel(words.language, act)
        self.hands = Hands(self.canvas, act)
        self.overlay = PointerOverlay(self.canvas)
        self.across, self.down = QScrollBar(Qt.Orientation.Horizontal), QScrollBar(Qt.Orientation.Vertical)
        self._stage = named(QStackedWidget(), "stage")
        self._stage.addWidget(self._veil)
        self._stage.addWidget(self._scrollable())
        self._reveal = QTimer(self, singleShot=True, interval=REVEAL_AFTER)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        for widget in (self._bar, self.second, self._banner):
            self._inside.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._stage, stretch=1)
        row.addWidget(self.beside)
        self._inside.addLayout(row, stretch=1)
        self._connect()

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        self._leaving = leaving(status, self._words)
        self._bar.show_status(status)
        self.beside.show_status(status)
        self.second.show_second(status.second)
        self._banner.say(of_problem(status.problem, self._words.language) if status.problem else "")
        if status.pause is not None:
            self._veil.say(*HALT_WORDS[self._words.language].pauses[status.pause])
        shown = self._stage.currentIndex() == 1
        self._stage.setCurrentIndex(1 if status.pause is None else 0)
        if status.pause is None and not shown:
            self.canvas.setFocus()
        if status.area != self._area:
            self._area = status.area
            self._draw_pointer()
        self.hands.aim(status.area)
        self.hands.allow(status.in_control)
        self.hands.point(Grant.POINTER in status.grants and status.pause is None)

    def show_pointer(self, pointer: CustomersPointer) -> None:
        """What the customer's pointer looks like, and where it is."""
        self._pointer = pointer
        self._draw_pointer()

    def show_mode(self, mode: Mode) -> None:
        """Fitted, or pixel for pixel."""
        self._bar.show_mode(mode)
        self.canvas.show_as(mode)

    def show_full_screen(self, full: bool) -> None:
        """With a full screen the bar lies above the picture, and only while the mouse is at the top edge."""
        self._full_screen = full
        self._bar.show_full_screen(full)
        if full:
            self._inside.removeWidget(self._bar)
            self._bar.hide()
        else:
            self._inside.insertWidget(0, self._bar)
            self._bar.show()
        self._spread_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._spread_bar()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if self._full_screen and event.type() is QEvent.Type.MouseMove:
            assert isinstance(event, QMouseEvent)
            self._near_edge(event.position().y())
        return super().eventFilter(watched, event)

    def _draw_pointer(self) -> None:
        pointer, scale = self._pointer, self.overlay.scale
        self.overlay.place(pointer.shape, pointer.at, self._area)
        if self._worn != (pointer.shape, scale):
            self._worn = (pointer.shape, scale)
            self.hands.wear(cursor_of(pointer.shape, scale, self.devicePixelRatioF()))

    def _near_edge(self, y: float) -> None:
        if y > self._bar.height():
            self._reveal.stop()
            self._bar.hide()
        elif y > _EDGE:
            self._reveal.stop()
        elif not self._reveal.isActive() and not self._bar.isVisible():
            self._reveal.start()

    def _show_bar(self) -> None:
        self._spread_bar()
        self._bar.show()
        self._bar.raise_()

    def _spread_bar(self) -> None:
        if self._full_screen:
            self._bar.setGeometry(0, 0, self.width(), self._bar.sizeHint().height())

    def _connect(self) -> None:
        self._reveal.timeout.connect(self._show_bar)
        self._bar.mode_chosen.connect(self.show_mode)
        self._bar.full_screen_toggled.connect(self.full_screen_toggled)
        self._bar.combination_chosen.connect(self.hands.press)
        self._bar.end_wanted.connect(self._confirm_end)
        self.hands.grabbed.connect(self._bar.show_keyboard)
        self.canvas.installEventFilter(self)
        self.canvas.viewport_changed.connect(self._show_ranges)
        self.canvas.viewport_changed.connect(self._draw_pointer)
        for bar in (self.across, self.down):
            bar.valueChanged.connect(lambda _: self.canvas.scroll_to(self.across.value(), self.down.value()))

    def _scrollable(self) -> QWidget:
        area = QWidget()
        grid = QGridLayout(area)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.canvas, 0, 0)
        grid.addWidget(self.down, 0, 1)
        grid.addWidget(self.across, 1, 0)
        self.across.hide()
        self.down.hide()
        return area

    def _show_ranges(self) -> None:
        viewport = self.canvas.viewport
        for bar, length in (
            (self.across, viewport.range_x if viewport else 0),
            (self.down, viewport.range_y if viewport else 0),
        ):
            bar.setRange(0, length)
            bar.setPageStep(200)
            bar.setSingleStep(40)
            bar.setVisible(length > 0 and not self._full_screen)

    def _confirm_end(self) -> None:
        said = self._leaving
        box = QMessageBox(QMessageBox.Icon.NoIcon, self._words.product, said.question, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        yes = box.addButton(said.label, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(
            box.addButton(said.stay, QMessageBox.ButtonRole.RejectRole)
        )  # Enter may be meant elsewhere
        box.exec()
        if box.clickedButton() is yes:
            self._act(End())
