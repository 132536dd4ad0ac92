"""Qt's key events to ours: names as in W3C `KeyboardEvent.key`, and what the desktop is."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from agent_client.viewing.key_names import Desktop, Modifier
from agent_client.viewing.keyboard import KeyEvent

_K = Qt.Key

NAMES: dict[int, str] = {
    _K.Key_Escape: "Escape",
    _K.Key_Tab: "Tab",
    _K.Key_Backtab: "Tab",
    _K.Key_Backspace: "Backspace",
    _K.Key_Return: "Enter",
    _K.Key_Enter: "Enter",
    _K.Key_Insert: "Insert",
    _K.Key_Delete: "Delete",
    _K.Key_Pause: "Pause",
    _K.Key_Print: "PrintScreen",
    _K.Key_SysReq: "PrintScreen",
    _K.Key_Clear: "Clear",
    _K.Key_Home: "Home",
    _K.Key_End: "End",
    _K.Key_Left: "ArrowLeft",
    _K.Key_Up: "ArrowUp",
    _K.Key_Right: "ArrowRight",
    _K.Key_Down: "ArrowDown",
    _K.Key_PageUp: "PageUp",
    _K.Key_PageDown: "PageDown",
    _K.Key_Shift: "Shift",
    _K.Key_Control: "Control",
    _K.Key_Meta: "Meta",
    _K.Key_Super_L: "Meta",
    _K.Key_Super_R: "Meta",
    _K.Key_Alt: "Alt",
    _K.Key_AltGr: "AltGraph",
    _K.Key_Mode_switch: "ModeChange",
    _K.Key_Multi_key: "Compose",
    _K.Key_CapsLock: "CapsLock",
    _K.Key_NumLock: "NumLock",
    _K.Key_ScrollLock: "ScrollLock",
    _K.Key_Menu: "ContextMenu",
    _K.Key_Help: "Help",
    **{_K.Key_F1 + number: f"F{number + 1}" for number in range(24)},
}
"""The keys that are no character."""

ACCENTS: dict[int, str] = {
    _K.Key_Dead_Grave: "\u0300",
    _K.Key_Dead_Acute: "\u0301",
    _K.Key_Dead_Circumflex: "\u0302",
    _K.Key_Dead_Tilde: "\u0303",
    _K.Key_Dead_Macron: "\u0304",
    _K.Key_Dead_Breve: "\u0306",
    _K.Key_Dead_Abovedot: "\u0307",
    _K.Key_Dead_Diaeresis: "\u0308",
    _K.Key_Dead_Abovering: "\u030a",
    _K.Key_Dead_Doubleacute: "\u030b",
    _K.Key_Dead_Caron: "\u030c",
    _K.Key_Dead_Cedilla: "\u0327",
    _K.Key_Dead_Ogonek: "\u0328",
}
"""Dead keys, and the combining marks that they stand for."""

_DEAD_KEYS = range(_K.Key_Dead_Grave, _K.Key_Dead_Longsolidusoverlay + 1)
_LATIN = range(0x20, 0x100)
_MODIFIERS = {
    Qt.KeyboardModifier.ShiftModifier: Modifier.SHIFT,
    Qt.KeyboardModifier.ControlModifier: Modifier.CONTROL,
    Qt.KeyboardModifier.AltModifier: Modifier.ALT,
    Qt.KeyboardModifier.MetaModifier: Modifier.META,
    Qt.KeyboardModifier.GroupSwitchModifier: Modifier.ALT_GRAPH,
}
_DESKTOPS = {"win32": Desktop.WINDOWS, "darwin": Desktop.MACOS}


def desktop() -> Desktop:
    """The system that this program runs on."""
    return _DESKTOPS.get(sys.platform, Desktop.X11)


def modifiers(held: Qt.KeyboardModifier) -> frozenset[Modifier]:
    """Our modifiers for Qt's."""
    return frozenset(ours for theirs, ours in _MODIFIERS.items() if theirs & held)


def key_event(event: QKeyEvent, down: bool) -> KeyEvent:
    """Our key event for Qt's."""
    return KeyEvent(
        key=name(event.key(), event.text()),
        text=ACCENTS.get(event.key(), event.text()),
        modifiers=modifiers(event.modifiers()),
        down=down,
        repeat=event.isAutoRepeat(),
        code=event.nativeScanCode(),
    )


def name(key: int, text: str) -> str:
    """The name of a key. Qt's codes for Latin characters are the characters themselves, in capitals."""
    if key in NAMES:
        return NAMES[key]
    if key in _DEAD_KEYS:
        return "Dead"
    if key in _LATIN:
        return chr(key).lower()
    return text if len(text) == 1 and text.isprintable() else "Unidentified"
