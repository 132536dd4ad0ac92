"""Keys lent to characters that the layout cannot type: which key has which character, and since when.

A program looks up what a key means when it handles the press, which may be a little later. So a key is not given to
another character before all the others had their turn, and not within a moment of its last use.
"""

from collections.abc import Iterable

SETTLES = 0.03
"""Seconds between two changes. A program that fetches a change loses one that happens meanwhile: Xlib, asking for the
keys that changed, forgets those that it hears of before the answer is there."""
REST = 0.3
"""Seconds after its last use before a key may get another character."""


class Borrowed:
    """The keys that are lent."""

    def __init__(self) -> None:
        self._keys: dict[int, tuple[tuple[int, int], float]] = {}
        self._free: list[int] = []
        self._changed_at = float("-inf")

    @property
    def keycodes(self) -> list[int]:
        """All keys that are lent, to be given back."""
        return list(self._keys)

    def offer(self, spare: Iterable[int]) -> None:
        """Keys that nobody uses. Those lent already stay lent."""
        self._free = [keycode for keycode in spare if keycode not in self._keys]

    def touch(self, keycode: int, now: float) -> None:
        """A key is used; it does not matter if it is not a lent one."""
        if keycode in self._keys:
            row, _ = self._keys.pop(keycode)
            self._keys[keycode] = (row, now)

    def lend(self, row: tuple[int, int], now: float) -> tuple[int, float] | None:
        """A key for these two keysyms and the seconds to wait before it changes; `None` when there is no key at all."""
        settles = max(0.0, self._changed_at + SETTLES - now)
        if self._free:
            keycode, rest = self._free.pop(0), settles
        elif self._keys:
            keycode = next(iter(self._keys))
            _, used_at = self._keys.pop(keycode)
            rest = max(settles, used_at + REST - now)
        else:
            return None
        self._changed_at = now + rest
        self._keys[keycode] = (row, now + rest)
        return keycode, rest
