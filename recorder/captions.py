"""What happened in a session, as a line that a player shows under the pictures. Pure.

The pointer is not told here: ten lines a second are nothing to read. It stands in the track for machines.
"""

from protocol.grants import Grant, Who
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
    SecondInvolved,
    Stage,
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
    RightChange.ASKED: "{agent} asked for {right}",
    RightChange.GIVEN: "Customer gave {right}{to}",
    RightChange.REFUSED: "Customer refused {right}{to}",
    RightChange.TAKEN_BACK: "Customer took back {right}{to}",
}
_KINDS = {
    InputKind.TYPING: "{agent} types",
    InputKind.KEY: "{agent} presses a key",
    InputKind.WHEEL: "{agent} turns the wheel",
}
_AGENTS = {Who.AGENT: "Agent", Who.SECOND: "Second agent"}
_TO = {Who.AGENT: "", Who.SECOND: " (second agent)"}
_STAGES = {
    Stage.ASKED: "Customer is asked for a second agent",
    Stage.REFUSED: "Customer did not let a second agent join",
    Stage.HERE: "Second agent joined",
    Stage.GONE: "Second agent is gone",
}
_BUTTONS = ("left", "middle", "right", "back", "forward")


def caption(what: Happening) -> str | None:
    """The line; `None` for what is for machines only."""
    line: str | None = None
    match what:
        case RightChanged(grant, change, who):
            line = _CHANGES[change].format(right=_RIGHTS[grant], agent=_AGENTS[who], to=_TO[who])
        case SecondInvolved(stage):
            line = _STAGES.get(stage)
        case Paused():
            line = "Customer stopped the picture"
        case Resumed():
            line = "Customer shows the picture again"
        case MonitorShown(number, width, height):
            line = f"Shown: {f'monitor {number}' if number else 'all monitors'}, {width} x {height}"
        case Clicked(button, x, y, who):
            line = f"{_AGENTS[who]} clicks ({_BUTTONS[button]}) at {x}, {y}"
        case InputUsed(kind, who):
            line = _KINDS[kind].format(agent=_AGENTS[who])
    return line
