"""One file out of a folder: the launcher, and behind it an archive that it unpacks."""

import lzma
import struct
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parent
MAGIC: Final = b"FERNHELP"
DICTIONARY: Final = 64 << 20
"""Bytes in which what comes is looked for; the launcher needs as many."""


def pack(folder: Path, to: Path, *, fast: bool = False) -> Path:
    """The folder as one program; `fast` packs in seconds, and larger. Raises `CalledProcessError` and `OSError`."""
    to.write_bytes(launcher(to.with_name("launcher")))
    start = to.stat().st_size
    options: dict[str, Any] = {"check": lzma.CHECK_CRC64, "filters": _filters(fast=fast)}
    with to.open("ab") as file:
        with lzma.open(file, "wb", **options) as packed, tarfile.open(fileobj=packed, mode="w|", **_PLAIN) as archive:
            for path in sorted(folder.rglob("*"), key=_alike_together(folder)):
                archive.add(path, str(path.relative_to(folder)), recursive=False, filter=_nobodys)
        file.write(struct.pack("<Q", start) + MAGIC)
    to.chmod(0o755)
    return to


def launcher(to: Path) -> bytes:
    """Compiled, needing no library of the customer's system. Raises `CalledProcessError`."""
    options = ["-O2", "-Wall", "-Wextra", "-Werror", "-static", "-s"]
    subprocess.run(["gcc", *options, "-o", to, HERE / "launcher.c", "-llzma"], check=True)
    return to.read_bytes()


_PLAIN: Final[Mapping[str, Any]] = {"format": tarfile.USTAR_FORMAT}


def _filters(*, fast: bool) -> list[dict[str, int]]:
    """Jumps in programs are told by where they lead: a fifth less of what is mostly programs."""
    if fast:
        return [{"id": lzma.FILTER_LZMA2, "preset": 0}]
    preset = 9 | lzma.PRESET_EXTREME
    return [{"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "preset": preset, "dict_size": DICTIONARY}]


def _alike_together(folder: Path) -> Callable[[Path], tuple[bool, int, str, str]]:
    """Folders first, from the outside in; then files of one kind beside each other, as they share more."""

    def order(path: Path) -> tuple[bool, int, str, str]:
        inside = path.relative_to(folder)
        is_folder = path.is_dir() and not path.is_symlink()
        return (not is_folder, len(inside.parts) if is_folder else 0, path.suffix, str(inside))

    return order


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without who made it and when: the same bytes each time."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry
