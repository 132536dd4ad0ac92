"""How often the codec has to see a page that is scrolled without it. Pure.

It looks for the page from its own last picture on, and not very far; but where it found it once, it looks first. So it
is asked often in the beginning, and again when it has lost the page and codes it anew.
"""

from typing import Final

AT_FIRST: Final = 2
"""Pictures until it is its turn."""
AT_MOST: Final = 7
"""The same while it finds the page. It takes 10 ms, and all that came into view meanwhile is new to it."""
LOST: Final = 1.5
"""What its picture has of the bits of those before it where it has not found the page: 2 to 20 times as many. Where it
has, half as many to as many."""


class Turns:
    """The pictures since the codec's last one, and how it fared."""

    def __init__(self) -> None:
        self._patience = AT_FIRST
        self._bits = 0.0
        self.behind = 0
        """So many pictures the codec has not heard of."""

    @property
    def due(self) -> bool:
        """Whether the next picture is the codec's."""
        return self.behind >= self._patience

    def scrolled(self, bits: float) -> None:
        """There is another picture of which it does not hear."""
        self.behind, self._bits = self.behind + 1, self._bits + bits

    def seen(self, bits: float) -> None:
        """It made a picture of the same page, as fine as those."""
        if self.behind:
            lost = bits > LOST * self._bits
            self._patience = max(1, self._patience // 2) if lost else min(AT_MOST, self._patience + 1)
        self._forget()

    def over(self) -> None:
        """It made another one: the page stands still, or is another."""
        self._patience = AT_FIRST
        self._forget()

    def _forget(self) -> None:
        self.behind, self._bits = 0, 0.0
