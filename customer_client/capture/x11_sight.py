"""The pointer on X11: its place is asked for, its shape is told by the XFIXES extension."""

from array import array
from typing import Any

from Xlib import error
from Xlib.ext import xfixes

from customer_client.capture import Sighting, SightMissing
from customer_client.capture.damage import connect
from customer_client.capture.wake_up import WakeUp
from protocol.pointer_shape import Shape
from protocol.problems import ScreenGone

REMEMBERED = 64
"""Shapes: an animated pointer has two dozen of them, which come again and again."""
_GONE = (error.ConnectionClosedError, OSError)
_NOT_OURS = (error.BadAccess, error.XError)
"""What a server answers about the pointer of a program that has ended."""


class XSight:
    """The `Sight` of an X11 display."""

    tells_of_shapes = True

    def __init__(self, name: str | None) -> None:
        """`name` is the display's. Raises `SightMissing`, `ScreenGone` or `ScreenRefused`."""
        self._display = connect(name)
        if not self._display.has_extension(xfixes.extname):
            self._display.close()
            raise SightMissing
        self._root = self._display.screen().root
        self._display.xfixes_query_version()
        self._display.xfixes_select_cursor_input(self._root, xfixes.XFixesDisplayCursorNotifyMask)
        self._display.sync()
        self._wake_up = WakeUp()
        self._shapes: dict[int, Shape | None] = {}
        self._serial: int | None = None
        """Of the shape that the pointer has; `None`: nobody said."""

    def look(self) -> Sighting:
        """As in `Sight`."""
        try:
            self._drain()
            at = self._root.query_pointer()
            return Sighting(at.root_x, at.root_y, self._shape())
        except _GONE as lost:
            raise ScreenGone from lost

    def wait(self, timeout: float) -> None:
        """As in `Sight`."""
        try:
            if not self._display.pending_events():
                self._wake_up.wait(timeout, self._display.fileno())
        except _GONE as lost:
            raise ScreenGone from lost

    def wake(self) -> None:
        """As in `Sight`."""
        self._wake_up.wake()

    def close(self) -> None:
        """As in `Sight`."""
        try:
            self._display.close()
        except _GONE:
            return
        finally:
            self._wake_up.close()

    def _drain(self) -> None:
        while self._display.pending_events():
            event = self._display.next_event()
            self._serial = getattr(event, "cursor_serial", self._serial)

    def _shape(self) -> Shape | None:
        if self._serial in self._shapes:
            return self._shapes[self._serial]
        if len(self._shapes) >= REMEMBERED:
            self._shapes.clear()
        try:
            image = self._display.xfixes_get_cursor_image(self._root)
        except _NOT_OURS:
            if self._serial is not None:
                self._shapes[self._serial] = None
            return None
        self._serial = image.cursor_serial
        self._shapes[image.cursor_serial] = shape = _shape(image)
        return shape


def _shape(image: Any) -> Shape | None:
    """XFIXES gives words of alpha, red, green and blue, premultiplied. Some servers have no pointer, and no pixels."""
    if not image.width or not image.height:
        return None
    words = array("I", image.cursor_image).tobytes()
    rgba = bytearray(len(words))
    rgba[0::4], rgba[1::4], rgba[2::4], rgba[3::4] = words[2::4], words[1::4], words[0::4], words[3::4]
    hot_x, hot_y = min(image.xhot, image.width - 1), min(image.yhot, image.height - 1)
    return Shape(image.width, image.height, hot_x, hot_y, bytes(rgba))
