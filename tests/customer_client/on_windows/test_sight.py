"""The screen and the pointer, as Windows shows them."""

import ctypes
import time
import tkinter as tk
from collections.abc import Iterator
from typing import Any

import pytest

from customer_client.capture import windows_desktop, windows_sight
from customer_client.capture.guarded_screen import GuardedScreen
from customer_client.capture.mss_screen import open_screen
from customer_client.capture.windows_sight import WindowsSight
from customer_client.injection.windows_events import Injector
from customer_client.injection.windows_input import WindowsKeyboard, WindowsPointer
from peer.picture import Picture
from tests.fakes.toolkit import turns

WINDOWS: Any = ctypes
GDI_OBJECTS, USER_OBJECTS = 0, 1
GREEN, RED = (0x3E, 0x8E, 0x1E), (0x1E, 0x1E, 0xD0)
"""Blue, green, red."""


def test_the_desktop_that_we_are_on_has_the_keyboard() -> None:
    assert windows_desktop.of_this_machine().is_ours()


def held() -> tuple[int, int]:
    """How many handles this process has."""
    process = WINDOWS.windll.kernel32.GetCurrentProcess()
    kinds = (GDI_OBJECTS, USER_OBJECTS)
    first, second = (WINDOWS.windll.user32.GetGuiResources(ctypes.c_void_p(process), kind) for kind in kinds)
    return first, second


@pytest.fixture
def sight() -> Iterator[WindowsSight]:
    opened = windows_sight.open_sight()
    yield opened
    opened.close()


def test_the_pointer_is_seen_where_it_is_and_as_it_looks(
    hands: tuple[WindowsKeyboard, WindowsPointer, Injector], root: tk.Tk, sight: WindowsSight
) -> None:
    x, y = root.winfo_rootx() + 100, root.winfo_rooty() + 100
    root.configure(cursor="arrow")
    root.update()

    def is_there() -> bool:
        hands[1].move(x, y)  # again: wine may put it back late where it was before (0169)
        seen = sight.look()
        return (seen.x, seen.y) == (x, y) and seen.shape not in (None, windows_sight.BLANK)

    turns(root, is_there)
    shape = sight.look().shape
    assert shape is not None
    assert shape.width == shape.height >= 16
    opaque = sum(alpha > 127 for alpha in shape.rgba[3::4])
    assert 20 < opaque < shape.width * shape.height / 2, "an arrow, and nothing round it"


def test_looking_at_the_pointer_again_and_again_keeps_nothing(sight: WindowsSight) -> None:
    sight.look()
    before = held()
    for _ in range(50):
        sight._shapes.clear()
        sight.look()
    assert held() == before


def colour(picture: Picture, x: int, y: int) -> tuple[int, ...] | None:
    """Of the newest piece that has this pixel."""
    for area, bgra in reversed(picture.pieces):
        if area.contains(x, y):
            at = 4 * ((y - area.top) * area.width + x - area.left)
            return tuple(bgra[at : at + 3])
    return None


def test_what_a_window_shows_is_taken_and_so_is_what_changes_in_it(root: tk.Tk) -> None:
    x, y = root.winfo_rootx() + 300, root.winfo_rooty() + 100
    root.configure(background="#1e8e3e")
    root.update()
    screen = open_screen(None, time.monotonic)
    assert isinstance(screen, GuardedScreen)
    area = screen.view.desktop.area
    assert (area.left, area.top, area.width, area.height) == (0, 0, root.winfo_screenwidth(), root.winfo_screenheight())

    def shows(wanted: tuple[int, int, int]) -> bool:
        picture = screen.grab() if screen.wait(0.1) else None
        return picture is not None and colour(picture, x, y) == wanted

    first = screen.grab()
    assert first is not None
    assert first.is_whole
    if colour(first, x, y) != GREEN:
        turns(root, lambda: shows(GREEN))
    root.configure(background="#d01e1e")
    turns(root, lambda: shows(RED))
    screen.close()
