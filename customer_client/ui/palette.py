"""Colours. Every pair that carries text has a contrast of at least 7:1 (WCAG 2.2, level AAA)."""

from dataclasses import dataclass

from customer_client.ui.pages import Colour, Role


@dataclass(frozen=True)
class Paint:
    """What stands on what. `edge` is the border, which carries no text."""

    text: str
    ground: str
    edge: str


@dataclass(frozen=True)
class Palette:
    """One set of colours for all windows."""

    page: Paint
    quiet: Paint
    """Contact, hints, the top row."""
    field: Paint
    """What is typed or read in a box."""
    problem: Paint
    light_on: Paint
    light_off: Paint
    ring: str
    """Round whatever has the keyboard."""
    accent: str
    buttons: dict[Role, Paint]
    pressed: dict[Role, str]
    """A button's ground while the pointer is on it."""
    asleep: Paint
    """A button that cannot be pressed yet."""
    frame: dict[Colour, str]


NORMAL = Palette(
    page=Paint("#17212B", "#FFFFFF", "#AEBBC8"),
    quiet=Paint("#3A4754", "#F1F4F7", "#D5DCE3"),
    field=Paint("#17212B", "#FBFCFD", "#7C8B9A"),
    problem=Paint("#7A1212", "#FDF0EF", "#B3261E"),
    light_on=Paint("#17212B", "#FFFFFF", "#D01E1E"),
    light_off=Paint("#17212B", "#FFFFFF", "#8A97A5"),
    ring="#C45F00",
    accent="#12518F",
    buttons={
        Role.YES: Paint("#FFFFFF", "#12518F", "#12518F"),
        Role.NO: Paint("#17212B", "#FFFFFF", "#51606F"),
        Role.PLAIN: Paint("#17212B", "#EEF2F6", "#AEBBC8"),
        Role.END: Paint("#FFFFFF", "#9C1C14", "#9C1C14"),
    },
    pressed={Role.YES: "#0C3E70", Role.NO: "#EEF2F6", Role.PLAIN: "#DDE4EB", Role.END: "#7C120C"},
    asleep=Paint("#3A4754", "#E4E9EE", "#C3CCD5"),
    frame={Colour.SHOWN: "#1E8E3E", Colour.PAUSED: "#D01E1E"},
)

HIGH_CONTRAST = Palette(
    page=Paint("#FFFFFF", "#000000", "#FFFFFF"),
    quiet=Paint("#FFFFFF", "#000000", "#FFFFFF"),
    field=Paint("#FFFFFF", "#000000", "#FFFFFF"),
    problem=Paint("#FFFF00", "#000000", "#FFFF00"),
    light_on=Paint("#FFFFFF", "#000000", "#FF4040"),
    light_off=Paint("#FFFFFF", "#000000", "#808080"),
    ring="#00FFFF",
    accent="#FFFF00",
    buttons={
        Role.YES: Paint("#000000", "#FFFF00", "#FFFF00"),
        Role.NO: Paint("#FFFFFF", "#000000", "#FFFFFF"),
        Role.PLAIN: Paint("#FFFFFF", "#000000", "#FFFFFF"),
        Role.END: Paint("#FFFFFF", "#8F0000", "#FFFFFF"),
    },
    pressed={Role.YES: "#FFFF99", Role.NO: "#333333", Role.PLAIN: "#333333", Role.END: "#6F0000"},
    asleep=Paint("#D0D0D0", "#1A1A1A", "#808080"),
    frame={Colour.SHOWN: "#00C853", Colour.PAUSED: "#FF2020"},
)
