"""The doors of this machine: screen, keyboard, pointer, local input. Each can be replaced by another, or by a fake."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from customer_client.capture import Screen, Sight, mac_permission, mac_sight, windows_sight
from customer_client.capture.mss_screen import open_screen
from customer_client.injection import Keyboard, LocalInput, Pointer
from customer_client.injection.echoes import Echoes
from customer_client.injection.note import Note
from protocol.problems import Problem


@dataclass(frozen=True)
class Doors:
    """Everything through which the program touches the machine."""

    open_screen: Callable[[], Screen]
    """Opens the screen, in the thread that will use it. Raises `ScreenRefused` or `ScreenGone`."""
    keyboard: Keyboard
    pointer: Pointer
    local_input: LocalInput
    close: Callable[[], None]
    """Gives back what keyboard and pointer hold."""
    open_sight: Callable[[], Sight]
    """Opens the sight of the pointer, in the thread that will use it. May raise `SightMissing`."""
    refusal: Callable[[], type[Problem] | None]
    """Why this system does not let its screen be shown, as far as it can be known before anybody tries."""
    note: Note = field(default_factory=Note)
    """That an agent's hand was at work; begun before the first stroke, and ended by `close`."""


def of_this_machine(display: str | None, clock: Callable[[], float], note: Path | None = None) -> Doors:
    """The real doors. `display` is an X11 display's name; `note` is the file for `Doors.note`, if it is to be written.

    Raises `ScreenGone` or `ScreenRefused`.
    """
    if sys.platform == "linux":
        return _of_x11(display, clock, note)
    return _of_windows(clock, note) if sys.platform == "win32" else _of_mac(clock)


def _of_x11(display: str | None, clock: Callable[[], float], file: Path | None) -> Doors:
    # Imported here: the other systems have no X11, and no python-xlib.
    from customer_client.capture import x11_permission  # noqa: PLC0415
    from customer_client.capture.x11_sight import XSight  # noqa: PLC0415
    from customer_client.injection.x11 import XKeyboard, XPointer  # noqa: PLC0415
    from customer_client.injection.x11_listening import XListening  # noqa: PLC0415

    echoes = Echoes(clock)
    keyboard, pointer = XKeyboard(display, echoes, clock), XPointer(display, echoes)

    note = Note(file, keyboard.spare)

    def close() -> None:
        keyboard.close()
        pointer.close()
        note.end()

    return Doors(
        open_screen=lambda: open_screen(display, clock),
        keyboard=keyboard,
        pointer=pointer,
        local_input=XListening(display, echoes, clock),
        close=close,
        open_sight=lambda: XSight(display),
        refusal=lambda: x11_permission.refusal(display),
        note=note,
    )


def _of_windows(clock: Callable[[], float], file: Path | None) -> Doors:
    # Imported here: pynput looks for a display as soon as it is imported.
    from customer_client.injection import windows_input  # noqa: PLC0415
    from customer_client.injection.pynput_doors import PynputListening  # noqa: PLC0415

    keyboard, pointer, injector = windows_input.of_this_machine()
    return Doors(
        open_screen=lambda: open_screen(None, clock),
        keyboard=keyboard,
        pointer=pointer,
        local_input=PynputListening(clock, injector.is_ours),
        close=(note := Note(file)).end,
        open_sight=windows_sight.open_sight,
        refusal=lambda: None,
        note=note,
    )


def _of_mac(clock: Callable[[], float]) -> Doors:
    # Imported here: pynput looks for a display as soon as it is imported.
    from customer_client.injection.pynput_doors import (  # noqa: PLC0415
        PynputKeyboard,
        PynputListening,
        PynputPointer,
    )

    return Doors(
        open_screen=lambda: open_screen(None, clock),
        keyboard=PynputKeyboard(),
        pointer=PynputPointer(),
        local_input=PynputListening(clock),
        close=lambda: None,
        open_sight=lambda: mac_sight.open_sight(clock),
        refusal=mac_permission.refusal,
    )
