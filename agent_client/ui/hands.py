"""The agent's hands on the customer's machine: what Qt reports on the canvas becomes input, while it is allowed.

While the canvas has the focus and control is granted, the keyboard is grabbed: every key goes to the customer, except
the host key combination (Ctrl+Alt+Home). After that, a click into the picture takes the keyboard again.
"""

from collections.abc import Callable, Sequence
from math import ceil
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QInputMethodEvent, QKeyEvent, QMouseEvent, QWheelEvent

from agent_client.ui.canvas import Canvas
from agent_client.ui.qt_keys import desktop, key_event, modifiers
from agent_client.viewing.geometry import on_desktop
from agent_client.viewing.key_names import Combination, Desktop
from agent_client.viewing.keyboard import Keyboard, KeyboardMessage, LeaveKeyboard
from agent_client.viewing.pointer import Pointer
from agent_client.viewing.status import Input, Point, Use
from peer.picture import Area

_BUTTONS = {
    Qt.MouseButton.LeftButton: 0,
    Qt.MouseButton.MiddleButton: 1,
    Qt.MouseButton.RightButton: 2,
    Qt.MouseButton.BackButton: 3,
    Qt.MouseButton.ForwardButton: 4,
}
"""W3C `MouseEvent.button` for Qt's."""


class Hands(QObject):
    """Watches one canvas. `use` takes what is to be sent."""

    grabbed = Signal(bool)
    """The keyboard is at the customer, or here."""

    def __init__(self, canvas: Canvas, use: Callable[[Use | Point], None]) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._use = use
        self._keyboard = Keyboard(desktop())
        self._pointer = Pointer()
        self._allowed = self._points = False
        self._area: Area | None = None
        self._worn = QCursor(Qt.CursorShape.ArrowCursor)
        self._grabs = False
        self._move_due = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._move_due.timeout.connect(self._send_move)
        canvas.setCursor(Qt.CursorShape.ForbiddenCursor)
        # On X11 composed text would overtake the keys typed before it: there we join dead keys and letters ourselves.
        canvas.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, desktop() is not Desktop.X11)
        canvas.installEventFilter(self)
        self._handlers: dict[QEvent.Type, Callable[[QEvent], bool]] = {
            QEvent.Type.KeyPress: lambda event: self._key(event, down=True),
            QEvent.Type.KeyRelease: lambda event: self._key(event, down=False),
            QEvent.Type.ShortcutOverride: self._claim,
            QEvent.Type.InputMethod: self._composed,
            QEvent.Type.MouseMove: self._moved,
            QEvent.Type.MouseButtonPress: self._pressed,
            QEvent.Type.MouseButtonDblClick: self._pressed,
            QEvent.Type.MouseButtonRelease: self._released,
            QEvent.Type.Wheel: self._turned,
            QEvent.Type.FocusIn: lambda _: self._take_keyboard(),
            QEvent.Type.FocusOut: lambda _: self._leave_keyboard(),
            QEvent.Type.Hide: lambda _: self._leave_keyboard(),
        }

    def allow(self, allowed: bool) -> None:
        """Whether the agent may act just now; the cursor says so."""
        if allowed == self._allowed:
            return
        self._allowed = allowed
        self._canvas.setCursor(self._worn if allowed else Qt.CursorShape.ForbiddenCursor)
        if not allowed:
            self._leave_keyboard()
        elif self._canvas.hasFocus():
            self._take_keyboard()

    def point(self, points: bool) -> None:
        """Whether a click shows the customer where, while it cannot act."""
        self._points = points
        if not self._allowed:
            shape = Qt.CursorShape.PointingHandCursor if points else Qt.CursorShape.ForbiddenCursor
            self._canvas.setCursor(shape)

    def aim(self, area: Area | None) -> None:
        """The part of the customer's desktop that the picture shows."""
        self._area = area

    def wear(self, cursor: QCursor) -> None:
        """The agent's pointer looks like that while the agent may act: as the customer's does."""
        self._worn = cursor
        if self._allowed:
            self._canvas.setCursor(cursor)

    def press(self, combination: Combination) -> None:
        """A special key from the menu."""
        self._send(self._keyboard.combination(combination))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        handler = self._handlers.get(event.type())
        return handler(event) if handler else False

    # The keyboard.

    def _key(self, event: QEvent, down: bool) -> bool:
        assert isinstance(event, QKeyEvent)
        if not (self._allowed and self._grabs):
            return False
        messages = self._keyboard.key(key_event(event, down))
        self._send([message for message in messages if not isinstance(message, LeaveKeyboard)])
        if any(isinstance(message, LeaveKeyboard) for message in messages):
            self._leave_keyboard()
        return True

    def _claim(self, event: QEvent) -> bool:
        """No shortcut of our own takes a key that belongs to the customer."""
        if self._allowed and self._grabs:
            event.accept()
            return True
        return False

    def _composed(self, event: QEvent) -> bool:
        assert isinstance(event, QInputMethodEvent)
        if self._allowed and self._grabs:
            self._send(self._keyboard.committed(event.commitString()))
        return True

    def _take_keyboard(self) -> bool:
        if self._allowed and not self._grabs:
            self._grabs = True
            self._canvas.grabKeyboard()
            self.grabbed.emit(True)
        return False

    def _leave_keyboard(self) -> bool:
        if self._grabs:
            self._grabs = False
            self._canvas.releaseKeyboard()
            self._send(self._keyboard.focus_lost())
            self._pointer.let_go()
            self.grabbed.emit(False)
        return False

    # The mouse.

    def _moved(self, event: QEvent) -> bool:
        assert isinstance(event, QMouseEvent)
        place = self._place(event)
        if self._allowed and place:
            self._send(self._pointer.moved(*place, monotonic()))
            self._wait_for_turn()
        return True

    def _send_move(self) -> None:
        self._send(self._pointer.due(monotonic()))
        self._wait_for_turn()

    def _wait_for_turn(self) -> None:
        """The last move is never left waiting, also when the timer comes a moment too early."""
        wait = self._pointer.wait(monotonic())
        if wait is not None and not self._move_due.isActive():
            self._move_due.start(ceil(wait * 1000))

    def _pressed(self, event: QEvent) -> bool:
        assert isinstance(event, QMouseEvent)
        place, button = self._place(event), _BUTTONS.get(event.button())
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        if not self._allowed:
            if place and button == 0:
                self._use(Point(*place))
            return True
        self._take_keyboard()
        if place and button is not None:
            self._send(self._keyboard.pointing(modifiers(event.modifiers())))
            self._send(self._pointer.pressed(button, *place, monotonic()))
        return True

    def _released(self, event: QEvent) -> bool:
        assert isinstance(event, QMouseEvent)
        place, button = self._place(event), _BUTTONS.get(event.button())
        if self._allowed and place and button is not None:
            self._send(self._pointer.released(button, *place, monotonic()))
        return True

    def _turned(self, event: QEvent) -> bool:
        assert isinstance(event, QWheelEvent)
        if self._allowed:
            delta = event.angleDelta()
            turned = self._pointer.turned(-delta.x(), -delta.y())
            if turned:
                self._send(self._keyboard.pointing(modifiers(event.modifiers())))
            self._send(turned)
        return True

    def _place(self, event: QMouseEvent) -> tuple[int, int] | None:
        """The customer's pixel under the mouse, on their desktop. A drag out of the picture goes on along its edge."""
        viewport = self._canvas.viewport
        if viewport is None or not (self._allowed or self._points):
            return None
        ratio, at = self._canvas.devicePixelRatioF(), event.position()
        x, y = at.x() * ratio, at.y() * ratio
        place = viewport.nearest(x, y) if self._pointer.dragging else viewport.to_screen(x, y)
        picture = (viewport.screen_width, viewport.screen_height)
        return place and on_desktop(*place, picture, self._area)

    def _send(self, messages: Sequence[KeyboardMessage | Input]) -> None:
        inputs = tuple(message for message in messages if not isinstance(message, LeaveKeyboard))
        if inputs:
            self._use(Use(inputs))
