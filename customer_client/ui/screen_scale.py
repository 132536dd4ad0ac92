"""Telling Windows that we draw in real pixels. Elsewhere there is nothing to tell."""

import ctypes
import sys
from collections.abc import Mapping
from typing import Any, Final

_PER_MONITOR_V2: Final = -4
"""DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2: title bars and menus too have the size of the monitor they are on."""
_PER_MONITOR: Final = 2
"""PROCESS_PER_MONITOR_DPI_AWARE."""


def draw_in_real_pixels(libraries: Mapping[str, Any] | None = None) -> None:
    """To be called before the first window. Without it Windows enlarges our windows blurred, and lies about sizes.

    `libraries` are Windows' `user32` and `shcore`.
    """
    if libraries is None and sys.platform == "win32":
        libraries = {name: getattr(ctypes.windll, name) for name in ("user32", "shcore")}
    if libraries is not None:
        _tell(libraries["user32"], libraries["shcore"])


def _tell(user32: Any, shcore: Any) -> None:
    """As https://learn.microsoft.com/windows/win32/hidpi/setting-the-default-dpi-awareness-for-a-process has it."""
    tell = getattr(user32, "SetProcessDpiAwarenessContext", None)
    # The newer one came with version 1703 of Windows 10, the second kind of awareness with it.
    if tell is None or not tell(ctypes.c_void_p(_PER_MONITOR_V2)):
        shcore.SetProcessDpiAwareness(_PER_MONITOR)
