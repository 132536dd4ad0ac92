"""The pointer on macOS: Quartz says where it is, AppKit what it looks like.

After https://developer.apple.com/documentation/appkit/nscursor/currentsystemcursor
"""

from collections.abc import Callable
from math import floor
from typing import Any

from customer_client.capture import Sighting
from customer_client.capture.wake_up import WakeUp
from protocol.pointer_shape import Shape

DRAWN_EVERY = 0.1
"""Seconds between two looks at the shape: the system does not say when it changes, and drawing it takes a while."""


class MacSight:
    """The `Sight` of macOS. `appkit` and `quartz` are the modules `AppKit` and `Quartz`, which pynput brings along."""

    tells_of_shapes = False

    def __init__(self, appkit: Any, quartz: Any, clock: Callable[[], float]) -> None:
        self._appkit = appkit
        self._quartz = quartz
        self._clock = clock
        self._wake_up = WakeUp()
        self._shape: Shape | None = None
        self._drawn_at = float("-inf")

    def look(self) -> Sighting:
        """As in `Sight`. Places are points, as everything on a desktop of macOS."""
        at = self._quartz.CGEventGetLocation(self._quartz.CGEventCreate(None))
        now = self._clock()
        if now - self._drawn_at >= DRAWN_EVERY:
            self._drawn_at, self._shape = now, self._draw()
        return Sighting(floor(at.x), floor(at.y), self._shape)

    def wait(self, timeout: float) -> None:
        """As in `Sight`: macOS does not tell of a new shape."""
        self._wake_up.wait(timeout)

    def wake(self) -> None:
        """As in `Sight`."""
        self._wake_up.wake()

    def close(self) -> None:
        """As in `Sight`."""
        self._wake_up.close()

    def _draw(self) -> Shape | None:
        """The pointer in points, whatever the pixels of the display are."""
        cursor = self._appkit.NSCursor.currentSystemCursor()
        if cursor is None:
            return None
        quartz, image, hot = self._quartz, cursor.image(), cursor.hotSpot()
        width, height = int(image.size().width), int(image.size().height)
        picture, _ = image.CGImageForProposedRect_context_hints_(None, None, None)
        if picture is None or width < 1 or height < 1:
            return None
        rgba = bytearray(width * height * 4)
        space = quartz.CGColorSpaceCreateDeviceRGB()
        canvas = quartz.CGBitmapContextCreate(
            rgba, width, height, 8, width * 4, space, quartz.kCGImageAlphaPremultipliedLast
        )
        quartz.CGContextDrawImage(canvas, quartz.CGRectMake(0, 0, width, height), picture)
        hot_x, hot_y = (min(max(0, int(each)), most - 1) for each, most in ((hot.x, width), (hot.y, height)))
        return Shape(width, height, hot_x, hot_y, bytes(rgba))


def open_sight(clock: Callable[[], float]) -> MacSight:
    """That of this machine."""
    import AppKit  # type: ignore[import-not-found]  # noqa: PLC0415  # there is no such module elsewhere
    import Quartz  # type: ignore[import-not-found]  # noqa: PLC0415  # there is no such module elsewhere

    return MacSight(AppKit, Quartz, clock)
