"""What of the desktop is looked at, and a picture of just that."""

from typing import NamedTuple, Protocol

from customer_client.capture.camera import Shot
from customer_client.capture.desktop import Desktop, Monitor, View
from peer.picture import Area
from protocol.problems import ScreenGone


class Takes(Protocol):
    """A camera."""

    def desktop(self) -> Desktop:
        """As in `Camera`."""

    def take(self, area: Area) -> Shot:
        """As in `Camera`."""

    def forget_size(self) -> None:
        """As in `Camera`."""

    def close(self) -> None:
        """As in `Camera`."""


class Found(NamedTuple):
    """A shot, and whether it is of the same area as the one before."""

    shot: Shot
    same_area: bool


class Viewfinder:
    """A camera that looks at one monitor or at all. Raises `ScreenRefused` or `ScreenGone`."""

    def __init__(self, camera: Takes) -> None:
        self._camera = camera
        self._before: Area | None = None
        self.view = View(camera.desktop())

    def show(self, monitor: Monitor | None) -> None:
        """From now on it looks at this monitor, or at all of them."""
        self.view = View(self.view.desktop, monitor)

    def measure(self) -> None:
        """The desktop may have changed."""
        self._camera.forget_size()
        self.view = View(self._camera.desktop(), self.view.wanted)

    def take(self) -> Found | None:
        """What is there now; `None` when what it is to look at is not there."""
        try:
            return self._take()
        except ScreenGone:
            # Not gone for good, perhaps: a screen that shrank has not got the old one's corner any more.
            self.measure()
            return self._take()

    def close(self) -> None:
        """Closes the camera."""
        self._camera.close()

    def _take(self) -> Found | None:
        area, before = self.view.area, self._before
        self._before = area
        return None if area is None else Found(self._camera.take(area), area == before)
