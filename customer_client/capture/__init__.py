"""Seeing the customer's screen, and the pointer on it.

* A **screen** says when something changed and hands out pictures of itself; it is a door, with a fake.
* A **desktop** is what it could show: one or several **monitors**. A **view** is what of it is shown.
* A **picture** (`peer.picture`) is what was there at one moment, without the pointer: whole, or in pieces.
* A **sight** says where the pointer is and what it looks like; it is a door too.
"""

from dataclasses import dataclass
from typing import Protocol

from customer_client.capture.desktop import Monitor, View
from peer.picture import Picture
from protocol.pointer_shape import Shape


class Screen(Protocol):
    """The customer's screen. Used from one thread, except `wake` and `expect`.

    Raises `ScreenRefused` or `ScreenGone`.
    """

    @property
    def view(self) -> View:
        """What was shown when somebody last looked."""

    def show(self, monitor: Monitor | None) -> None:
        """From now on pictures are of this monitor alone, or of all. The next one is whole."""

    def wait(self, timeout: float) -> bool:
        """Whether something changed since the last `grab`; returns as soon as it does, at most `timeout` later."""

    def expect(self) -> None:
        """Somebody moved mouse or keyboard: a change is likely. Whoever is not told of changes looks more often now."""

    def wake(self) -> None:
        """Makes a `wait` in another thread return at once."""

    def grab(self) -> Picture | None:
        """What is shown now, or `None` when the monitor is not there. Its pixels are valid until the next `grab`."""

    def close(self) -> None:
        """Gives the display connection back."""


class SightMissing(Exception):
    """This system does not tell about its pointer."""


@dataclass(frozen=True)
class Sighting:
    """The pointer at one moment, on the desktop. Without a shape it is known to be there, and nothing more."""

    x: int
    y: int
    shape: Shape | None = None


class Sight(Protocol):
    """Sees the pointer. Used from one thread, except `wake`. Raises `ScreenGone`."""

    tells_of_shapes: bool
    """Whether `wait` returns early when the shape changes: then it need not be looked at for that."""

    def look(self) -> Sighting:
        """The pointer, now. Costs next to nothing."""

    def wait(self, timeout: float) -> None:
        """Waits; returns early when the system says that the shape changed, and when woken."""

    def wake(self) -> None:
        """Ends a `wait` in another thread."""

    def close(self) -> None:
        """Gives back what it holds."""
