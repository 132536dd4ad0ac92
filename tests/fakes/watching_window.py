"""A customer's window without a display: it keeps the newest status, to be waited for, and does what the test wants."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from customer_client.status import Action, Status

Shown = TypeVar("Shown")
PATIENCE = 20.0
"""Seconds; generous, because several suites may share a small machine."""
REMEMBERED = 1000


class Seen(Generic[Shown]):
    """The statuses that a person sees, to be waited for."""

    def __init__(self, first: Shown) -> None:
        self._condition = threading.Condition()
        self.status = first
        self.before: deque[Shown] = deque(maxlen=REMEMBERED)
        """The last statuses until now."""

    def show(self, status: Shown) -> None:
        with self._condition:
            self.status = status
            self.before.append(status)
            self._condition.notify_all()

    def sees(self, what: Callable[[Shown], bool], within: float = PATIENCE) -> Shown:
        with self._condition:
            assert self._condition.wait_for(lambda: what(self.status), within), self.status
            return self.status


class WatchingWindow(Seen[Status]):
    """A customer's `Window`. `made` is what `assemble` wants for making one."""

    def __init__(self) -> None:
        super().__init__(Status())
        self.rectangles: list[tuple[int, int, int, int]] = []
        self.focus = False
        self.closed = threading.Event()
        self.does: Callable[[Action], None] = lambda _: None

    def made(self, act: Callable[[Action], None]) -> "WatchingWindow":
        self.does = act
        return self

    def own_rectangles(self) -> Sequence[tuple[int, int, int, int]]:
        return self.rectangles

    def has_focus(self) -> bool:
        return self.focus

    def run(self) -> None:
        self.closed.wait()

    def close(self) -> None:
        self.closed.set()
