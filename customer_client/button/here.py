"""Button and switch on the system that this program runs on."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from customer_client.button import places, shortcuts, windows_links
from customer_client.button.device import MakeShortcut, ThisDevice
from customer_client.button.places import Places
from customer_client.button.windows_links import DESKTOP, LOCAL_DATA, PROGRAMS


def on_this_device(server: str, file: Path | None) -> ThisDevice:
    """Those of the operator with this server. `file`: the program's own, if it is one. Raises `OSError`."""
    where, make = _of_this_system(server)
    if file and marker_of(file):
        where = replace(where, folder=file.parent)  # also if the operator's server has another name by now
    return ThisDevice(where, make, file)


def marker_of(file: Path) -> Path | None:
    """The marker of the button whose file this is, if it is one's: it lies where this program puts it."""
    if sys.platform == "win32":
        return places.kept_at(file, places.home_on_windows(windows_links.of_this_system().folder(LOCAL_DATA)))
    return None if sys.platform == "darwin" else places.kept_at(file, places.home_on_linux(os.environ))


def _of_this_system(server: str) -> tuple[Places, MakeShortcut]:
    if sys.platform == "win32":
        shell = windows_links.of_this_system()
        local_data, desktop, programs = map(shell.folder, (LOCAL_DATA, DESKTOP, PROGRAMS))
        return places.on_windows(server, local_data, desktop, programs), shortcuts.on_windows(shell)
    if sys.platform == "darwin":
        return places.on_mac(server, Path.home()), shortcuts.on_linux
    return places.on_linux(server, os.environ), shortcuts.on_linux
