"""Mouse and keyboard on Windows.

Not through pynput here: it marks nothing, so that its input is like any program's; it types letters as keys, which Caps
Lock changes; and it moves the pointer past all who watch the mouse.
"""

import ctypes
import struct
from typing import Any, Final, NamedTuple

from customer_client.injection import Pause, keys
from customer_client.injection.windows_events import Event, Injector, key, mouse
from protocol.problems import MessageRefused

_EXTENDED, _UP, _CHARACTER = 0x0001, 0x0002, 0x0004
"""KEYEVENTF_EXTENDEDKEY, _KEYUP and _UNICODE."""
_TO_SCAN_CODE: Final = 0
"""MAPVK_VK_TO_VSC."""
_NOTCH: Final = 120
"""WHEEL_DELTA."""
_WHEEL_ACROSS, _WHEEL_ALONG = 0x1000, 0x0800
"""MOUSEEVENTF_HWHEEL and _WHEEL."""
_SWAPPED: Final = 23
"""SM_SWAPBUTTON: for who uses the mouse with the left hand."""


class Pressed(NamedTuple):
    """A key as Windows counts them, or a character that none has."""

    virtual: int
    scan: int
    flags: int


class Button(NamedTuple):
    """Flags for down and up, and which of the further buttons."""

    down: int
    up: int
    which: int = 0


BUTTONS: Final = {
    0: Button(0x0002, 0x0004),
    1: Button(0x0020, 0x0040),
    2: Button(0x0008, 0x0010),
    3: Button(0x0080, 0x0100, 1),
    4: Button(0x0080, 0x0100, 2),
}
"""W3C `MouseEvent.button` to the flags of MOUSEEVENTF."""
KEYS: Final = {
    "Enter": 0x0D,
    "Tab": 0x09,
    "Backspace": 0x08,
    "Delete": 0x2E,
    "Insert": 0x2D,
    "Escape": 0x1B,
    "Home": 0x24,
    "End": 0x23,
    "PageUp": 0x21,
    "PageDown": 0x22,
    "ArrowLeft": 0x25,
    "ArrowRight": 0x27,
    "ArrowUp": 0x26,
    "ArrowDown": 0x28,
    "Shift": 0xA0,
    "Control": 0xA2,
    "Alt": 0xA4,
    "AltGraph": 0xA5,
    "Meta": 0x5B,
    "ContextMenu": 0x5D,
    "PrintScreen": 0x2C,
} | {f"F{number}": 0x6F + number for number in range(1, 13)}
"""W3C `KeyboardEvent.key` to virtual key codes."""
_EXTENDED_KEYS: Final = frozenset((*range(0x21, 0x29), 0x2C, 0x2D, 0x2E, 0x5B, 0x5D, 0xA5))
"""Those that the first keyboards had on the number pad only, or not at all."""
_CODES_OF_BUTTONS: Final = {1: BUTTONS[0], 2: BUTTONS[2], 4: BUTTONS[1], 5: BUTTONS[3], 6: BUTTONS[4]}
"""Virtual codes of the mouse's buttons."""
_CODES: Final = (*_CODES_OF_BUTTONS, *(code for code in range(8, 255) if code not in (0x10, 0x11, 0x12)))
"""All keys and buttons, but for the three codes that stand for a left or a right key."""
_IS_DOWN: Final = 0x8000
_AS_KEYS: Final = {"\n": "Enter", "\t": "Tab"}


class WindowsKeyboard:
    """The `Keyboard` of Windows. `user32` is the system's library of that name."""

    def __init__(self, user32: Any, injector: Injector) -> None:
        self._user32 = user32
        self._injector = injector
        self._pressed: dict[str, list[Pressed]] = {}

    def type_text(self, text: str) -> Pause | None:
        """As in `Keyboard`: as characters, which neither the layout nor Caps Lock changes."""
        pressed = [each for character in text for each in self._of_text(character)]
        self._injector.send([event for each in pressed for event in (_down(each), _up(each))])
        return None

    def press(self, key: str) -> Pause | None:
        """As in `Keyboard`."""
        keys.check(key)
        self._pressed[key] = [self._named(key)] if key in KEYS else self._of_layout(key)
        self._injector.send([_down(each) for each in self._pressed[key]])
        return None

    def release(self, key: str) -> None:
        """As in `Keyboard`. What was pressed is let go, whatever the layout says now."""
        keys.check(key)
        if pressed := self._pressed.pop(key, []):
            self._injector.send([_up(each) for each in pressed])

    def _of_text(self, character: str) -> list[Pressed]:
        if character in _AS_KEYS:
            return [self._named(_AS_KEYS[character])]
        return _units(character)

    def _named(self, name: str) -> Pressed:
        return _of_code(self._user32, KEYS[name])

    def _of_layout(self, character: str) -> list[Pressed]:
        """The key that has this character, in the window that gets it; the character itself if none has it as such."""
        units = _units(character)
        if len(units) > 1:
            return units
        thread = self._user32.GetWindowThreadProcessId(ctypes.c_void_p(self._user32.GetForegroundWindow()), None)
        layout = ctypes.c_void_p(self._user32.GetKeyboardLayout(thread))
        found = self._user32.VkKeyScanExW(ord(character), layout)
        return units if found >> 8 & 0xFF else [_of_code(self._user32, found & 0xFF)]


class WindowsPointer:
    """The `Pointer` of Windows. `user32` is the system's library of that name."""

    def __init__(self, user32: Any, injector: Injector) -> None:
        self._user32 = user32
        self._injector = injector

    def move(self, x: int, y: int) -> None:
        """As in `Pointer`."""
        self._injector.move(x, y)

    def press(self, button: int) -> None:
        """As in `Pointer`."""
        found = self._button(button)
        self._injector.send([mouse(found.down, found.which)])

    def release(self, button: int) -> None:
        """As in `Pointer`."""
        found = self._button(button)
        self._injector.send([mouse(found.up, found.which)])

    def wheel(self, delta_x: int, delta_y: int) -> None:
        """As in `Pointer`; Windows counts up as positive."""
        turned = ((_WHEEL_ALONG, -delta_y), (_WHEEL_ACROSS, delta_x))
        self._injector.send([mouse(flags, notches * _NOTCH) for flags, notches in turned if notches])

    def _button(self, button: int) -> Button:
        """That which does what is meant: Windows swaps what we press as it swaps what the customer presses."""
        swapped = button in (0, 2) and self._user32.GetSystemMetrics(_SWAPPED)
        found = BUTTONS.get(2 - button if swapped else button)
        if found is None:
            raise MessageRefused
        return found


def _units(character: str) -> list[Pressed]:
    """As UTF-16, of which Windows takes one unit at a time."""
    coded = character.encode("utf-16-le", "surrogatepass")
    return [Pressed(0, unit, _CHARACTER) for (unit,) in struct.iter_unpack("<H", coded)]


def _of_code(user32: Any, virtual: int) -> Pressed:
    extended = _EXTENDED if virtual in _EXTENDED_KEYS else 0
    return Pressed(virtual, user32.MapVirtualKeyW(virtual, _TO_SCAN_CODE) & 0xFF, extended)


def _down(pressed: Pressed) -> Event:
    return key(*pressed)


def _up(pressed: Pressed) -> Event:
    return key(pressed.virtual, pressed.scan, pressed.flags | _UP)


def let_go_everything(user32: Any = None) -> None:
    """Lets go all keys and buttons that are down: whoever pressed them is gone."""
    user32 = user32 or ctypes.CDLL("user32")
    down = [code for code in _CODES if user32.GetAsyncKeyState(code) & _IS_DOWN]
    ups = [
        mouse(_CODES_OF_BUTTONS[code].up, _CODES_OF_BUTTONS[code].which) for code in down if code in _CODES_OF_BUTTONS
    ]
    ups += [_up(_of_code(user32, code)) for code in down if code not in _CODES_OF_BUTTONS]
    if ups:
        Injector(user32).send(ups)


def of_this_machine() -> tuple[WindowsKeyboard, WindowsPointer, Injector]:
    """Those of Windows."""
    user32 = ctypes.CDLL("user32")
    for tells in (user32.GetForegroundWindow, user32.GetKeyboardLayout):
        tells.restype = ctypes.c_void_p
    user32.VkKeyScanExW.restype = ctypes.c_int16
    injector = Injector(user32)
    return WindowsKeyboard(user32, injector), WindowsPointer(user32, injector), injector
