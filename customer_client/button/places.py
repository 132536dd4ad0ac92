"""Where button and switch lie: pure, but for a look at what is there.

After https://specifications.freedesktop.org/basedir-spec/latest/ and https://www.freedesktop.org/wiki/Software/xdg-user-dirs/
"""

import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

MARKER: Final = "ferndiagnose-button.json"
"""Beside the kept file, for as long as that is to stay: broom and launchers look for it."""
KEPT: Final = "fernhilfe"
"""What the kept file is called, but for `.exe` on Windows."""
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
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


def kept_at(file: Path, home: Path) -> Path | None:
    """The marker of the button whose file this is, if it is one's. `home` has the folders of all operators.

    A marker anywhere else, as beside a download, says nothing: a stranger may have put it there. So do launchers hold
    it (`release/linux/launcher.c`, `release/windows/oneshot.nsi`).
    """
    marker = file.with_name(MARKER)
    with suppress(OSError):
        # Both may be told by way of a link, as where Windows' profiles were moved to another drive.
        in_place = file.stem == KEPT and file.parent.parent.resolve(strict=True) == home.resolve(strict=True)
        if in_place and _is_private(file.parent, stat.S_IFDIR) and _is_private(marker, stat.S_IFREG):
            return marker
    return None


def _is_private(path: Path, kind: int) -> bool:
    """Whether it is of that kind, and nobody but this user may write to it. On Windows the place itself says so."""
    facts = path.lstat()
    if stat.S_IFMT(facts.st_mode) != kind:
        return False
    return not hasattr(os, "getuid") or (facts.st_uid == os.getuid() and not facts.st_mode & _OTHERS_MAY_WRITE)


def folder_of(server: str) -> str:
    """The name of an operator's folder: of the server's address, so that two operators do not get into each other's."""
    address = urlsplit(server)
    port = f"-{address.port}" if address.port else ""
    return re.sub(r"[^a-z0-9.-]", "-", f"{address.hostname}{port}")[:100]


def on_linux(server: str, environ: Mapping[str, str]) -> Places:
    """In the user's data folder; shortcuts on the desktop, if there is one, and in the menu."""
    home = _home(environ)
    config = _absolute(environ.get("XDG_CONFIG_HOME", "")) or home / ".config"
    desktop = _desktop(home, config / "user-dirs.dirs")
    menu = _data(environ) / "applications"
    return Places(home_on_linux(environ) / folder_of(server), (desktop, menu) if desktop else (menu,))


def home_on_linux(environ: Mapping[str, str]) -> Path:
    """Where the folders of all operators lie."""
    return _data(environ) / "ferndiagnose"


def on_windows(server: str, local_data: Path, desktop: Path, programs: Path) -> Places:
    """In the user's local data, which no profile carries to other machines."""
    return Places(home_on_windows(local_data) / folder_of(server), (desktop, programs))


def home_on_windows(local_data: Path) -> Path:
    """Where the folders of all operators lie."""
    return local_data / "Ferndiagnose"


def on_mac(server: str, home: Path) -> Places:
    """The switch only: a program on macOS is kept by dragging it into the Dock."""
    return Places(home / "Library" / "Application Support" / "Ferndiagnose" / folder_of(server))


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME", "/"))


def _data(environ: Mapping[str, str]) -> Path:
    return _absolute(environ.get("XDG_DATA_HOME", "")) or _home(environ) / ".local" / "share"


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
