"""Strokes in their turn. One that has to wait holds up those behind it and nothing else: least of all the customer.

What waits is asked about again, at every step: as soon as input is not allowed any more, all of it is forgotten.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from customer_client.injection.strokes import (
    PressButton,
    PressKey,
    ReleaseButton,
    ReleaseKey,
    Rest,
    Stroke,
)

AT_MOST = 256
"""Strokes that wait; what comes on top is left out, but never a release."""

Release = ReleaseKey | ReleaseButton


class Timer(Protocol):
    """What `later` gives back, as asyncio's does."""

    def cancel(self) -> None:
        """It is not to happen any more."""


class InTurn:
    """The strokes of one session on their way to the doors."""

    def __init__(
        self,
        do: Callable[[Stroke], Rest | None],
        later: Callable[[float, Callable[[], None]], Timer],
        allowed: Callable[[], bool],
    ) -> None:
        """`do` carries a stroke out, and gives what is left of it; `allowed`: whether input may be injected now."""
        self._do, self._later, self._allowed = do, later, allowed
        self._waiting: deque[Stroke] = deque()
        self._timer: Timer | None = None

    def add(self, stroke: Stroke) -> None:
        """A stroke that was admitted. A release is done at once, unless its own press still waits."""
        if self._waiting and not self._allowed():
            self.forget()
        if isinstance(stroke, Release) and not self._press_waits(stroke):
            self._do(stroke)
        elif not self._waiting:
            self._carry_out(stroke)
        elif len(self._waiting) < AT_MOST or isinstance(stroke, Release):
            self._waiting.append(stroke)

    def forget(self) -> None:
        """Nothing of what waits is ever done."""
        self._waiting.clear()
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _carry_out(self, stroke: Stroke) -> bool:
        """Whether it is done; if not, the rest of it waits in front of the others."""
        rest = self._do(stroke)
        if rest:
            self._waiting.appendleft(rest.stroke)
            self._timer = self._later(rest.after, self._go_on)
        return rest is None

    def _go_on(self) -> None:
        if not self._allowed():
            self.forget()
        while self._waiting and self._carry_out(self._waiting.popleft()):
            pass

    def _press_waits(self, release: Release) -> bool:
        press = PressKey(release.key) if isinstance(release, ReleaseKey) else PressButton(release.button)
        return press in self._waiting
