"""Keeping the bar where the customer can reach it: above everything, whatever else wants to be there."""

import sys
from collections.abc import Sequence
from typing import Protocol


class Top(Protocol):
    """A window of its own."""

    def lift(self) -> object:
        """Puts it above the others."""


def keep_on_top(bar: Top, frame: Sequence[Top], platform: str = sys.platform) -> None:
    """To be called again and again: no system tells a window reliably that it was covered.

    Windows never does, and X11 not where a compositor draws. On X11 a bar that is on top already is not moved by it.
    On Windows the frame comes first, so that the bar really moves: wine does not pass on to the screen what
    changes nothing in its own order, and puts new windows above those that are to be above all.
    """
    for top in frame if platform == "win32" else ():
        top.lift()
    bar.lift()
