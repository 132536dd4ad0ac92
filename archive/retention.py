"""What is due is deleted, within a minute of its time."""

from datetime import datetime
from pathlib import Path

from archive.takeover import manifest_in
from protocol.recording import is_due
from sealing.vault import MANIFEST


def sweep(archive: Path, now: datetime) -> list[str]:
    """Deletes every recording that is due; their names."""
    if not archive.is_dir():
        return []
    due = [folder for folder in sorted(archive.iterdir()) if (kept := manifest_in(folder)) and is_due(kept, now)]
    for folder in due:
        delete(folder)
    return [folder.name for folder in due]


def delete(folder: Path) -> None:
    """Removes a recording. The manifest goes last, so that a deletion that was cut short is taken up again."""
    for path in folder.iterdir():
        if path.name != MANIFEST:
            path.unlink()
    (folder / MANIFEST).unlink(missing_ok=True)
    folder.rmdir()
