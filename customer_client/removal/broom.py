"""A process that waits for this program's end and removes the download then. It is made of the system's own tools.

It hears of the end by a pipe that the system closes, whether the program returns, fails or is killed. Files that are
gone already, because program or launcher took them away, are no fault.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from customer_client.removal.download import Download

_POSIX: Final = (
    'trap "" HUP INT TERM; read -r end; for again in 1 2 3; do '
    '[ -e "$BUTTON" ] || rm -f -- "$FILE"; rm -rf -- "$FOLDER"; '
    '[ -e "$FILE" ] || rmdir -- "$PLACE" "${PLACE%/*}"; sleep 0.5; done'
)
"""Signals to a group, as at a logout, must not keep it from its work. A launcher may be writing: so three times."""
_SWEEP: Final = (
    r'rd /s /q "%FOLDER%" & (if not exist "%BUTTON%" del /f /q "%FILE%") '
    r'& (if not exist "%FILE%" (rd "%PLACE%" & rd "%PLACE%\.."))'
)
_ALL_GONE: Final = (
    'if not exist "%FOLDER%" ((if not exist "%FILE%" if not exist "%PLACE%" exit) & if exist "%BUTTON%" exit)'
)
_WINDOWS: Final = f"set /p end= & for /l %i in (1,1,30) do ({_SWEEP} & ({_ALL_GONE}) & ping -n 2 127.0.0.1 >nul)"
"""A running program's file cannot be deleted, nor one that a scanner reads: it tries until all is gone, once a second.
Mostly the launcher, which ends a moment after the program, has done it all by then; but the button's place is left to
us, also where the launcher takes the file between our look at it and the end of the round. `ping` is the wait."""
_NONE: Final = "none"
"""A name in the folder for what there is not: Windows' shell takes no empty ones."""


@dataclass(frozen=True)
class Order:
    """How to start a broom: everything but the pipe."""

    command: tuple[str, ...] | str
    environ: Mapping[str, str]
    flags: int = 0


def order(download: Download, platform: str, environ: Mapping[str, str]) -> Order:
    """What sweeps this download away. The names go in by the environment: nothing in them is ever a command."""
    none = download.folder / _NONE
    file, marker = none if download.keep else download.file, download.button or none
    # Whether the button is still wanted shows at the end. Its folder is removed only when it is empty.
    parts = {
        "FOLDER": download.folder,
        "FILE": file,
        "BUTTON": marker,
        "PLACE": marker.parent if marker != none else none,
    }
    names = {name: str(path) for name, path in parts.items()}
    if platform != "win32":
        return Order(("/bin/sh", "-c", _POSIX), {"PATH": "/usr/bin:/bin", **names})
    root = environ.get("SYSTEMROOT", r"C:\Windows")
    shell = rf"{root}\System32\cmd.exe"
    no_window, own_group = 0x08000000, 0x00000200
    return Order(
        f'"{shell}" /d /c "{_WINDOWS}"',
        {"SYSTEMROOT": root, "PATH": rf"{root}\System32", **names},
        no_window | own_group,
    )


class Broom:
    """The waiting process. It begins when this is closed, or when this process is gone."""

    def __init__(self, process: "subprocess.Popen[bytes]", pipe: IO[bytes]) -> None:
        self._process = process
        self._pipe = pipe

    @property
    def waits(self) -> bool:
        """Whether it is still there: somebody may have killed it."""
        return self._process.poll() is None

    def begin(self) -> None:
        """Lets it sweep; it outlives us."""
        self._pipe.close()
        # It is not our child's end that matters but ours: nobody waits for it.
        self._process.returncode = 0


def start(download: Download) -> Broom:
    """Starts it. Raises `OSError`."""
    wanted = order(download, sys.platform, os.environ)
    process = subprocess.Popen(  # noqa: S603  # the command is the constant above
        wanted.command,
        env=wanted.environ,
        cwd=download.folder.anchor,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=wanted.flags,
    )
    assert process.stdin
    return Broom(process, process.stdin)
