"""What can be seen of a computer from outside: each thing with a name, and with how it is."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil
from Xlib import display

Seen = frozenset[tuple[str, str]]
_SELECTIONS: Final = ("CLIPBOARD", "PRIMARY", "SECONDARY")


def files(roots: Iterable[Path]) -> Seen:
    """All files and folders; of a file its size, and when it was written."""
    found = set()
    for root in roots:
        for folder, folders, names in os.walk(root):  # unlike rglob it bears what goes away meanwhile
            found |= {(os.path.join(folder, name), "") for name in folders}  # noqa: PTH118  # twice a second, thousands
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118  # as above
                with suppress(OSError):
                    facts = os.lstat(path)
                    found.add((path, f"{facts.st_size} {facts.st_mtime_ns}"))
    return frozenset(found)


def ports(processes: Iterable[psutil.Process]) -> Seen:
    """Where they listen, and what they have open."""
    found = set()
    for process in processes:
        with suppress(psutil.Error):
            for each in process.net_connections("inet"):
                if each.laddr:
                    found.add((f"port {each.laddr.port}", str(each.status)))
    return frozenset(found)


def shared_memory() -> Seen:
    """That of pictures. Only names, and nothing is put there."""
    place = Path("/dev/shm")  # noqa: S108  # as above
    return frozenset((str(path), "") for path in place.glob("mss*"))


def selections(name: str) -> Seen:
    """Who holds the clipboard of a display."""
    connection = display.Display(name)
    try:
        return frozenset(
            (each, str(connection.get_selection_owner(connection.intern_atom(each)))) for each in _SELECTIONS
        )
    finally:
        connection.close()


def keyboard(name: str) -> Seen:
    """What is held down on a display, and what its keys mean: an agent's hand holds keys, and borrows some."""
    connection = display.Display(name)
    try:
        info = connection.display.info
        lowest, highest = info.min_keycode, info.max_keycode
        rows = connection.get_keyboard_mapping(lowest, highest - lowest + 1)
        meanings = [(lowest + place, tuple(row)) for place, row in enumerate(rows)]
        return frozenset(
            {
                ("keys that are down", str([*connection.query_keymap()])),
                ("buttons that are down", str(connection.screen().root.query_pointer().mask)),
                *((f"what key {keycode} means", str(row)) for keycode, row in meanings),
            }
        )
    finally:
        connection.close()


def changes(before: Seen, now: Seen) -> list[str]:
    """The names of what was added, is gone or is otherwise than it was."""
    return sorted({name for name, _ in before ^ now})
