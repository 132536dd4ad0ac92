"""The doors with Windows' own libraries behind them, where there are any: in wine. Elsewhere these are not collected.

The tests beside each door's module have invented libraries, and run everywhere.
"""

import sys
import tkinter as tk
from collections.abc import Iterator

import pytest

from customer_client.injection import windows_input
from customer_client.injection.windows_events import Injector
from customer_client.injection.windows_input import WindowsKeyboard, WindowsPointer

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]


@pytest.fixture(scope="module")
def root() -> Iterator[tk.Tk]:
    """A window of ours, on top of all others."""
    root = tk.Tk()
    root.geometry("400x200+200+150")
    root.attributes("-topmost", True)  # Tk's way
    root.update()
    yield root
    root.destroy()


@pytest.fixture(scope="module")
def hands() -> tuple[WindowsKeyboard, WindowsPointer, Injector]:
    return windows_input.of_this_machine()
