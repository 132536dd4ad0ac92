"""Letting go what a program held that was killed: in place of that program, and only after it."""

import sys
from pathlib import Path

from customer_client.injection.note import read


def let_go(note: Path, display: str | None) -> None:
    """Lets go all keys and buttons that a program holds, and takes back what borrowed keys mean. Then the note goes.

    `display` is an X11 display's name. Raises `ScreenGone` and `ScreenRefused`.
    """
    # Imported here: each system has its own, and who starts the program waits for nothing of it.
    if sys.platform == "win32":
        from customer_client.injection.windows_input import let_go_everything  # noqa: PLC0415

        let_go_everything()
    elif sys.platform == "linux":
        from customer_client.injection.x11_letting_go import let_go_everything_on  # noqa: PLC0415

        let_go_everything_on(display, read(note))
    note.unlink(missing_ok=True)
