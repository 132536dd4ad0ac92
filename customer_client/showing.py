"""Which monitor is shown: what the customer restricts it to, and within that what the agent chooses."""

from collections.abc import Iterator

from customer_client.capture.desktop import Monitor, View
from customer_client.commands import ShowMonitor
from customer_client.status import Shown
from protocol import peer_messages as m

CHOSEN_EVERY = 0.5
"""Seconds between two choices of an agent: each costs a whole picture, and moves the frame on the customer's screen."""


class Showing:
    """The monitors of one session."""

    def __init__(self) -> None:
        self.view: View | None = None
        self._only: Monitor | None = None
        self._chosen_at = float("-inf")

    @property
    def there(self) -> bool:
        """Whether what is captured is what may be seen: for the gate."""
        if self.view is None:
            return True
        if self.view.away:
            return True
        return self.view.area is not None and (self._only is None or self.view.wanted == self._only)

    @property
    def away(self) -> bool:
        """Whether the system shows a desktop of its own: for the gate."""
        return self.view is not None and self.view.away

    @property
    def shown(self) -> Shown | None:
        """For the customer's windows."""
        if self.view is None or self.view.area is None:
            return None
        monitors = self.view.desktop.monitors
        number = self._number(monitors)
        main = next((each.area for each in monitors if each.primary), monitors[0].area if monitors else None)
        home = self.view.area if number else main
        return Shown(self.view.area, number, len(monitors), self._only is not None, home)

    @property
    def number(self) -> int:
        """Of the monitor that is captured, 0 for all; as the agent and the recording count."""
        return self._number(self._offered())

    def seen(self, view: View) -> Iterator[ShowMonitor]:
        """This is captured now. When the agent's monitor vanishes all are shown; when it is the only one, none is."""
        self.view = view
        if view.area is None and self._only is None and not view.away:
            yield ShowMonitor(None)

    def choose(self, number: int, now: float) -> Iterator[ShowMonitor]:
        """The agent wants to see this one. Nothing comes of a number that was not offered."""
        offered = self._offered()
        if now - self._chosen_at < CHOSEN_EVERY or number > len(offered) or (not number and self._only):
            return
        self._chosen_at = now
        yield ShowMonitor(offered[number - 1] if number else None)

    def restrict(self, x: int, y: int) -> Iterator[ShowMonitor]:
        """The customer wants nothing to be seen but the monitor that shows this pixel."""
        monitor = self.view and self.view.desktop.at(x, y)
        if self.view and monitor and len(self.view.desktop.monitors) > 1:
            self._only = monitor
            yield ShowMonitor(monitor)

    def free(self) -> Iterator[ShowMonitor]:
        """The customer wants all monitors to be seen again."""
        if self._only:
            self._only = None
            yield ShowMonitor(None)

    def messages(self) -> Iterator[m.ScreenSize | m.Monitors]:
        """What the agent has to know."""
        if self.view is None:
            return
        if area := self.view.area:
            yield m.ScreenSize(width=area.width, height=area.height, left=area.left, top=area.top)
        offered = self._offered()
        told = tuple(m.Monitor(each.name, each.area.width, each.area.height, each.primary) for each in offered)
        yield m.Monitors(told, self._number(offered))

    def _offered(self) -> tuple[Monitor, ...]:
        if self.view is None:
            return ()
        if self._only is None:
            return self.view.desktop.monitors
        found = self.view.desktop.find(self._only)
        return (found,) if found else ()

    def _number(self, monitors: tuple[Monitor, ...]) -> int:
        shown = self.view and self.view.monitor
        return monitors.index(shown) + 1 if shown in monitors else 0
