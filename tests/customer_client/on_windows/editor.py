"""An editor of Windows' own. Tk's will not do here: in wine it takes a typed character for a key as well."""

import ctypes
import time
from ctypes import wintypes
from typing import Any

from tests.fakes.waiting import WITHIN

OVERLAPPED_VISIBLE = 0x00CF0000 | 0x10000000
REMOVE = 1
LIBRARIES: Any = ctypes


class Editor:
    """In front of everything, with the keyboard."""

    def __init__(self) -> None:
        user32 = self._user32 = LIBRARIES.WinDLL("user32")
        user32.CreateWindowExW.restype = wintypes.HWND
        place = (300, 200, 500, 120)
        window = user32.CreateWindowExW(0, "EDIT", "", OVERLAPPED_VISIBLE, *place, None, None, None, None)
        self._window = wintypes.HWND(window)
        user32.SetForegroundWindow(self._window)
        user32.SetFocus(self._window)

    def text(self) -> str:
        """What is in it."""
        self._turn()
        held = ctypes.create_unicode_buffer(1000)
        self._user32.GetWindowTextW(self._window, held, len(held))
        return held.value

    def holds(self, wanted: str) -> None:
        """Waits until it is this text."""
        until = time.monotonic() + WITHIN
        while (text := self.text()) != wanted:
            assert time.monotonic() < until, text

    def close(self) -> None:
        self._user32.DestroyWindow(self._window)
        self._turn()

    def _turn(self) -> None:
        message = wintypes.MSG()
        while self._user32.PeekMessageW(ctypes.byref(message), None, 0, 0, REMOVE):
            self._user32.TranslateMessage(ctypes.byref(message))
            self._user32.DispatchMessageW(ctypes.byref(message))
