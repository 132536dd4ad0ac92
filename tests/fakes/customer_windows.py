"""The customer's windows as a program of their own: names of statuses go in, what the person does comes out.

A line of input is the name of a status. The answer is `drawn`, with where the windows are and whether they have the
keyboard, once that no longer changes, and which texts are cut off. What the person does is printed as it happens.
"""

import json
import queue
import sys
import threading
import tkinter as tk
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from customer_client.status import Action, SaveReceipt
from customer_client.ui.pages import Choices
from customer_client.ui.window import Window
from protocol.link import Language
from tests.fakes.customer_statuses import STATUSES

_STEADY = 0.2
"""Seconds after which a window manager has put a window where it belongs."""


def main() -> None:
    language: Language = "en" if "--english" in sys.argv else "de"
    window = Window(_act, language)
    if "--larger" in sys.argv:
        window._choose(Choices(language, larger=True))
    threading.Thread(target=_obey, args=(window,), daemon=True).start()
    window.run()


def _act(action: Action) -> None:
    if isinstance(action, SaveReceipt):
        Path(action.path).write_text("a receipt", encoding="utf-8")
    sys.stdout.write(f"{action!r}\n")
    sys.stdout.flush()


def _obey(window: Window) -> None:
    for line in sys.stdin:
        window.show(STATUSES[line.strip()])
        _wait_until_drawn(window, line.strip())
        answer = {"drawn": line.strip(), "rectangles": window.own_rectangles(), "focus": window.has_focus()}
        found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        window._root.after(0, lambda found=found: found.put(_cut_off_when_laid_out(window._root)))
        answer["cut_off"] = found.get()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    window.close()


def _cut_off_when_laid_out(root: tk.Misc) -> list[str]:
    """Tk gives room to widgets when it has nothing else to do, which on a busy machine is later."""
    root.update_idletasks()
    return list(_cut_off(root))


def _cut_off(widget: tk.Misc) -> Iterator[str]:
    """The texts that are on the screen, and larger than the room they have; and what lies over each other in a grid."""
    if isinstance(widget, tk.Label) and widget.winfo_viewable():
        room = widget.winfo_width(), widget.winfo_height()
        if widget.winfo_reqwidth() > room[0] or widget.winfo_reqheight() > room[1]:
            yield widget.cget("text")
    cells = [(info["row"], info["column"]) for info in map(tk.Grid.grid_info, widget.grid_slaves())]
    yield from (f"several in cell {cell} of {widget}" for cell, count in Counter(cells).items() if count > 1)
    for child in widget.winfo_children():
        yield from _cut_off(child)


def _wait_until_drawn(window: Window, name: str) -> None:
    pause, before = threading.Event(), None
    while window._status is not STATUSES[name] or before != (now := (window.own_rectangles(), window.has_focus())):
        before = (window.own_rectangles(), window.has_focus()) if window._status is STATUSES[name] else None
        pause.wait(_STEADY)
    assert now


if __name__ == "__main__":
    main()
