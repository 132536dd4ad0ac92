"""Telling Windows that we draw in real pixels. Elsewhere there is nothing to tell."""

import sys


def draw_in_real_pixels() -> None:
    """To be called before the first window. Without it Windows enlarges our windows blurred, and lies about sizes."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - its windll exists on Windows only

        ctypes.windll.shcore.SetProcessDpiAwareness(2)
