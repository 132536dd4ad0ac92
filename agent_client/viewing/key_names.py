"""The names of keys, as in W3C `KeyboardEvent.key`, and the combinations that a desktop keeps for itself."""

from enum import StrEnum


class Modifier(StrEnum):
    """A key that changes what others do. Its value is its own key's name."""

    SHIFT = "Shift"
    CONTROL = "Control"
    ALT = "Alt"
    META = "Meta"
    ALT_GRAPH = "AltGraph"


COMMANDS = frozenset({Modifier.CONTROL, Modifier.ALT, Modifier.META})
"""With one of these held, a character is a shortcut and no text."""

ONLY_HERE = frozenset(
    {"AltGraph", "CapsLock", "NumLock", "ScrollLock", "Dead", "Compose", "Process", "Unidentified", "Fn", "ModeChange"}
)
"""Keys that shape text at the agent's keyboard; the customer gets the text."""


class Desktop(StrEnum):
    """The system on which the viewer runs; each has its own way to write a third character on a key."""

    X11 = "x11"
    WINDOWS = "windows"
    MACOS = "macos"


THIRD_LEVEL: dict[Desktop, frozenset[Modifier]] = {
    Desktop.X11: frozenset(),
    Desktop.WINDOWS: frozenset({Modifier.CONTROL, Modifier.ALT}),
    Desktop.MACOS: frozenset({Modifier.ALT}),
}
"""The modifiers that the desktop reports when it wrote a third-level character: Windows says Ctrl+Alt for AltGr."""


class Combination(StrEnum):
    """A special key or combination, for the menu: the agent's own desktop may swallow it."""

    SECURITY = "security"
    META = "meta"
    PRINT_SCREEN = "print-screen"
    SWITCH_WINDOW = "switch-window"
    CLOSE_WINDOW = "close-window"
    START_MENU = "start-menu"
    TASK_MANAGER = "task-manager"
    RUN = "run"
    SHOW_DESKTOP = "show-desktop"
    FULL_SCREEN = "full-screen"


COMBINATIONS: dict[Combination, tuple[str, ...]] = {
    Combination.SECURITY: ("Control", "Alt", "Delete"),
    Combination.META: ("Meta",),
    Combination.PRINT_SCREEN: ("PrintScreen",),
    Combination.SWITCH_WINDOW: ("Alt", "Tab"),
    Combination.CLOSE_WINDOW: ("Alt", "F4"),
    Combination.START_MENU: ("Control", "Escape"),
    Combination.TASK_MANAGER: ("Control", "Shift", "Escape"),
    Combination.RUN: ("Meta", "r"),
    Combination.SHOW_DESKTOP: ("Meta", "d"),
    Combination.FULL_SCREEN: ("F11",),
}
"""The keys of each, in the order in which they go down."""

LEAVE = (frozenset({Modifier.CONTROL, Modifier.ALT}), "Home")
"""The host key combination, Ctrl+Alt+Home (Strg+Alt+Pos1): gives the keyboard back to the agent's own desktop."""
