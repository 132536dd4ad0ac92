"""What was downloaded, and the mark in its folder by which a later start knows what belonged to it."""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from customer_client.removal.locks import lock

MARK = "ferndiagnose-download"
"""The mark's name. It is locked while the program runs."""


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

    def claim(self) -> IO[str]:
        """Leaves the mark, locked until it is closed or this process is gone. Raises `OSError`."""
        mark = (self.folder / MARK).open("x+", encoding="utf-8")
        lock(mark)
        facts = self.file.stat()
        if not self.keep:
            told = {"file": str(self.file), "size": facts.st_size, "written": facts.st_mtime_ns}
            json.dump(told | ({"unless": str(self.button)} if self.button else {}), mark)
            mark.flush()
        return mark


def sweep_leftovers(temporary: Path) -> int:
    """Removes what earlier starts left in `temporary`, and the files they came from. How many there were.

    What somebody else put there is not touched, nor what belongs to a program that still runs.
    """
    return sum(_swept(mark.parent) for mark in temporary.glob(f"*/{MARK}"))


def _swept(folder: Path) -> bool:
    try:
        if not _is_ours(folder) or not _is_ours(folder / MARK):
            return False
        with (folder / MARK).open("r+", encoding="utf-8") as mark:
            if not lock(mark):
                return False
            mark.seek(0)
            written = mark.read(64 * 1024)
    except OSError:
        return False
    _remove_file(written)
    shutil.rmtree(folder, ignore_errors=True)
    return True


def _is_ours(path: Path) -> bool:
    """Whether it is of this user, and not a link to something else."""
    return not path.is_symlink() and (not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid())


def _remove_file(written: str) -> None:
    """Removes the file that the mark names, if it is still the same one."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(written)
        file = Path(told["file"])
        facts = file.stat()
        kept = "unless" in told and Path(told["unless"]).exists()
        if (facts.st_size, facts.st_mtime_ns) == (told["size"], told["written"]) and not kept:
            file.unlink()
