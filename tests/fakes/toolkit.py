"""Tk's turns, taken by hand."""

import time
import tkinter as tk
from collections.abc import Callable

from tests.fakes.waiting import WITHIN


def turns(root: tk.Tk, holds: Callable[[], object]) -> None:
    """Lets Tk work until it is so."""
    until = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        root.update()
