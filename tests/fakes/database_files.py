"""What really lies on the disk."""

from pathlib import Path


def content(folder: Path) -> bytes:
    """Every byte of the test's SQLite database and its log."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("ferndiagnose.sqlite*")))
