"""The program as customers have it: one file, which unpacks itself, runs from there, and is gone after its end.

The launcher (our own on Linux, NSIS's on Windows) says which file it was and into which folder it was unpacked. There
lies `carried.json`: the flags that the operator built in. `--self-test` runs the program without windows and
network; `--keep` is for a customer who wants to keep the file; with `--let-go` the launcher has it let go what a
program held that was killed. The file of a button stays as long as the button.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from customer_client import __main__ as program
from customer_client.button.here import marker_of
from customer_client.injection import note
from customer_client.removal import broom
from customer_client.removal.download import Download, sweep_leftovers
from logs import Dialogue
from protocol.problems import Problem

CARRIED: Final = "carried.json"
SELF_TEST, KEEP, LET_GO = "--self-test", "--keep", "--let-go"


def main(file: str, folder: str, arguments: Sequence[str]) -> int:
    """Runs it and gives its exit status. `file` and `folder` are the launcher's word."""
    _have_streams()
    if SELF_TEST in arguments:
        # Imported here: it loads everything, and a customer waits for a window.
        from customer_client import self_test  # noqa: PLC0415

        return self_test.run()
    own = Path(file).absolute()
    download = Download(own, Path(folder).absolute(), keep=KEEP in arguments, button=marker_of(own))
    flags = [*carried(download.folder), *(each for each in arguments if each not in (KEEP, LET_GO))]
    if LET_GO in arguments:
        _let_go(download.folder, flags)
        return program.ENDED
    with download.hold():
        sweep_leftovers(download.folder.parent, time.time(), marker_of, lambda folder: _let_go(folder, flags))
        return _run(download, flags)


def _let_go(folder: Path, flags: Sequence[str]) -> None:
    """What the hand held that a killed program had in this folder, if it had one."""
    if (left := folder / note.NAME).exists():
        # Imported here: it is needed after a crash only.
        from customer_client.injection.letting_go import let_go  # noqa: PLC0415

        with suppress(Problem):  # a display that is gone holds nothing
            let_go(left, program.settings_from(flags, dict(os.environ)).display or None)


def carried(folder: Path) -> list[str]:
    """The flags that were built in. A file among them lies in the folder too. Raises `OSError`."""
    told: dict[str, str] = json.loads((folder / CARRIED).read_text(encoding="utf-8"))
    told |= {name: str(folder / told[name]) for name in ("ca", "recorders") if name in told}
    return [part for name, value in sorted(told.items()) for part in (f"--{name}", value)]


def _run(download: Download, flags: Sequence[str]) -> int:
    # Until the program minds its signals itself: one that comes meanwhile ends it by way of what follows `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(program.ENDED))
    sweeping = None if _launcher_has_a_broom() else broom.start(download)
    try:
        return program.main(flags, download.file, removes_itself=not download.stays, note=download.folder / note.NAME)
    finally:
        if not download.stays:
            # Launcher and broom would do it; but somebody may have killed both. On Windows a running file stays.
            with suppress(OSError):
                download.file.unlink(missing_ok=True)
        Dialogue("customer").state("removed")
        if sweeping:
            # On Windows nobody can remove what runs: if both are gone, another one has to outlive this program.
            (sweeping if sweeping.waits else broom.start(download)).begin()
        else:
            shutil.rmtree(download.folder, ignore_errors=True)


def _launcher_has_a_broom() -> bool:
    """Whether one has been waiting since before anything was unpacked."""
    return sys.platform == "linux"


def _have_streams() -> None:
    """A windowed program on Windows has no standard streams; what is written to them goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # for the process's life
