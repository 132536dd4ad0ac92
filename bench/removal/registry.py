"""Windows' registry: all keys and values of the user and the machine, but for what wine itself writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from release.windows.wine import windows_path

_WINE_WRITES: Final = '"DriverDateData"='
"""When it opened its desktop: anew each time."""
_WINES_OWN: Final = (
    r"\Control\Video",
    r"\Hardware\DEVICEMAP\VIDEO",
    r"\Software\Wine\Temporary System Parameters",
    r"[HKEY_CURRENT_USER\Console]",
)
"""The screens that it finds then; a note, until it ends, of which settings somebody has read, as the mouse's; and how
consoles look, which it writes when the first one gets a window, sometimes."""


def exported(runs: Callable[..., object], file: Path) -> frozenset[str]:
    """Each value with its key. `runs` runs a command of Windows to its end; `file` is written and removed."""
    return frozenset().union(*(_values(runs, root, file) for root in ("HKCU", "HKLM")))


def _values(runs: Callable[..., object], root: str, file: Path) -> frozenset[str]:
    key, found, compared = "", set(), True
    runs("reg", "export", root, windows_path(file), "/y")
    for line in file.read_text(encoding="utf-16").splitlines():
        if line.startswith("["):
            key, compared = line, not any(own in line for own in _WINES_OWN)
            found |= {key} if compared else set()
        elif compared and not line.startswith(_WINE_WRITES):
            found.add(f"{key} {line}")
    file.unlink()
    return frozenset(found)
