"""Which desktop has the customer's keyboard: the one that we are on, or one of Windows' own.

A question for administrator's rights, the lock screen and Ctrl+Alt+Del are on desktops that no program of ours may see
or operate. After https://learn.microsoft.com/windows/win32/winstation/desktops
"""

import ctypes
from ctypes import wintypes
from typing import Any, Final

_READ_OBJECTS: Final = 0x0001
"""DESKTOP_READOBJECTS: the right that reading its name takes."""
_NAME: Final = 2
"""UOI_NAME."""
_LONGEST: Final = 256
"""Characters of a desktop's name."""


class InputDesktop:
    """Asks Windows. `user32` and `kernel32` are the system's libraries of those names."""

    def __init__(self, user32: Any, kernel32: Any) -> None:
        self._user32 = user32
        self._kernel32 = kernel32

    def is_ours(self) -> bool:
        """Whether what is on the screen is the desktop of the thread that asks. It costs microseconds."""
        shown = self._user32.OpenInputDesktop(0, False, _READ_OBJECTS)
        if not shown:
            return False
        try:
            ours = self._user32.GetThreadDesktop(self._kernel32.GetCurrentThreadId())
            return self._name(shown) == self._name(ours) != ""
        finally:
            self._user32.CloseDesktop(wintypes.HANDLE(shown))

    def _name(self, desktop: int | None) -> str:
        """Empty when Windows does not tell it."""
        name = ctypes.create_unicode_buffer(_LONGEST)
        size = ctypes.sizeof(name)
        told = self._user32.GetUserObjectInformationW(wintypes.HANDLE(desktop), _NAME, name, size, None)
        return name.value if told else ""


def of_this_machine() -> InputDesktop:
    """That of Windows."""
    user32, kernel32 = ctypes.CDLL("user32"), ctypes.CDLL("kernel32")
    for opens in (user32.OpenInputDesktop, user32.GetThreadDesktop):
        opens.restype = wintypes.HANDLE
    return InputDesktop(user32, kernel32)
