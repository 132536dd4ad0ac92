"""What we inject, as Windows takes it, and what its hooks say of it."""

import ctypes
import time
import tkinter as tk
from collections.abc import Iterator
from ctypes import wintypes
from threading import Event
from typing import Any

import pytest

from customer_client.injection import keys
from customer_client.injection.pynput_doors import PynputListening
from customer_client.injection.windows_events import Injector
from customer_client.injection.windows_input import WindowsKeyboard, WindowsPointer
from tests.customer_client.on_windows.editor import Editor
from tests.fakes.toolkit import turns
from tests.fakes.waiting import WITHIN

Hands = tuple[WindowsKeyboard, WindowsPointer, Injector]
TEXT = "äöüß€@\\{}^~ AaZz Ж漢 😀."
WINDOWS: Any = ctypes
KEY_UP = 0x0002
QUIET = 0.3
"""Seconds without a report."""


def pointer_at() -> tuple[int, int]:
    place = wintypes.POINT()
    WINDOWS.windll.user32.GetCursorPos(ctypes.byref(place))
    return place.x, place.y


@pytest.fixture
def entry(root: tk.Tk) -> Iterator[tk.Entry]:
    made = tk.Entry(root, width=60)
    made.pack()
    root.update()
    made.focus_force()
    turns(root, lambda: root.focus_get() is made)
    yield made
    made.destroy()


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (639, 359), (640, 360), (777, 555), (1279, 719)])
def test_the_pointer_lands_on_the_very_pixel(hands: Hands, place: tuple[int, int]) -> None:
    _, pointer, _ = hands
    pointer.move(*place)
    assert pointer_at() == place, "at once: what wine may put back comes later"


def test_each_button_goes_down_and_up_where_it_was_meant(root: tk.Tk, hands: Hands) -> None:
    _, pointer, _ = hands
    seen: list[tuple[str, int, int, int]] = []
    for kind in ("Press", "Release"):
        root.bind(
            f"<Button{kind}>", lambda event, kind=kind: seen.append((kind, event.num, event.x_root, event.y_root))
        )
    x, y = root.winfo_rootx() + 300, root.winfo_rooty() + 150
    pointer.move(x, y)
    for number, button in enumerate((0, 1, 2), 1):
        pointer.press(button)
        pointer.release(button)
        turns(root, lambda number=number: len(seen) == 2 * number)
    assert seen == [(kind, number, x, y) for number in (1, 2, 3) for kind in ("Press", "Release")]
    for kind in ("Press", "Release"):
        root.unbind(f"<Button{kind}>")


def test_the_wheel_turns_towards_the_person_by_whole_notches(root: tk.Tk, hands: Hands) -> None:
    _, pointer, _ = hands
    turned: list[int] = []
    root.bind("<MouseWheel>", lambda event: turned.append(event.delta))
    pointer.move(root.winfo_rootx() + 300, root.winfo_rooty() + 150)
    pointer.wheel(0, 2)
    turns(root, lambda: sum(turned) == -240)
    root.unbind("<MouseWheel>")


def test_every_character_that_was_typed_arrives_and_shortcuts_do_what_they_do(hands: Hands) -> None:
    keyboard, _, _ = hands
    editor = Editor()
    keyboard.type_text(TEXT)
    editor.holds(TEXT)
    for name in ("Backspace", "Home", "Delete"):
        keyboard.press(name)
        keyboard.release(name)
    editor.holds(TEXT[1:-1])
    keyboard.press("Shift")
    keyboard.press("End")
    keyboard.release("End")
    keyboard.release("Shift")
    keyboard.press("Control")
    keyboard.press("x")
    keyboard.release("x")
    keyboard.release("Control")
    editor.holds("")
    editor.close()


def test_each_key_on_the_allow_list_is_one_that_windows_knows(root: tk.Tk, hands: Hands, entry: tk.Entry) -> None:
    keyboard, _, _ = hands
    for name in ("Home", "End", "ArrowLeft", "ArrowRight", "Delete", "Backspace", "Enter", "F5", "Shift", "Control"):
        seen: list[str] = []
        entry.bind("<KeyRelease>", lambda event, seen=seen: seen.append(event.keysym))
        keyboard.press(name)
        keyboard.release(name)
        turns(root, lambda seen=seen: seen)
        assert seen[0].removesuffix("_L") == keys.NAMED[name].keysym.removesuffix("_L"), name


def test_a_shortcut_does_what_it_does(root: tk.Tk, hands: Hands, entry: tk.Entry) -> None:
    keyboard, _, _ = hands
    entry.insert(0, "all of this")
    seen: list[str] = []
    entry.bind("<Control-KeyPress-a>", lambda event: seen.append(event.keysym))
    for name in ("Control", "a"):
        keyboard.press(name)
    for name in ("a", "Control"):
        keyboard.release(name)
    turns(root, lambda: seen == ["a"])


def test_hooks_take_our_hand_for_ours_and_any_other_for_the_customers(hands: Hands) -> None:
    keyboard, _, injector = hands
    used, panicked = Event(), Event()
    listening = PynputListening(time.monotonic, injector.is_ours)
    listening.start(used.set, panicked.set)
    for listener in listening._listeners:
        listener.wait()
    while used.wait(QUIET):  # wine tells late, and as anybody's, where the tests before put the pointer (0169)
        used.clear()
    keyboard.press("Shift")
    keyboard.release("Shift")
    assert not used.wait(QUIET)
    for flags in (0, KEY_UP):
        WINDOWS.windll.user32.keybd_event(0x10, 0x2A, flags, 0)
    assert used.wait(WITHIN)
    assert not panicked.is_set()
    listening.stop()
