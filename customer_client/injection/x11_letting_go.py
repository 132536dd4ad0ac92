"""Letting go on X11 what XTEST holds."""

from collections.abc import Sequence

from Xlib import X
from Xlib.ext import xtest

from customer_client.capture.damage import connect

_BUTTONS = range(1, 10)
_ROW = 4
"""Keysyms of a key: two in each of two groups."""


def let_go_everything_on(name: str | None, spare: Sequence[int]) -> None:
    """`spare` are the keys that meant nothing before there was an agent. Raises `ScreenGone` and `ScreenRefused`.

    What the customer holds stays: XTEST has a keyboard of its own, which cannot let go what it does not hold.
    """
    display = connect(name)
    try:
        for keycode in _held(display.query_keymap()):
            xtest.fake_input(display, X.KeyRelease, keycode)
        for button in _BUTTONS:
            xtest.fake_input(display, X.ButtonRelease, button)
        for keycode in spare:
            if _is_lent([*display.get_keyboard_mapping(keycode, 1)[0]]):
                display.change_keyboard_mapping(keycode, [(X.NoSymbol, X.NoSymbol)])
        display.sync()
    finally:
        display.close()


def _held(keymap: Sequence[int]) -> list[int]:
    """The keycodes whose bits are set."""
    return [8 * place + bit for place, byte in enumerate(keymap) for bit in range(8) if byte >> bit & 1]


def _is_lent(row: Sequence[int]) -> bool:
    """Whether it means the same in both groups, as keys do that `XKeyboard` borrows; others are somebody else's."""
    return any(row) and row[:2] == row[2:_ROW] and not any(row[_ROW:])
