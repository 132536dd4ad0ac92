"""Seeing the customer's screen.

* A **screen** says when something changed and hands out pictures of itself; it is a door, with a fake.
* A **picture** (`peer.picture`) is what was on the screen at one moment.
"""

from typing import Protocol

from peer.picture import Picture


class Screen(Protocol):
    """The customer's screen. Used from one thread, except `wake`. Raises `ScreenRefused` or `ScreenGone`."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, now."""

    def wait(self, timeout: float) -> bool:
        """Whether something changed since the last `grab`; returns as soon as it does, at most `timeout` later."""

    def wake(self) -> None:
        """Makes a `wait` in another thread return at once."""

    def grab(self) -> Picture:
        """What is on the screen now. The picture's pixels are valid until the next `grab`."""

    def close(self) -> None:
        """Gives the display connection back."""
