"""The capture thread: waits for a change, waits until the encoder can take a picture, and only then takes one.

So nothing is taken while nothing changes, nothing waits in a queue, and the newest is what goes out.
"""

import threading
from collections.abc import Callable
from typing import Protocol

from customer_client.capture import Screen
from customer_client.capture.desktop import Monitor, View
from customer_client.capture.pace import Pace
from peer.picture import Picture
from protocol.problems import Problem, ScreenGone, ScreenRefused

LOOK_UP_EVERY = 0.2
"""Seconds after which a thread that cannot be woken looks whether it is to stop."""
WAKES_EVERY = 2.0
"""The same for one that is woken when it is: each look would cost a processor that has nothing to do 0.2 ms."""
STOPPED_WITHIN = 0.3
"""Seconds until the thread has stopped, unless the system holds on to it."""


class TakesPictures(Protocol):
    """What the pump feeds: the encoder."""

    def submit(self, picture: Picture) -> None:
        """Takes a picture; its pixels are copied before this returns."""

    def wait_ready(self, timeout: float) -> bool:
        """Waits until a picture can be taken at once."""

    def request_keyframe(self) -> None:
        """What comes next has nothing to do with what came before."""


class Pump:
    """Pictures from the screen into the encoder, while it runs. `on_view` and `on_lost` are called in its thread.

    `on_view` says what is shown whenever that changes, just before the first picture of it.
    """

    def __init__(
        self,
        open_screen: Callable[[], Screen],
        encoder: TakesPictures,
        clock: Callable[[], float],
        *,
        on_view: Callable[[View], None],
        on_lost: Callable[[type[Problem]], None],
    ) -> None:
        self._open_screen = open_screen
        self._encoder = encoder
        self._clock = clock
        self._on_view = on_view
        self._on_lost = on_lost
        self._view: View | None = None
        self._wanted: tuple[Monitor | None] | None = None
        self._stopping = threading.Event()
        self._refresh = threading.Event()
        self._awake = threading.Event()
        self._awake.set()
        self._screen: Screen | None = None
        self._screen_open = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)

    def start(self) -> None:
        """Begins; the first picture comes at once."""
        self._refresh.set()
        self._thread.start()

    def refresh(self) -> None:
        """A picture is wanted although nothing may have changed: somebody begins to look."""
        self._refresh.set()
        self._wake()

    def show(self, monitor: Monitor | None) -> None:
        """From now on this monitor is shown, or all of them. From any thread, as `refresh` and `expect`."""
        with self._screen_open:
            self._wanted = (monitor,)
        self.refresh()

    def rest(self) -> None:
        """No picture is taken or handed on until `go_on`."""
        self._awake.clear()

    def go_on(self) -> None:
        """Pictures again, the first at once."""
        self._refresh.set()
        self._awake.set()
        self._wake()

    def expect(self) -> None:
        """Mouse or keyboard were moved, so something will change."""
        with self._screen_open:
            if self._screen:
                self._screen.expect()

    def stop(self) -> bool:
        """No picture is taken or handed on after this. Whether the thread has ended within `STOPPED_WITHIN`."""
        self._stopping.set()
        self._awake.set()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join(STOPPED_WITHIN)
        return not self._thread.is_alive()

    def _wake(self) -> None:
        with self._screen_open:
            if self._screen:
                self._screen.wake()

    def _run(self) -> None:
        try:
            screen = self._open_screen()
        except (ScreenGone, ScreenRefused) as lost:
            self._on_lost(type(lost))
            return
        self._screen = screen
        try:
            self._pump(screen)
        except (ScreenGone, ScreenRefused) as lost:
            if not self._stopping.is_set():
                self._on_lost(type(lost))
        finally:
            with self._screen_open:
                self._screen = None
                screen.close()

    def _pump(self, screen: Screen) -> None:
        pace = Pace()
        while not self._stopping.is_set():
            self._turn(screen)
            if not self._awake.is_set():
                self._tell(screen.view)
                self._awake.wait(WAKES_EVERY)
                continue
            if not self._refresh.is_set() and not screen.wait(WAKES_EVERY):
                self._tell(screen.view)
                continue
            if not self._encoder.wait_ready(LOOK_UP_EVERY):
                continue
            if self._stopping.wait(pace.delay(self._clock())):
                return
            self._refresh.clear()
            self._turn(screen)
            pace.taken(self._clock())
            if not self._hand_on(screen.grab(), screen.view):
                screen.show(screen.view.wanted)  # what was taken is lost: the next one has to be whole

    def _turn(self, screen: Screen) -> None:
        """To the monitor that somebody wants to see."""
        with self._screen_open:
            wanted, self._wanted = self._wanted, None
        if wanted:
            screen.show(*wanted)

    def _hand_on(self, picture: Picture | None, view: View) -> bool:
        """Whether what was taken, if anything, has been handed on."""
        if self._stopping.is_set():
            return False
        self._tell(view)
        if picture is None:
            return True
        awake = self._awake.is_set()
        if awake:
            self._encoder.submit(picture)
        return awake

    def _tell(self, view: View) -> None:
        if view == self._view:
            return
        before, self._view = self._view, view
        self._on_view(view)
        if before and before.area != view.area:
            self._encoder.request_keyframe()
