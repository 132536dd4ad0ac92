"""Where the receipt is saved: one click, no file dialog, in a folder the person knows."""

from datetime import datetime
from pathlib import Path

FOLDERS = ("Desktop", "Schreibtisch", "OneDrive/Desktop", "Dokumente", "Documents")
"""In the home folder, the first that is there."""


def receipt_path(home: Path, name: str, at: datetime) -> Path:
    """A file that is not there yet: `Sitzungsprotokoll 2026-11-22 14-05-09.txt`."""
    folder = next((home / folder for folder in FOLDERS if (home / folder).is_dir()), home)
    return folder / f"{name} {at:%Y-%m-%d %H-%M-%S}.txt"
