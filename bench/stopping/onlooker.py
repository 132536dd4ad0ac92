"""What can be seen on the customer's X display from outside: where the pointer is, and which keys are down."""

import threading
import time
from typing import Any

from Xlib import XK, X, display
from Xlib.ext import xtest

LOOK_EVERY = 0.001
PAINT_EVERY = 1 / 60
PATCH = 200
"""Pixels of the side of what is painted, so that there is always a new picture."""


class Onlooker:
    """Looks a thousand times a second, and has a hand of its own: the customer's."""

    def __init__(self, name: str) -> None:
        self._look, self._hand, self._paint = (display.Display(name) for _ in range(3))
        self._at = (-1, -1)
        self._own = (-1, -1)
        self._lock = threading.Lock()
        self.moves: list[float] = []
        """When the pointer was seen elsewhere than before, but where the customer put it."""
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=run, name=run.__name__, daemon=True) for run in (self._watch, self._paint_on)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(5)
        for connection in (self._look, self._hand, self._paint):
            connection.close()

    def clicks(self, x: int, y: int) -> float:
        """The customer presses the mouse there; when. Nobody else's move comes between going there and pressing."""
        self._own = (x, y)
        moment = time.monotonic()
        xtest.fake_input(self._hand, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._hand, X.ButtonPress, 1)
        xtest.fake_input(self._hand, X.ButtonRelease, 1)
        self._hand.sync()
        return moment

    def moves_to(self, x: int, y: int) -> float:
        """The customer moves the mouse there; when."""
        self._own = (x, y)
        moment = time.monotonic()
        xtest.fake_input(self._hand, X.MotionNotify, x=x, y=y)
        self._hand.sync()
        return moment

    def presses(self, key: str) -> float:
        """The customer presses and releases a key; when."""
        code = self._hand.keysym_to_keycode(XK.string_to_keysym(key))
        moment = time.monotonic()
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self._hand, kind, code)
        self._hand.sync()
        return moment

    def works_elsewhere(self) -> None:
        """The keyboard belongs to whatever is under the mouse, and no window of ours."""
        self._hand.set_input_focus(X.PointerRoot, X.RevertToPointerRoot, X.CurrentTime)
        self._hand.sync()

    def keys_down(self) -> int:
        """How many keys the X server takes for pressed (XQueryKeymap)."""
        with self._lock:
            keymap = bytes(self._look.query_keymap())
        return int.from_bytes(keymap).bit_count()

    def last_move_after(self, moment: float) -> float:
        """Milliseconds from then to the last move that was not the customer's own; 0 when there was none."""
        return max(((at - moment) * 1000 for at in list(self.moves) if at > moment), default=0.0)

    def first_move_after(self, moment: float) -> float | None:
        """Milliseconds from then to the first such move."""
        return min(((at - moment) * 1000 for at in list(self.moves) if at > moment), default=None)

    def _watch(self) -> None:
        root = self._look.screen().root
        while not self._ended.is_set():
            with self._lock:
                seen: Any = root.query_pointer()
            at = (seen.root_x, seen.root_y)
            if at != self._at:
                self._at = at
                if at != self._own:
                    self.moves.append(time.monotonic())
            time.sleep(LOOK_EVERY)

    def _paint_on(self) -> None:
        root, count = self._paint.screen().root, 0
        pen = root.create_gc(subwindow_mode=X.IncludeInferiors)
        while not self._ended.is_set():
            count += 1
            pen.change(foreground=count * 40503 & 0xFFFFFF)
            root.fill_rectangle(pen, 20, 500, PATCH, PATCH)
            self._paint.sync()
            time.sleep(PAINT_EVERY)
