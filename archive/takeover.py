"""Finished recordings move from the spool into the archive."""

from datetime import datetime, timedelta
from pathlib import Path

from protocol import recording
from protocol.recording import Closing, Manifest, ManifestUnreadable
from sealing.files import write_whole
from sealing.vault import MANIFEST, sessions_in, stored_segments


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of a recording, or `None` when there is none that can be read."""
    try:
        return recording.read((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ManifestUnreadable):
        return None


def finished(spool: Path, now: datetime, abandoned_after: timedelta) -> list[str]:
    """The sessions in the spool that are over, or whose recorder never came back."""
    return [
        session
        for session in sessions_in(spool)
        if _has_ended(spool / session) or _is_abandoned(spool / session, now, abandoned_after)
    ]


def take_over(spool: Path, archive: Path, session: str, now: datetime) -> str:
    """Moves a recording into the archive; the name under which it lies there."""
    folder = spool / session
    if not _has_ended(folder):
        _close(folder, now)
    return _move(folder, archive)


def newest(folder: Path) -> float:
    """When something in the folder was last written."""
    return max((path.stat().st_mtime for path in folder.iterdir()), default=folder.stat().st_mtime)


def _has_ended(folder: Path) -> bool:
    manifest = manifest_in(folder)
    return manifest is not None and manifest.ended_at is not None


def _is_abandoned(folder: Path, now: datetime, after: timedelta) -> bool:
    """A recorder that lives writes every second, even of a screen that stands still."""
    return now.timestamp() - newest(folder) >= after.total_seconds()


def _close(folder: Path, now: datetime) -> None:
    manifest = recording.repaired(manifest_in(folder), folder.name, stored_segments(folder), now)
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
