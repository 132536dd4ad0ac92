"""`python -m bench.removal.clipboard DISPLAY SELECTION…`: what the customer copied, held as a program holds it."""

import sys
from collections.abc import Sequence
from typing import Any

from Xlib import X, Xatom, display
from Xlib.protocol import event

_TEXT = b"what the customer copied"


def hold(name: str, selections: Sequence[str]) -> None:
    """Until it is killed."""
    connection = display.Display(name)
    window = connection.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    for each in selections:
        window.set_selection_owner(connection.intern_atom(each), X.CurrentTime)
    while True:
        asked = connection.next_event()
        if asked.type == X.SelectionRequest:
            _answer(connection, asked)


def _answer(connection: Any, asked: Any) -> None:
    targets, text = (connection.intern_atom(each) for each in ("TARGETS", "UTF8_STRING"))
    place = asked.property
    if asked.target == targets:
        asked.requestor.change_property(place, Xatom.ATOM, 32, [targets, text])
    elif asked.target == text:
        asked.requestor.change_property(place, text, 8, _TEXT)
    else:
        place = X.NONE
    told = event.SelectionNotify(
        time=asked.time, requestor=asked.requestor, selection=asked.selection, target=asked.target, property=place
    )
    asked.requestor.send_event(told)
    connection.flush()


if __name__ == "__main__":
    hold(sys.argv[1], sys.argv[2:])
