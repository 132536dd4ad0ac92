"""The screen through mss: shared memory on X11, the system's own way on Windows and macOS.

On X11 the DAMAGE extension tells when something changed. Where it is missing, and on other systems for now, pictures
are taken at a fixed rate and compared.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import mss

from customer_client.capture.areas import inside
from customer_client.capture.damage import Damage, DamageMissing, WakeUp
from customer_client.capture.strips import differing
from peer.picture import Area, Picture
from protocol.problems import ScreenGone, ScreenRefused

POLL_EVERY = 1 / 30
"""Seconds between two pictures that are compared."""
MEASURE_EVERY = 1.0
"""Seconds after which the screen's size is looked up again, where nothing tells that it changed."""


@dataclass(frozen=True)
class Shot:
    """What mss took: `bgra` as in `Picture`."""

    width: int
    height: int
    bgra: bytearray
    taken_at: float

    def picture(self, changed: tuple[Area, ...] | None) -> Picture:
        """As what is handed out."""
        return Picture(self.width, self.height, self.bgra, self.taken_at, changed)


class Camera:
    """Takes pictures of the whole screen, whatever its size is by then."""

    def __init__(self, name: str | None, clock: Callable[[], float]) -> None:
        self._name = name
        self._clock = clock
        self._worked = False
        self._mss: mss.MSS | None = None

    @property
    def notes(self) -> list[str]:
        """What mss says about its speed: empty, or why a slow way was taken."""
        return list(self._mss.performance_status) if self._mss else []

    def take(self) -> Shot:
        """What is on the screen now. Raises `ScreenRefused` or `ScreenGone`."""
        try:
            shot = self._take()
        # WORKAROUND mss 10.2: an X server that is gone shows as a failed assertion in `xcbhelpers.reply`
        # (https://github.com/BoboTiG/python-mss). To be removed when it raises an error of its own.
        except AssertionError as lost:
            raise ScreenGone from lost
        except mss.ScreenShotError as refused:
            raise (ScreenGone if self._worked else ScreenRefused) from refused
        self._worked = True
        return shot

    def forget_size(self) -> None:
        """The screen's size changed: mss has to start again, because its memory has the size of the first screen."""
        if self._mss:
            self._mss.close()
        self._mss = None

    def close(self) -> None:
        """Gives memory and connection back."""
        self.forget_size()

    def _take(self) -> Shot:
        if self._mss is None:
            self._mss = mss.MSS(display=self._name) if sys.platform == "linux" else mss.MSS()
        taken_at = self._clock()
        shot = self._mss.grab(self._mss.monitors[0])
        return Shot(shot.width, shot.height, shot.raw, taken_at)


class WatchedScreen:
    """A `Screen` that is told when something changed."""

    def __init__(self, camera: Camera, damage: Damage) -> None:
        self._camera = camera
        self._damage = damage
        self._size = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        """As in `Screen`: that of the last picture."""
        return self._size

    def wait(self, timeout: float) -> bool:
        """As in `Screen`."""
        return self._damage.wait(timeout)

    def wake(self) -> None:
        """As in `Screen`."""
        self._damage.wake()

    def grab(self) -> Picture:
        """As in `Screen`."""
        areas = self._damage.seen()
        if self._damage.resized:
            self._damage.resized = False
            self._camera.forget_size()
        shot = self._camera.take()
        before, self._size = self._size, (shot.width, shot.height)
        return shot.picture(inside(areas, Area(0, 0, *self._size)) if before == self._size else None)

    def close(self) -> None:
        """As in `Screen`."""
        self._camera.close()
        self._damage.close()


class ComparedScreen:
    """A `Screen` that looks again and again whether something changed."""

    def __init__(self, camera: Camera, clock: Callable[[], float]) -> None:
        self._camera = camera
        self._clock = clock
        self._wake_up = WakeUp()
        self._shown: Shot | None = None
        self._next: Picture | None = None
        self._measured_at = clock()

    @property
    def size(self) -> tuple[int, int]:
        """As in `Screen`: that of the last picture."""
        return (self._shown.width, self._shown.height) if self._shown else (0, 0)

    def wait(self, timeout: float) -> bool:
        """As in `Screen`."""
        until = self._clock() + timeout
        while self._next is None:
            picture = self._look()
            if picture.changed != ():
                self._next = picture
            elif self._clock() >= until or self._wake_up.wait(min(timeout, POLL_EVERY)):
                return False
        return True

    def wake(self) -> None:
        """As in `Screen`."""
        self._wake_up.wake()

    def grab(self) -> Picture:
        """As in `Screen`: the picture in which a change was seen, if there is one that nobody got yet."""
        picture, self._next = self._next or self._look(), None
        return picture

    def close(self) -> None:
        """As in `Screen`."""
        self._camera.close()
        self._wake_up.close()

    def _look(self) -> Picture:
        """What is on the screen, and what of it was not in the look before."""
        shot, before = self._shoot(), self._shown
        self._shown = shot
        if before is None or (before.width, before.height) != (shot.width, shot.height):
            return shot.picture(None)
        return shot.picture(differing(before.bgra, shot.bgra, shot.width))

    def _shoot(self) -> Shot:
        if self._clock() - self._measured_at >= MEASURE_EVERY:
            self._measured_at = self._clock()
            self._camera.forget_size()
        try:
            return self._camera.take()
        except ScreenGone:
            # Not gone for good, perhaps: a screen that shrank has not got the old one's corner any more.
            self._camera.forget_size()
            return self._camera.take()


def open_screen(name: str | None, clock: Callable[[], float]) -> WatchedScreen | ComparedScreen:
    """The screen of this machine. `name` is an X display's. Raises `ScreenRefused` or `ScreenGone`."""
    camera = Camera(name, clock)
    if sys.platform != "linux":
        return ComparedScreen(camera, clock)
    try:
        return WatchedScreen(camera, Damage(name))
    except DamageMissing:
        return ComparedScreen(camera, clock)
