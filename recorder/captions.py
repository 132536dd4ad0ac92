"""What happened in a session, as a line that a player shows under the pictures. Pure.

The pointer is not told here: ten lines a second are nothing to read. It stands in the track for machines.
"""

from protocol.grants import Grant
from protocol.peer_messages import (
    Clicked,
    Happening,
    InputKind,
    InputUsed,
    MonitorShown,
    Paused,
    Resumed,
    RightChange,
    RightChanged,
)

SHOWN_FOR = 3000
"""Milliseconds for which a line is shown."""

_RIGHTS = {
    Grant.VIEW: "the picture",
    Grant.CONTROL: "mouse and keyboard",
    Grant.POINTER: "pointing and drawing",
    Grant.CLIPBOARD_IN: "putting text into the clipboard",
    Grant.CLIPBOARD_OUT: "reading the clipboard",
    Grant.FILE_IN: "sending a file",
    Grant.FILE_OUT: "fetching a file",
    Grant.DIAGNOSIS: "reading out facts about the computer",
    Grant.RESTART: "restarting the computer",
}
_CHANGES = {
    RightChange.ASKED: "Agent asked for {right}",
    RightChange.GIVEN: "Customer gave {right}",
    RightChange.REFUSED: "Customer refused {right}",
    RightChange.TAKEN_BACK: "Customer took back {right}",
}
_KINDS = {
    InputKind.TYPING: "Agent types",
    InputKind.KEY: "Agent presses a key",
    InputKind.WHEEL: "Agent turns the wheel",
}
_BUTTONS = ("left", "middle", "right", "back", "forward")


def caption(what: Happening) -> str | None:
    """The line; `None` for what is for machines only."""
    line: str | None = None
    match what:
        case RightChanged(grant, change):
            line = _CHANGES[change].format(right=_RIGHTS[grant])
        case Paused():
            line = "Customer stopped the picture"
        case Resumed():
            line = "Customer shows the picture again"
        case MonitorShown(number, width, height):
            line = f"Shown: {f'monitor {number}' if number else 'all monitors'}, {width} x {height}"
        case Clicked(button, x, y):
            line = f"Agent clicks ({_BUTTONS[button]}) at {x}, {y}"
        case InputUsed(kind):
            line = _KINDS[kind]
    return line
