"""Where button and switch lie: pure, but for a look at what is there.

After https://specifications.freedesktop.org/basedir-spec/latest/ and https://www.freedesktop.org/wiki/Software/xdg-user-dirs/
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

MARKER: Final = "ferndiagnose-button.json"
"""Beside the kept file, for as long as that is to stay: broom and launcher look for it, `oneshot.nsi` by this name."""
SWITCHED_OFF: Final = "easysupport-off"
_DESKTOP: Final = re.compile(r'^\s*XDG_DESKTOP_DIR\s*=\s*"(\$HOME)?(/[^"\n]*|)"', re.MULTILINE)


@dataclass(frozen=True)
class Places:
    """`folder` is ours, for one operator; in each of `shortcuts` stands one."""

    folder: Path
    shortcuts: tuple[Path, ...] = ()

    @property
    def marker(self) -> Path:
        return self.folder / MARKER

    @property
    def switched_off(self) -> Path:
        return self.folder / SWITCHED_OFF


def kept_beside(file: Path) -> Path | None:
    """The marker of the button whose file this is, if it is one's."""
    marker = file.parent / MARKER
    with suppress(OSError, ValueError, KeyError, TypeError):
        if Path(json.loads(marker.read_text(encoding="utf-8"))["file"]) == file:
            return marker
    return None


def folder_of(server: str) -> str:
    """The name of an operator's folder: of the server's address, so that two operators do not get into each other's."""
    address = urlsplit(server)
    port = f"-{address.port}" if address.port else ""
    return re.sub(r"[^a-z0-9.-]", "-", f"{address.hostname}{port}")[:100]


def on_linux(server: str, environ: Mapping[str, str]) -> Places:
    """In the user's data folder; shortcuts on the desktop, if there is one, and in the menu."""
    home = Path(environ.get("HOME", "/"))
    data = _absolute(environ.get("XDG_DATA_HOME", "")) or home / ".local" / "share"
    config = _absolute(environ.get("XDG_CONFIG_HOME", "")) or home / ".config"
    desktop = _desktop(home, config / "user-dirs.dirs")
    menu = data / "applications"
    return Places(data / "ferndiagnose" / folder_of(server), (desktop, menu) if desktop else (menu,))


def on_windows(server: str, local_data: Path, desktop: Path, programs: Path) -> Places:
    """In the user's local data, which no profile carries to other machines."""
    return Places(local_data / "Ferndiagnose" / folder_of(server), (desktop, programs))


def on_mac(server: str, home: Path) -> Places:
    """The switch only: a program on macOS is kept by dragging it into the Dock."""
    return Places(home / "Library" / "Application Support" / "Ferndiagnose" / folder_of(server))


def _absolute(path: str) -> Path | None:
    """A relative path in these variables is to be ignored."""
    return Path(path) if path.startswith("/") else None


def _desktop(home: Path, told: Path) -> Path | None:
    """The desktop's folder. One that is the home itself means that there is none."""
    try:
        found = _DESKTOP.search(told.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        found = None
    named = Path(f"{home}{found[2]}" if found[1] else found[2] or "/") if found else home / "Desktop"
    return named if named.is_dir() and named != home else None
