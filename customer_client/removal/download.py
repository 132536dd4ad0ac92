"""What was downloaded, and the mark in its folder by which a later start knows what belonged to it.

The launcher leaves the mark before it unpacks anything (`release/linux/launcher.c`, `release/windows/oneshot.nsi`), and
holds it as long as it lives; the program holds it too.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from customer_client.removal.locks import lock

MARK: Final = "ferndiagnose-download"
"""The mark's name. What it says: size, and when the file was written (high and low half), and the file's name."""
FOLDERS: Final = "ferndiagnose-*"
"""What launchers call the folders into which they unpack."""
ABANDONED_AFTER: Final = 60.0
"""Seconds after which an empty folder without a mark is nobody's any more."""
ENCODING: Final = "utf-16-le" if sys.platform == "win32" else "utf-8"
"""Of the mark: what the launchers write."""
_LONGEST: Final = 64 * 1024
_TICKS_UNTIL_1970: Final = 116_444_736_000_000_000
"""Of 100 ns, since 1601: how Windows counts, and so the launchers."""


@dataclass(frozen=True)
class Download:
    """One file, and the folder into which it has unpacked itself."""

    file: Path
    folder: Path
    keep: bool = False
    """Whether the file stays, because the customer wants to use it again. The folder never does."""
    button: Path | None = None
    """The marker of the customer's button, if this is its file: while the marker is there, the file stays."""

    @property
    def stays(self) -> bool:
        """Whether the file is to be there afterwards, as it looks now."""
        return self.keep or (self.button is not None and self.button.exists())

    def hold(self) -> IO[bytes]:
        """The mark, held until it is closed or this process is gone. Raises `OSError`.

        On Windows that is more than a lock: a file that is open cannot be removed, and the launcher waits for that.
        """
        mark = (self.folder / MARK).open("rb")
        lock(mark)
        return mark


def written(facts: os.stat_result) -> tuple[int, int]:
    """When a file was written, as a mark says it."""
    return divmod(facts.st_mtime_ns // 100 + _TICKS_UNTIL_1970, 1 << 32)


def sweep_leftovers(
    temporary: Path,
    now: float,
    button_of: Callable[[Path], object],
    before: Callable[[Path], object] = lambda _: None,
) -> int:
    """Removes what earlier starts left in `temporary`, and the files they came from. How many there were.

    `before` is called with each folder that goes.

    What somebody else put there is not touched, nor what belongs to a program that still runs, nor a file that is a
    button's. `now` is the time of day in seconds.
    """
    for folder in temporary.glob(FOLDERS):
        with suppress(OSError):
            if _is_ours(folder) and now - folder.lstat().st_mtime >= ABANDONED_AFTER:
                folder.rmdir()  # Which only an empty one bears: its launcher was cut off before it left a mark.
    return sum(_swept(mark.parent, button_of, before) for mark in temporary.glob(f"*/{MARK}"))


def _swept(folder: Path, button_of: Callable[[Path], object], before: Callable[[Path], object]) -> bool:
    try:
        if not _is_ours(folder) or not _is_ours(folder / MARK):
            return False
        with (folder / MARK).open("r+b") as mark:
            if not lock(mark):
                return False
            mark.seek(0)
            said = mark.read(_LONGEST)
    except OSError:
        return False
    before(folder)
    _remove_file(said, button_of)
    shutil.rmtree(folder, ignore_errors=True)
    return True


def _is_ours(path: Path) -> bool:
    """Whether it is of this user, and not a link to something else."""
    return not path.is_symlink() and (not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid())


def _remove_file(said: bytes, button_of: Callable[[Path], object]) -> None:
    """Removes the file that the mark names, if it is still the same one."""
    with suppress(OSError, ValueError):
        size, high, low, name = said.decode(ENCODING).split(" ", 3)
        file = Path(name)
        facts = file.stat()
        # NSIS writes numbers with a sign.
        halves = (int(high) % (1 << 32), int(low) % (1 << 32))
        if name and not button_of(file) and (facts.st_size, written(facts)) == (int(size), halves):
            file.unlink()
