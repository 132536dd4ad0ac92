"""The customer's client as a program: `python -m customer_client --server https://… --ca …`.

It ends with 0; with 2 when flag or environment are wrong; with 3 when there is no display that it may see; with 70 when
it has a fault.
"""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from customer_client.program import Core, Program
from customer_client.settings import Settings, checked
from customer_client.ui.window import Window
from customer_client.window import Window as DrawsStatus
from logs import Dialogue, write_to_stderr
from protocol.client_file import ticket_in
from protocol.link import Language
from protocol.problems import Problem, ScreenGone, SoftwareFault, WaylandRefuses
from protocol.settings import SettingsWrong, read
from words import of_problem

ENDED, WRONG_USE, NO_DISPLAY, FAULT = 0, 2, 3, 70
_NO_CA: Final = "ca has to be a PEM file with the authority that the server's certificate comes from, such as ca.pem"
_FLAGS: Final = {
    "server": "where the service is, such as https://help.example.org",
    "ca": "a PEM file with the only authorities that are trusted",
    "recorders": "a PEM file with the public keys of the operator's recorders",
    "language": "de or en: the language of the windows at first",
    "ticket": "the ticket that the start page gave",
    "display": "the X11 display to show and operate",
}


def settings_from(arguments: Sequence[str], environ: dict[str, str], program: str = "") -> Settings:
    """The settings: flags before environment before what is built in. The name of `program`, a file, has the ticket."""
    parser = argparse.ArgumentParser(prog="customer_client", description="The customer's client of Ferndiagnose.")
    for field in fields(Settings):
        choices = ("de", "en") if field.name == "language" else None
        parser.add_argument(f"--{field.name}", choices=choices, help=_FLAGS[field.name])
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    settings = replace(read(Settings, "FERNDIAGNOSE_CUSTOMER", environ), **given)
    return checked(replace(settings, ticket=settings.ticket or ticket_in(Path(program).name) or ""))


def main(
    arguments: Sequence[str] | None = None,
    file: Path | None = None,
    *,
    removes_itself: bool = False,
    note: Path | None = None,
) -> int:
    """Runs the program and gives its exit status. `file` is what was downloaded, if that is what runs.

    `note` says, while it is there, that an agent's hand was at work, for who cleans up (`injection.note`).
    """
    write_to_stderr(logging.INFO)
    language: Language = "de"
    try:
        given = sys.argv[1:] if arguments is None else arguments
        settings = settings_from(given, dict(os.environ), str(file or sys.argv[0]))
        language = settings.language
        if file is None:
            # What a download carries was checked when that was built.
            _check_files(settings)
        if settings.display:
            # The toolkit, and nothing else, reads the display from the environment.
            os.environ["DISPLAY"] = settings.display
        running = _program(settings, removes_itself=removes_itself, file=file, note=note)
        _end_on_signals(running)
        running.run()
    except SettingsWrong as wrong:
        return _say(str(wrong), WRONG_USE)
    except Problem as problem:
        return _say(of_problem(_rather(problem, os.environ), language), NO_DISPLAY)
    except Exception as fault:  # noqa: BLE001  # the one place where whatever is left is caught
        Dialogue("customer").fault(fault)
        return _say(of_problem(SoftwareFault, language), FAULT)
    return ENDED


def _check_files(settings: Settings) -> None:
    """Raises `SettingsWrong`."""
    # Imported here: they load what the core is made of.
    from peer.recorder_keys import pinned  # noqa: PLC0415
    from peer.tls import trusting  # noqa: PLC0415

    try:
        trusting(Path(settings.ca))
    except OSError as unread:
        raise SettingsWrong(_NO_CA) from unread
    pinned(settings.recorders)


def _program(settings: Settings, *, removes_itself: bool, file: Path | None, note: Path | None) -> Program:
    def core(window: DrawsStatus) -> Core:
        # Imported here, in the core's thread, while the window can be read already.
        from customer_client.app import core_of_this_machine  # noqa: PLC0415

        return core_of_this_machine(settings, window, removes_itself=removes_itself, file=file, note=note)

    return Program(lambda act: Window(act, settings.language), core)


def _rather(problem: Problem, environ: Mapping[str, str]) -> Problem:
    """Where there is no display because the desktop is Wayland's, that is what a person has to know."""
    wayland = "WAYLAND_DISPLAY" in environ or environ.get("XDG_SESSION_TYPE") == "wayland"
    return WaylandRefuses() if wayland and isinstance(problem, ScreenGone) else problem


def _end_on_signals(program: Program) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: program.quit())


def _say(sentence: str, status: int) -> int:
    sys.stderr.write(sentence + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
