"""A keyboard layout of X11: which key types which character, and which keys nobody uses.

A row is a key's list of keysyms: the first two columns are the first group's without and with Shift, the next two the
second group's. Characters that only AltGr or a dead key gives are not looked for: they are borrowed (see `x11`).
"""

from dataclasses import dataclass

_UNICODE = 0x01000000
_CONTROLS = {"\n": 0xFF0D, "\t": 0xFF09}
_GROUPS = 2


@dataclass(frozen=True)
class Found:
    """How a keysym is typed."""

    keycode: int
    shift: bool


def keysym(character: str) -> int:
    """The keysym of a character. Latin-1 is its own; others are Unicode with a mark; new line and tab are keys."""
    if character in _CONTROLS:
        return _CONTROLS[character]
    code = ord(character)
    return code if code in range(0x20, 0x7F) or code in range(0xA0, 0x100) else _UNICODE | code


def row_for(character: str) -> tuple[int, int]:
    """What a borrowed key is given: lower and upper case where there are both, else the same twice."""
    lower, upper = character.lower(), character.upper()
    if lower != upper and len(lower) == len(upper) == 1:
        return keysym(lower), keysym(upper)
    return keysym(character), keysym(character)


class Layout:
    """One layout, as the server described it."""

    def __init__(self, first: int, rows: list[list[int]]) -> None:
        """`first` is the keycode of the first row."""
        self._spare = [first + index for index, row in enumerate(rows) if not any(row)]
        self._found: list[dict[int, Found]] = [{} for _ in range(_GROUPS)]
        for group in range(_GROUPS):
            for index, row in enumerate(rows):
                self._enter(group, first + index, row[2 * group : 2 * group + 2])

    @property
    def spare(self) -> list[int]:
        """The keys that nobody uses."""
        return list(self._spare)

    def find(self, wanted: int, group: int) -> Found | None:
        """How a keysym is typed while the keyboard is in this group, if without AltGr."""
        return self._found[group].get(wanted) if group < _GROUPS else None

    def _enter(self, group: int, keycode: int, pair: list[int]) -> None:
        for shift, symbol in enumerate(pair):
            known = self._found[group].get(symbol)
            if symbol and (known is None or known.shift > bool(shift)):
                self._found[group][symbol] = Found(keycode, bool(shift))
