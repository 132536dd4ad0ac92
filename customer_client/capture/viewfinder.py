"""What of the desktop is looked at, and a picture of just that."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from customer_client.capture.areas import pieces
from customer_client.capture.camera import Look, Shot
from customer_client.capture.desktop import Desktop, Monitor, View
from peer.picture import Area, Picture, Piece
from peer.pixel_seams import BLOCK
from protocol.problems import ScreenGone


class Takes(Protocol):
    """A camera."""

    def desktop(self) -> Desktop:
        """As in `Camera`."""

    def look(self, areas: Sequence[Area]) -> Look:
        """As in `Camera`."""

    def forget_size(self) -> None:
        """As in `Camera`."""

    def close(self) -> None:
        """As in `Camera`."""


class Found(NamedTuple):
    """A shot, whose pixels are valid until the next one, and whether it is of the same area as the one before."""

    shot: Shot
    same_area: bool


class Viewfinder:
    """A camera that looks at one monitor or at all. Raises `ScreenRefused` or `ScreenGone`."""

    def __init__(self, camera: Takes) -> None:
        self._camera = camera
        self._before: Area | None = None
        self._known = False
        """Whether whoever is handed pictures has all of what is shown, up to what changed since."""
        self.view = View(camera.desktop())

    def show(self, monitor: Monitor | None) -> None:
        """From now on it looks at this monitor, or at all of them. The next picture is whole."""
        self._known = False
        self.view = View(self.view.desktop, monitor)

    def measure(self) -> None:
        """The desktop may have changed."""
        self._camera.forget_size()
        self._known = False
        self.view = View(self._camera.desktop(), self.view.wanted)

    def take(self) -> Found | None:
        """All that is there now; `None` when what it is to look at is not there."""
        try:
            return self._take()
        except ScreenGone:
            # Not gone for good, perhaps: a screen that shrank has not got the old one's corner any more.
            self.measure()
            return self._take()

    def picture(self, changed: tuple[Area, ...]) -> Picture | None:
        """What of it is to be handed out now, if that changed since the picture before; `None` as in `take`.

        `changed` is seen from the shown area's corner. The pixels are valid until the next look or measure.
        """
        try:
            return self._picture(changed)
        except ScreenGone:
            self.measure()
            return self._picture(changed)

    def glance(self, top: int, height: int) -> Shot | None:
        """Some rows of it, without any change to what `take` gives next; `None` when they are not there."""
        area = self.view.area
        if area is None:
            return None
        try:
            return self._shot(Area(area.left, area.top + top, area.width, height))
        except ScreenGone:
            return None

    def close(self) -> None:
        """Closes the camera."""
        self._camera.close()

    def _take(self) -> Found | None:
        area, before = self.view.area, self._before
        self._before = area
        return area and Found(self._shot(area), area == before)

    def _shot(self, area: Area) -> Shot:
        seen = self._camera.look([area])
        return Shot(area.width, area.height, seen.pixels[0], seen.taken_at)

    def _picture(self, changed: tuple[Area, ...]) -> Picture | None:
        area, before = self.view.area, self._before
        self._before = area
        if area is None:
            return None
        known = self._known and area == before
        whole = Area(0, 0, area.width, area.height)
        wanted = pieces(changed, area.width, area.height, BLOCK) if known else (whole,)
        seen = self._camera.look([Area(area.left + x, area.top + y, *size) for x, y, *size in wanted])
        self._known = True
        taken = tuple(map(Piece, wanted, seen.pixels))
        return Picture(area.width, area.height, taken, seen.taken_at, changed if known else None)
