"""Which keys an agent may press: an allow-list, from W3C `KeyboardEvent.key` names to what the doors call them.

Not on it, on purpose: locks (they outlive the session), power, sleep and media keys, and `Pause`, the panic key.
"""

from typing import NamedTuple

from protocol.problems import MessageRefused


class Named(NamedTuple):
    """One key's name on X11 (a keysym's name) and in pynput (an attribute of `Key`)."""

    keysym: str
    pynput: str


NAMED: dict[str, Named] = {
    "Enter": Named("Return", "enter"),
    "Tab": Named("Tab", "tab"),
    "Backspace": Named("BackSpace", "backspace"),
    "Delete": Named("Delete", "delete"),
    "Insert": Named("Insert", "insert"),
    "Escape": Named("Escape", "esc"),
    "Home": Named("Home", "home"),
    "End": Named("End", "end"),
    "PageUp": Named("Prior", "page_up"),
    "PageDown": Named("Next", "page_down"),
    "ArrowLeft": Named("Left", "left"),
    "ArrowRight": Named("Right", "right"),
    "ArrowUp": Named("Up", "up"),
    "ArrowDown": Named("Down", "down"),
    "Shift": Named("Shift_L", "shift"),
    "Control": Named("Control_L", "ctrl"),
    "Alt": Named("Alt_L", "alt"),
    "AltGraph": Named("ISO_Level3_Shift", "alt_gr"),
    "Meta": Named("Super_L", "cmd"),
    "ContextMenu": Named("Menu", "menu"),
    "PrintScreen": Named("Print", "print_screen"),
} | {f"F{number}": Named(f"F{number}", f"f{number}") for number in range(1, 13)}


def is_character(key: str) -> bool:
    """Whether the key is named by the one character that it types."""
    return len(key) == 1 and key.isprintable()


def check(key: str) -> None:
    """Raises `MessageRefused` for a key that no agent may press."""
    if key not in NAMED and not is_character(key):
        raise MessageRefused


def is_typable(text: str) -> bool:
    """Whether every character of a text may be typed: printable ones, new lines and tabs."""
    return all(character.isprintable() or character in "\n\t" for character in text)
