"""The pointer on Windows: GetCursorInfo says where it is and which handle it has, GetIconInfo what that looks like.

After https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-getcursorinfo
"""

import ctypes
from ctypes import wintypes
from dataclasses import replace
from typing import Any, Final

from customer_client.capture import Sighting
from customer_client.capture.cursor_pixels import from_colour, from_monochrome
from customer_client.capture.wake_up import WakeUp
from protocol.pointer_shape import Shape

REMEMBERED = 64
"""Shapes, by their handles."""
SHOWING: Final = 1
"""CURSOR_SHOWING."""
_TOP_DOWN_32_BITS: Final = (40, 1, 32)
"""Size of the header, planes, bits per pixel."""
BLANK: Final = Shape(1, 1, 0, 0, bytes(4))
"""A pointer that a program hides."""


class CursorInfo(ctypes.Structure):
    """CURSORINFO."""

    _fields_ = (
        ("cbSize", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("hCursor", wintypes.HANDLE),
        ("ptScreenPos", wintypes.POINT),
    )


class IconInfo(ctypes.Structure):
    """ICONINFO."""

    _fields_ = (
        ("fIcon", wintypes.BOOL),
        ("xHotspot", wintypes.DWORD),
        ("yHotspot", wintypes.DWORD),
        ("hbmMask", wintypes.HANDLE),
        ("hbmColor", wintypes.HANDLE),
    )


class Bitmap(ctypes.Structure):
    """BITMAP."""

    _fields_ = (
        ("bmType", wintypes.LONG),
        ("bmWidth", wintypes.LONG),
        ("bmHeight", wintypes.LONG),
        ("bmWidthBytes", wintypes.LONG),
        ("bmPlanes", wintypes.WORD),
        ("bmBitsPixel", wintypes.WORD),
        ("bmBits", ctypes.c_void_p),
    )


class BitmapInfo(ctypes.Structure):
    """BITMAPINFOHEADER, with room for the colours that GetDIBits may write behind it."""

    _fields_ = (
        ("biSize", wintypes.DWORD),
        ("biWidth", wintypes.LONG),
        ("biHeight", wintypes.LONG),
        ("biPlanes", wintypes.WORD),
        ("biBitCount", wintypes.WORD),
        ("rest", wintypes.DWORD * 6),
        ("colours", wintypes.DWORD * 256),
    )


class WindowsSight:
    """The `Sight` of Windows. `user32` and `gdi32` are the system's libraries of those names."""

    tells_of_shapes = False

    def __init__(self, user32: Any, gdi32: Any) -> None:
        self._user32 = user32
        self._gdi32 = gdi32
        self._wake_up = WakeUp()
        self._shapes: dict[int, Shape | None] = {}
        self._before = Sighting(0, 0, BLANK)

    def look(self) -> Sighting:
        """As in `Sight`. On a desktop that is not ours, such as that of a password prompt, there is no pointer."""
        info = CursorInfo(cbSize=ctypes.sizeof(CursorInfo))
        if not self._user32.GetCursorInfo(ctypes.byref(info)):
            return replace(self._before, shape=BLANK)
        shape = self._shape(info.hCursor) if info.flags & SHOWING else BLANK
        self._before = Sighting(info.ptScreenPos.x, info.ptScreenPos.y, shape)
        return self._before

    def wait(self, timeout: float) -> None:
        """As in `Sight`: Windows does not tell of a new shape."""
        self._wake_up.wait(timeout)

    def wake(self) -> None:
        """As in `Sight`."""
        self._wake_up.wake()

    def close(self) -> None:
        """As in `Sight`."""
        self._wake_up.close()

    def _shape(self, handle: int | None) -> Shape | None:
        key = handle or 0
        if key not in self._shapes:
            if len(self._shapes) >= REMEMBERED:
                self._shapes.clear()
            self._shapes[key] = self._read(key)
        return self._shapes[key]

    def _read(self, handle: int) -> Shape | None:
        icon = IconInfo()
        if not self._user32.GetIconInfo(wintypes.HANDLE(handle), ctypes.byref(icon)):
            return None
        try:
            return self._draw(icon)
        finally:
            for bitmap in filter(None, (icon.hbmMask, icon.hbmColor)):
                self._gdi32.DeleteObject(wintypes.HANDLE(bitmap))

    def _draw(self, icon: IconInfo) -> Shape | None:
        width, height, mask = self._pixels(icon.hbmMask)
        if icon.hbmColor:
            width, height, colour = self._pixels(icon.hbmColor)
            rgba = from_colour(colour, mask)
        else:
            height //= 2
            rgba = from_monochrome(mask)
        if not width or not height:
            return None
        return Shape(width, height, min(icon.xHotspot, width - 1), min(icon.yHotspot, height - 1), rgba)

    def _pixels(self, handle: int) -> tuple[int, int, bytes]:
        """Width, height, and rows of blue, green, red, alpha."""
        bitmap = Bitmap()
        self._gdi32.GetObjectW(wintypes.HANDLE(handle), ctypes.sizeof(Bitmap), ctypes.byref(bitmap))
        width, height = bitmap.bmWidth, bitmap.bmHeight
        size, planes, bits = _TOP_DOWN_32_BITS
        info = BitmapInfo(biSize=size, biWidth=width, biHeight=-height, biPlanes=planes, biBitCount=bits)
        pixels = ctypes.create_string_buffer(width * height * 4)
        screen = wintypes.HDC(self._user32.GetDC(None))
        self._gdi32.GetDIBits(screen, wintypes.HANDLE(handle), 0, height, pixels, ctypes.byref(info), 0)
        self._user32.ReleaseDC(None, screen)
        return width, height, pixels.raw


def open_sight() -> WindowsSight:
    """That of this machine."""
    user32, gdi32 = ctypes.CDLL("user32"), ctypes.CDLL("gdi32")
    user32.GetDC.restype = wintypes.HDC
    return WindowsSight(user32, gdi32)
