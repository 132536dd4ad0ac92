"""The thread that watches the pointer: often while it moves, seldom while it rests, at once when somebody moved it."""

import threading
from collections.abc import Callable

from customer_client.capture import Sight, Sighting, SightMissing
from customer_client.capture.rhythm import OFTEN, Rhythm
from protocol.problems import ScreenGone, ScreenRefused

AT_REST = 0.5
"""Seconds between two looks while nobody moves a mouse: only a program that moves the pointer is noticed by them."""
STOPPED_WITHIN = 0.3
"""Seconds until the thread has stopped."""


class PointerWatch:
    """Tells of the pointer whenever it is elsewhere or looks different, sixty times a second at most.

    `on_seen` is called in its thread. A display that is gone ends the watch: the screen's own thread tells of that.
    """

    def __init__(
        self, open_sight: Callable[[], Sight], clock: Callable[[], float], on_seen: Callable[[Sighting], None]
    ) -> None:
        """`open_sight` is called in the thread; it may raise `SightMissing`: then there is nothing to tell."""
        self._open_sight = open_sight
        self._clock = clock
        self._on_seen = on_seen
        self._rhythm = Rhythm(seldom=AT_REST)
        self._stopping = threading.Event()
        self._sight: Sight | None = None
        self._sight_open = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="pointer", daemon=True)

    def start(self) -> None:
        """Begins; the first sighting comes at once."""
        self._thread.start()

    def expect(self, *, moved: bool = True) -> None:
        """Somebody moved it, or pressed keys, which can change its shape. From any thread."""
        with self._sight_open:
            if self._sight and (moved or not self._sight.tells_of_shapes):
                self._rhythm.expect(self._clock())
                self._sight.wake()

    def stop(self) -> bool:
        """Nothing is told after this. Whether the thread has ended."""
        self._stopping.set()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join(STOPPED_WITHIN)
        return not self._thread.is_alive()

    def _wake(self) -> None:
        with self._sight_open:
            if self._sight:
                self._sight.wake()

    def _run(self) -> None:
        try:
            self._watch()
        except (SightMissing, ScreenGone, ScreenRefused):
            return

    def _watch(self) -> None:
        sight = self._open_sight()
        self._sight = sight
        before: Sighting | None = None
        try:
            while not self._stopping.is_set():
                seen = sight.look()
                self._rhythm.looked(self._clock(), changed=seen != before)
                if seen != before:
                    before = seen
                    self._on_seen(seen)
                soonest = self._clock() + OFTEN
                sight.wait(self._rhythm.delay(self._clock()))
                self._stopping.wait(max(0.0, soonest - self._clock()))
        finally:
            with self._sight_open:
                self._sight = None
                sight.close()
