"""The viewer's slim bar: recording, control, special keys, size, connection, end."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton

from agent_client.ui.texts import Text, button, named, rename
from agent_client.viewing.geometry import Mode
from agent_client.viewing.key_names import Combination
from agent_client.viewing.leaving import leaving
from agent_client.viewing.quality import Word
from agent_client.viewing.second_words import SECOND_WORDS
from agent_client.viewing.seconding import FREE
from agent_client.viewing.status import Action, AskControl, ChooseMonitor, InviteSecond, Status
from agent_client.viewing.words import Words, control, monitor_choices, numbers
from protocol.grants import Grant
from protocol.peer_messages import Ability, Monitor

_LOOK_OF_WORD = {Word.UNKNOWN: "", Word.GOOD: "good", Word.FAIR: "fair", Word.POOR: "poor"}


class ToolBar(QFrame):
    """The bar. What concerns the window alone it says by signals."""

    mode_chosen = Signal(Mode)
    full_screen_toggled = Signal()
    combination_chosen = Signal(Combination)
    end_wanted = Signal()

    def __init__(self, words: Words, act: Callable[[Action], None]) -> None:
        super().__init__()
        named(self, "bar")
        self._words = words
        self._rec = Text("rec")
        self._control = Text("strong")
        self._ask = self._button(words.ask_control, lambda: act(AskControl()))
        self.invite = self._button(SECOND_WORDS[words.language].invite, lambda: act(InviteSecond()))
        self.special = self._button(words.special_keys, None)
        self.special.setMenu(self._special_keys())
        self.monitors = self._button(words.monitors, None)
        self.monitors.setMenu(QMenu(self))
        self._choice: tuple[tuple[Monitor, ...], int] | None = None
        self._act = act
        self._keyboard = Text("hint")
        self._quality = Text("hint")
        for hint in (self._keyboard, self._quality):
            hint.setMinimumWidth(1)  # rather cut off than that buttons make the window wider than its screen
        self._word = Text("hint")
        self._fit = self._mode_button(words.fit, Mode.FIT)
        self._actual = self._mode_button(words.actual, Mode.ACTUAL)
        self._full = self._button(words.full_screen, self.full_screen_toggled.emit)
        self._end = self._button(words.end_session, self.end_wanted.emit)
        self._end.setObjectName("end")
        self._lay_out()
        self.show_mode(Mode.FIT)
        self.show_keyboard(grabbed=False)

    def show_status(self, status: Status) -> None:
        """Draws the status."""
        rename(self._rec, "rec" if status.recording else "rec-off")
        self._rec.setText(f"● {self._words.recording if status.recording else self._words.not_recording}")
        self._control.setText(control(status, self._words))
        rename(self._control, "held" if status.in_control and status.input_hold else "strong")
        granted, possible = Grant.CONTROL in status.grants, Ability.CONTROL in status.beside.can
        self._ask.setVisible(possible and not granted)
        self.special.setVisible(possible)
        self._ask.setEnabled(status.asked is None and status.pause is None)
        self._ask.setText(self._words.ask_control if status.asked is None else self._words.asked_control)
        self._ask.setToolTip(self._words.control_refused if status.refused else "")
        possible = not status.joins and Ability.SECOND in status.beside.can
        self.invite.setVisible(possible and status.second.stage in FREE)
        self._end.setText(leaving(status, self._words).label)
        self.special.setEnabled(status.in_control)
        self._keyboard.setVisible(granted)
        self._offer_monitors(status.monitors, status.monitor)
        quality = status.quality
        self._quality.setText(numbers(quality, self._words) if quality.word is not Word.UNKNOWN else "")
        self._word.setText(self._words.quality[quality.word])
        rename(self._word, _LOOK_OF_WORD[quality.word])

    def show_mode(self, mode: Mode) -> None:
        """Which size is chosen."""
        self._fit.setChecked(mode is Mode.FIT)
        self._actual.setChecked(mode is Mode.ACTUAL)

    def show_full_screen(self, full: bool) -> None:
        """Whether the window fills the screen."""
        self._full.setText(self._words.leave_full_screen if full else self._words.full_screen)

    def show_keyboard(self, grabbed: bool) -> None:
        """Where the keys go."""
        self._keyboard.setText(self._words.keyboard_there if grabbed else self._words.keyboard_here)

    def _lay_out(self) -> None:
        inside = QHBoxLayout(self)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.setSpacing(9)
        for widget in (self._rec, self._control, self._ask, self.invite, self.special, self.monitors, self._keyboard):
            inside.addWidget(widget)
        inside.addStretch()
        for widget in (self._quality, self._word, self._fit, self._actual, self._full, self._end):
            inside.addWidget(widget)

    def _offer_monitors(self, monitors: tuple[Monitor, ...], shown: int) -> None:
        """A menu of the customer's monitors, where there are several."""
        self.monitors.setVisible(len(monitors) > 1)
        if self._choice == (monitors, shown):
            return
        self._choice = (monitors, shown)
        menu = self.monitors.menu()
        menu.clear()
        for number, text in enumerate(monitor_choices(monitors, self._words)):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(number == shown)
            action.triggered.connect(lambda _=False, chosen=number: self._act(ChooseMonitor(chosen)))

    def _special_keys(self) -> QMenu:
        menu = QMenu(self)
        for combination, text in self._words.combinations.items():
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, chosen=combination: self.combination_chosen.emit(chosen))
        return menu

    def _mode_button(self, text: str, mode: Mode) -> QPushButton:
        made = self._button(text, lambda: self.mode_chosen.emit(mode))
        made.setCheckable(True)
        return made

    @staticmethod
    def _button(text: str, on_click: Callable[[], object] | None) -> QPushButton:
        """A button of the bar. It never takes the keyboard away from the picture."""
        made = button(text)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if on_click is not None:
            made.clicked.connect(lambda _=False: on_click())
        return made
