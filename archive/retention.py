"""What is due is deleted, within a minute of its time."""

from datetime import datetime
from pathlib import Path

from archive.takeover import manifest_in, newest
from protocol.recording import RETENTION_DAYS, is_due
from sealing.vault import MANIFEST


def due(archive: Path, now: datetime) -> list[Path]:
    """The recordings whose time has come."""
    return [folder for folder in sorted(archive.iterdir()) if folder.is_dir() and _is_due(folder, now)]


def _is_due(folder: Path, now: datetime) -> bool:
    manifest = manifest_in(folder)
    if manifest is not None and manifest.delete_at is not None:
        return is_due(manifest, now)
    # Without a manifest nobody knows when the session ended; not after its last byte was written.
    return not any(folder.iterdir()) or now.timestamp() >= newest(folder) + RETENTION_DAYS * 86_400


def delete(folder: Path) -> None:
    """Removes a recording. The manifest goes last, so that a deletion that was cut short is taken up again."""
    for path in folder.iterdir():
        if path.name != MANIFEST:
            path.unlink()
    (folder / MANIFEST).unlink(missing_ok=True)
    folder.rmdir()
