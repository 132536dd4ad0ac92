"""Windows' registry: all keys and values of the user and the machine, but for what wine itself writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from release.windows.wine import windows_path

_WINE_WRITES: Final = '"DriverDateData"='
_SCREENS: Final = r"\Control\Video"
"""When wine opened its desktop, and the screens that it finds then: it writes both anew each time."""


def exported(runs: Callable[..., object], file: Path) -> frozenset[str]:
    """Each value with its key. `runs` runs a command of Windows to its end; `file` is written and removed."""
    return frozenset().union(*(_values(runs, root, file) for root in ("HKCU", "HKLM")))


def _values(runs: Callable[..., object], root: str, file: Path) -> frozenset[str]:
    key, found = "", set()
    runs("reg", "export", root, windows_path(file), "/y")
    for line in file.read_text(encoding="utf-16").splitlines():
        if line.startswith("["):
            key = line
            found |= set() if _SCREENS in key else {key}
        elif _SCREENS not in key and not line.startswith(_WINE_WRITES):
            found.add(f"{key} {line}")
    file.unlink()
    return frozenset(found)
