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

    def rest(self, now: float) -> float | None:
        """Seconds until a key can be lent; `None` when there is no key at all."""
        settles = max(0.0, self._changed_at + SETTLES - now)
        if self._free:
            return settles
        if not self._keys:
            return None
        _, used_at = next(iter(self._keys.values()))
        return max(settles, used_at + REST - now)

    def lend(self, row: tuple[int, int], now: float) -> int:
        """A key for these two keysyms. To be asked for when `rest` is over."""
        keycode = self._free.pop(0) if self._free else next(iter(self._keys))
        self._keys.pop(keycode, None)
        self._changed_at = now
        self._keys[keycode] = (row, now)
        return keycode
