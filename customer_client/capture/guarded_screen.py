"""A `Screen` that shows nothing while the system shows a desktop of its own, and goes on by itself after that."""

from collections.abc import Callable
from dataclasses import replace

from customer_client.capture import Screen
from customer_client.capture.desktop import Monitor, View
from customer_client.capture.wake_up import WakeUp
from peer.picture import Picture
from protocol.problems import ScreenGone, ScreenRefused

LOOKS_EVERY = 0.1
"""Seconds between two looks whether the customer's desktop is back."""
NOTICES_WITHIN = 0.2
"""Seconds after which it is noticed that it is gone, while nothing changes on it."""


class GuardedScreen:
    """Another screen, while `is_ours` says that what is shown is the customer's desktop."""

    def __init__(self, screen: Screen, is_ours: Callable[[], bool]) -> None:
        self._screen = screen
        self._is_ours = is_ours
        self._wake_up = WakeUp()
        self._away = not is_ours()
        self._is_back = False
        """Nothing was shown since it came back."""

    @property
    def view(self) -> View:
        """As in `Screen`."""
        return replace(self._screen.view, away=self._away)

    def show(self, monitor: Monitor | None) -> None:
        """As in `Screen`."""
        self._screen.show(monitor)

    def wait(self, timeout: float) -> bool:
        """As in `Screen`."""
        if not self._looks():
            self._wake_up.wait(min(timeout, LOOKS_EVERY))
            return self._looks()
        return self._is_back or self._screen.wait(min(timeout, NOTICES_WITHIN))

    def expect(self) -> None:
        """As in `Screen`."""
        self._screen.expect()

    def wake(self) -> None:
        """As in `Screen`."""
        self._wake_up.wake()
        self._screen.wake()

    def grab(self) -> Picture | None:
        """As in `Screen`; `None` while another desktop is shown, and what was taken as it came is not handed out."""
        if not self._looks():
            return None
        if self._is_back:
            self._screen.show(self._screen.view.wanted)
        try:
            picture = self._screen.grab()
        except (ScreenGone, ScreenRefused):
            if self._looks():
                raise
            return None
        if not self._looks():
            return None
        self._is_back = False
        return picture

    def close(self) -> None:
        """As in `Screen`."""
        self._screen.close()
        self._wake_up.close()

    def _looks(self) -> bool:
        """Whether the customer's desktop is shown now."""
        away = not self._is_ours()
        self._is_back = not away and (self._is_back or self._away)
        self._away = away
        return not away
