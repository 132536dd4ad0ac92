"""A `Screen` that is told when and where something changed."""

from customer_client.capture.areas import few, inside
from customer_client.capture.damage import Damage
from customer_client.capture.desktop import Monitor, View
from customer_client.capture.viewfinder import Viewfinder
from peer.picture import Area, Picture


class WatchedScreen:
    """The screen of an X server with the DAMAGE extension."""

    def __init__(self, finder: Viewfinder, damage: Damage) -> None:
        self._finder = finder
        self._damage = damage
        self._changed: tuple[Area, ...] = ()
        """What changed of what is shown, since the last picture."""
        self._shown_anew = True

    @property
    def view(self) -> View:
        """As in `Screen`."""
        return self._finder.view

    def show(self, monitor: Monitor | None) -> None:
        """As in `Screen`."""
        self._finder.show(monitor)
        self._changed, self._shown_anew = (), True

    def wait(self, timeout: float) -> bool:
        """As in `Screen`. What changes on a monitor that is not shown is no change."""
        if self._shown_anew or (self._changed and self.view.area):
            return True
        if not self._damage.wait(timeout):
            return False
        if not self._damage.resized and self.view.area != self.view.desktop.area:
            self._take_up()
            return bool(self._changed)
        return True

    def expect(self) -> None:
        """As in `Screen`: here a change is told as soon as it is there."""

    def wake(self) -> None:
        """As in `Screen`."""
        self._damage.wake()

    def grab(self) -> Picture | None:
        """As in `Screen`."""
        self._take_up()
        if self._damage.resized:
            self._damage.resized = False
            self._finder.measure()
        self._shown_anew = False
        changed, self._changed = self._changed, ()
        return self._finder.picture(changed)

    def close(self) -> None:
        """As in `Screen`."""
        self._finder.close()
        self._damage.close()

    def _take_up(self) -> None:
        """Where something changed until now, as far as it is shown."""
        areas, shown = self._damage.seen(), self.view.area
        if shown is not None:
            self._changed = few([*self._changed, *inside(areas, shown)])
