"""Loading what takes seconds, in a thread of its own, so that who leaves meanwhile does not wait for the rest of it."""

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

Loaded = TypeVar("Loaded")


class Stopped(BaseException):
    """Nobody wants what is being loaded any more. No `Exception`: a module that does without another one must not."""


class Loading:
    """Imports stop between two modules once `stop` was called: Python asks every finder, and so this one, for each."""

    def __init__(self) -> None:
        self._wanted = True
        self._thread: int | None = None

    def stop(self) -> None:
        """From any thread, also from a signal handler, and before anything is loaded."""
        self._wanted = False

    def of(self, make: Callable[[], Loaded]) -> Loaded:
        """What `make` makes, which imports what it needs, in this thread. Raises `Stopped`."""
        self._thread = threading.get_ident()
        sys.meta_path.insert(0, self)
        try:
            self._look()
            return make()
        finally:
            sys.meta_path.remove(self)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG002  # Python's names
        """As Python calls it before it looks for a module: others find it. Raises `Stopped`."""
        if threading.get_ident() == self._thread:
            self._look()

    def _look(self) -> None:
        if not self._wanted:
            raise Stopped
