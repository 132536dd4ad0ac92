"""Finished recordings move from the spool into the archive."""

from datetime import datetime, timedelta
from pathlib import Path

from protocol import recording
from protocol.recording import Closing, Manifest, ManifestUnreadable
from sealing.vault import MANIFEST, FolderVault, stored_segments, write_whole


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of a recording, or `None` when there is none that can be read."""
    try:
        return recording.read((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ManifestUnreadable):
        return None


def take_over(spool: Path, archive: Path, now: datetime, abandoned_after: timedelta) -> list[str]:
    """Moves what is finished or abandoned; the names under which it lies in the archive."""
    taken = []
    for session in FolderVault(spool).sessions():
        folder = spool / session
        manifest = manifest_in(folder)
        if manifest is None or manifest.ended_at is None:
            if not _is_abandoned(folder, now, abandoned_after):
                continue
            _close(folder, manifest, now)
        taken.append(_move(folder, archive))
    return taken


def _is_abandoned(folder: Path, now: datetime, after: timedelta) -> bool:
    """A recorder that lives writes every second, even of a screen that stands still."""
    newest = max((path.stat().st_mtime for path in folder.iterdir()), default=folder.stat().st_mtime)
    return now.timestamp() - newest >= after.total_seconds()


def _close(folder: Path, manifest: Manifest | None, now: datetime) -> None:
    manifest = recording.repaired(manifest, folder.name, stored_segments(folder), now)
    closed = recording.closed(manifest, recording.last_stored(manifest), Closing.RECORDER_LOST)
    write_whole(folder / MANIFEST, recording.encode(closed))


def _move(folder: Path, archive: Path) -> str:
    """A rename, so that a recording is always in one place, whole. A session recorded twice gets a second name."""
    archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, target = 1, archive / folder.name
    while target.exists():
        number += 1
        target = archive / f"{folder.name}-{number}"
    folder.rename(target)
    return target.name
