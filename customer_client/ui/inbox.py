"""Statuses on their way from other threads into Tk's, which alone may draw."""

import os
import queue
import threading
import tkinter as tk
from collections.abc import Callable

from customer_client.status import Status

_LOOK_EVERY = 50
"""Milliseconds between two looks, where Tk cannot be woken by a file."""
_MANY = 4096


class Inbox:
    """Calls `receive` in Tk's thread for everything that was `put`, one after the other; `None` is the end.

    Where Tk can watch a file (not on Windows) a pipe wakes it, so that an idle window costs nothing.
    """

    def __init__(self, root: tk.Tk, receive: Callable[[Status | None], None]) -> None:
        self._root, self._receive = root, receive
        self._waiting: queue.SimpleQueue[Status | None] = queue.SimpleQueue()
        # A signal's handler may put something while this thread puts something.
        self._lock = threading.RLock()
        self._pipe: tuple[int, int] | None = None
        if hasattr(root, "createfilehandler"):
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            root.createfilehandler(self._pipe[0], tk.READABLE, self._woken)
        else:
            self._look()

    def put(self, status: Status | None) -> None:
        """From any thread. After `close` nothing happens any more."""
        self._waiting.put(status)
        with self._lock:
            if self._pipe is None:
                return
            try:
                os.write(self._pipe[1], b".")
            except BlockingIOError:
                return  # it is full of wake-up calls already

    def close(self) -> None:
        """To be called in Tk's thread."""
        with self._lock:
            if self._pipe is None:
                return
            self._root.deletefilehandler(self._pipe[0])
            for end in self._pipe:
                os.close(end)
            self._pipe = None

    def _woken(self, file: int, _: int) -> None:
        os.read(file, _MANY)
        self._drain()

    def _look(self) -> None:
        self._drain()
        self._root.after(_LOOK_EVERY, self._look)

    def _drain(self) -> None:
        while not self._waiting.empty():
            self._receive(self._waiting.get())
