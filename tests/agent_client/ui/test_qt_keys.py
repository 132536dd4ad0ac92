import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from agent_client.ui.qt_keys import ACCENTS, key_event, modifiers, name
from agent_client.viewing.dead_keys import ALONE
from agent_client.viewing.key_names import Modifier

K = Qt.Key


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        (K.Key_A, "A", "a"),
        (K.Key_A, "\x01", "a"),
        (K.Key_At, "@", "@"),
        (K.Key_Adiaeresis, "ä", "ä"),
        (K.Key_Space, " ", " "),
        (K.Key_Return, "\r", "Enter"),
        (K.Key_Enter, "\r", "Enter"),
        (K.Key_Backtab, "", "Tab"),
        (K.Key_F12, "", "F12"),
        (K.Key_Dead_Circumflex, "", "Dead"),
        (K.Key_Dead_Longsolidusoverlay, "", "Dead"),
        (K.Key_AltGr, "", "AltGraph"),
        (K.Key_Super_L, "", "Meta"),
        (0x20AC, "€", "€"),
        (K.Key_unknown, "", "Unidentified"),
    ],
)
def test_keys_get_the_names_that_the_web_gives_them(key: int, text: str, expected: str) -> None:
    assert name(key, text) == expected


def test_no_name_is_too_long_for_a_message() -> None:
    assert all(len(name(key, "")) <= 24 for key in K if isinstance(key, int))


def test_a_key_event_carries_text_modifiers_repetition_and_the_physical_key() -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    event = QKeyEvent(QEvent.Type.KeyPress, K.Key_C, held, 54, 0, 0, "\x03", True)
    ours = key_event(event, down=True)
    assert (ours.key, ours.text, ours.code, ours.repeat, ours.down) == ("c", "\x03", 54, True, True)
    assert ours.modifiers == {Modifier.CONTROL, Modifier.SHIFT}


def test_no_modifier_is_none() -> None:
    assert modifiers(Qt.KeyboardModifier.NoModifier) == frozenset()


def test_a_dead_key_carries_its_accent() -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, K.Key_Dead_Circumflex, Qt.KeyboardModifier.NoModifier, "")
    assert (key_event(event, down=True).key, key_event(event, down=True).text) == ("Dead", "\u0302")


def test_every_accent_can_stand_alone() -> None:
    assert set(ACCENTS.values()) == set(ALONE)
