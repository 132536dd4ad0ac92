"""The state folder, made ready before any program starts."""

import os
import secrets
import tempfile
from pathlib import Path

from ferndiagnose.problems import CannotServe

_FOLDERS = ("tls", "recorder", "spool", "store", "archive", "downloads")


def prepare(folder: Path) -> None:
    """Makes the folder and the secret by which a recorder is known. Raises `CannotServe` when it is not ours to use."""
    try:
        for path in (folder, *(folder / name for name in _FOLDERS)):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        if not (folder / "recorder.token").exists():
            write_private(folder / "recorder.token", secrets.token_urlsafe(32).encode())
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise CannotServe(
            f"The state folder {folder} cannot be used: {reason}. Make it writable, or name another one with --state."
        ) from None


def refuse_unsealed(folder: Path) -> None:
    """Recordings of a version that did not seal are nobody's to delete any more. Raises `CannotServe` naming one."""
    for place in ("spool", "archive", "store/recordings"):
        for found in folder.glob(f"{place}/*/*.mkv"):
            raise CannotServe(
                f"{found} is a recording that an earlier version left unsealed, and this one would never delete it. "
                "Move such files away, to where they are deleted 90 days after their session, and start again."
            )


def write_private(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Writes a file whole or not at all, readable by nobody else from its first byte on."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
