"""Mouse and keyboard events for Windows' `SendInput`, each of which bears our mark, and what a hook reports of them.

Windows says of input only that some program made it. A screen keyboard, a voice, a switch for the mouth is a program
too, and the customer's own hand: so only what bears the mark is ours. After
https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-sendinput
"""

import ctypes
from collections.abc import Sequence
from typing import Any, Final

MARK: Final = 0x46657244
"""`dwExtraInfo` of all that we inject."""
MOVED: Final = 0x0200
"""WM_MOUSEMOVE, as a hook for the mouse reports it."""
_MOUSE, _KEYBOARD = 0, 1
_MOVE: Final = 0x0001 | 0x4000 | 0x8000
"""MOUSEEVENTF_MOVE, _VIRTUALDESK and _ABSOLUTE: a place on the whole of the desktop."""
_LEFT, _TOP, _WIDTH, _HEIGHT = 76, 77, 78, 79
"""SM_XVIRTUALSCREEN and the following."""
_WHOLE: Final = 65536
"""Steps from one edge of the desktop to the other."""


class Mouse(ctypes.Structure):
    """MOUSEINPUT."""

    _fields_ = (
        ("dx", ctypes.c_int32),
        ("dy", ctypes.c_int32),
        ("mouseData", ctypes.c_int32),
        ("dwFlags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("dwExtraInfo", ctypes.c_size_t),
    )


class Key(ctypes.Structure):
    """KEYBDINPUT."""

    _fields_ = (
        ("wVk", ctypes.c_uint16),
        ("wScan", ctypes.c_uint16),
        ("dwFlags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("dwExtraInfo", ctypes.c_size_t),
    )


class _Either(ctypes.Union):
    _fields_ = (("mi", Mouse), ("ki", Key))


class Event(ctypes.Structure):
    """INPUT."""

    _fields_ = (("type", ctypes.c_uint32), ("value", _Either))


def mouse(flags: int, data: int = 0, place: tuple[int, int] = (0, 0)) -> Event:
    """A motion, a button or the wheel; `place` in steps."""
    x, y = place
    return Event(_MOUSE, _Either(mi=Mouse(x, y, data, flags, 0, MARK)))


def key(virtual: int, scan: int, flags: int) -> Event:
    """A key goes down or up."""
    return Event(_KEYBOARD, _Either(ki=Key(virtual, scan, flags, 0, MARK)))


class Injector:
    """Sends events. `user32` is the system's library of that name. Used by one thread, asked by those of the hooks."""

    def __init__(self, user32: Any) -> None:
        self._user32 = user32
        self._put_at: tuple[int, int] | None = None

    def send(self, events: Sequence[Event]) -> None:
        """All of them, with nothing of the customer's between. What an administrator's window refuses is lost."""
        all_of_them = (Event * len(events))(*events)
        self._user32.SendInput(len(events), all_of_them, ctypes.sizeof(Event))

    def move(self, x: int, y: int) -> None:
        """Puts the pointer on a pixel. `SetCursorPos` would bear no mark, and wine loses clicks that follow it."""
        left, top, width, height = map(self._user32.GetSystemMetrics, (_LEFT, _TOP, _WIDTH, _HEIGHT))
        self._put_at = (x, y)
        self.send([mouse(_MOVE, place=(_steps(x - left, width), _steps(y - top, height)))])

    def is_ours(self, message: int, report: Any) -> bool:
        """Whether what a hook reports is our own input, or moved nothing from where we put the pointer."""
        if report.dwExtraInfo == MARK:
            return True
        return message == MOVED and (report.pt.x, report.pt.y) == self._put_at


def _steps(pixel: int, pixels: int) -> int:
    """The first step that is on this pixel. Windows multiplies by the pixels, and divides by the steps."""
    return -(-pixel * _WHOLE // max(1, pixels))
