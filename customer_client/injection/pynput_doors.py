"""Mouse and keyboard of macOS, and local input there and on Windows, through pynput.

On macOS its mark on injected input is right; on Windows our own is asked for (`windows_events`).
"""

from collections.abc import Callable
from typing import Any

from pynput import keyboard, mouse

from customer_client.injection import Pause, keys
from customer_client.injection.panic import Key, Panic
from protocol.problems import MessageRefused

_EXTRA = {3: "x1", 4: "x2"}
_BUTTONS = {0: "left", 1: "middle", 2: "right"} | _EXTRA
_PANIC = {"esc": Key.ESCAPE, "pause": Key.PAUSE}


class PynputKeyboard:
    """The `Keyboard` of macOS, which takes characters as such, whatever the layout is."""

    def __init__(self) -> None:
        self._controller = keyboard.Controller()

    def type_text(self, text: str) -> Pause | None:
        """As in `Keyboard`."""
        self._controller.type(text)
        return None

    def press(self, key: str) -> Pause | None:
        """As in `Keyboard`."""
        self._controller.press(_key(key))
        return None

    def release(self, key: str) -> None:
        """As in `Keyboard`."""
        self._controller.release(_key(key))


class PynputPointer:
    """The `Pointer` of macOS."""

    def __init__(self) -> None:
        self._controller = mouse.Controller()

    def move(self, x: int, y: int) -> None:
        """As in `Pointer`."""
        self._controller.position = (x, y)

    def press(self, button: int) -> None:
        """As in `Pointer`."""
        self._controller.press(_button(button))

    def release(self, button: int) -> None:
        """As in `Pointer`."""
        self._controller.release(_button(button))

    def wheel(self, delta_x: int, delta_y: int) -> None:
        """As in `Pointer`; pynput counts up as positive."""
        self._controller.scroll(delta_x, -delta_y)


class PynputListening:
    """The `LocalInput` of Windows and macOS."""

    def __init__(self, clock: Callable[[], float], is_ours: Callable[[int, Any], bool] | None = None) -> None:
        """`is_ours`: on Windows, whether what a hook reports is our own; all else is the customer's then."""
        self._clock = clock
        self._is_ours = is_ours
        self._panic = Panic()
        self._listeners: list[keyboard.Listener | mouse.Listener] = []

    def start(self, used: Callable[[], None], panic: Callable[[], None]) -> None:
        """As in `LocalInput`."""

        def pressed(key: keyboard.Key | keyboard.KeyCode | None, injected: bool) -> None:
            if injected and not self._is_ours:
                return
            name = key.name if isinstance(key, keyboard.Key) else ""
            if self._panic.pressed(_PANIC.get(name, Key.OTHER), self._clock()):
                panic()
            used()

        def pointed(*report: object) -> None:
            *_, injected = report
            if self._is_ours or not injected:
                used()

        self._listeners = [
            keyboard.Listener(on_press=pressed, win32_event_filter=self._tells),
            mouse.Listener(on_move=pointed, on_click=pointed, on_scroll=pointed, win32_event_filter=self._tells),
        ]
        for listener in self._listeners:
            listener.start()

    def stop(self) -> None:
        """As in `LocalInput`."""
        for listener in self._listeners:
            listener.stop()
        self._listeners = []

    def _tells(self, message: int, report: Any) -> bool:
        """Whether Windows' report is passed on to us; everybody else gets it in any case."""
        return not (self._is_ours and self._is_ours(message, report))


def _key(key: str) -> keyboard.Key | keyboard.KeyCode:
    keys.check(key)
    if key not in keys.NAMED:
        return keyboard.KeyCode.from_char(key)
    found = getattr(keyboard.Key, keys.NAMED[key].pynput, None)
    if found is None:
        raise MessageRefused
    return found  # type: ignore[no-any-return]  # a member of the enumeration, by its name


def _button(button: int) -> mouse.Button:
    found = getattr(mouse.Button, _BUTTONS.get(button, ""), None)
    if found is None:
        raise MessageRefused
    return found  # type: ignore[no-any-return]  # as in `_key`
