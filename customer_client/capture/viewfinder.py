"""What of the desktop is looked at, and a picture of just that."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from customer_client.capture.camera import Shot
from customer_client.capture.desktop import Desktop, Monitor, View
from peer.picture import Area
from protocol.problems import ScreenGone

_NEARLY_ALL: Final = 0.75
"""Share of the rows from which on taking all of them is as cheap."""
_BYTES_PER_PIXEL: Final = 4


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
        self._shot: Shot | None = None
        self.view = View(camera.desktop())

    def show(self, monitor: Monitor | None) -> None:
        """From now on it looks at this monitor, or at all of them."""
        self.view = View(self.view.desktop, monitor)

    def measure(self) -> None:
        """The desktop may have changed."""
        self._camera.forget_size()
        self._shot = None
        self.view = View(self._camera.desktop(), self.view.wanted)

    def take(self, changed: Sequence[Area] | None = None) -> Found | None:
        """What is there now; `None` when what it is to look at is not there.

        With `changed`, seen from the shown area's corner, only the rows in which that lies are looked at again.
        """
        try:
            return self._take(changed)
        except ScreenGone:
            # Not gone for good, perhaps: a screen that shrank has not got the old one's corner any more.
            self.measure()
            return self._take(None)

    def glance(self, top: int, height: int) -> Shot | None:
        """Some rows of it, without any change to what `take` gives next; `None` when they are not there."""
        area = self.view.area
        if area is None:
            return None
        try:
            return self._camera.take(Area(area.left, area.top + top, area.width, height))
        except ScreenGone:
            return None

    def close(self) -> None:
        """Closes the camera."""
        self._camera.close()

    def _take(self, changed: Sequence[Area] | None) -> Found | None:
        area, before = self.view.area, self._before
        self._before = area
        if area is None:
            return None
        if changed is None or area != before or self._shot is None:
            self._shot = self._camera.take(area)
        elif changed:
            self._shot = self._renewed(self._shot, area, changed)
        return Found(self._shot, area == before)

    def _renewed(self, shot: Shot, area: Area, changed: Sequence[Area]) -> Shot:
        """The shot before, with those rows as they are now."""
        top, bottom = min(each.top for each in changed), max(each.top + each.height for each in changed)
        if bottom - top >= _NEARLY_ALL * area.height:
            return self._camera.take(area)
        rows = self._camera.take(Area(area.left, area.top + top, area.width, bottom - top))
        row = area.width * _BYTES_PER_PIXEL
        shot.bgra[top * row : bottom * row] = rows.bgra
        return replace(shot, taken_at=rows.taken_at)
