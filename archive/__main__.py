"""`python -m archive [serve] --state DIR`, and the commands with which an operator asks a running archive.

`ferndiagnose` passes its own commands on to these.
"""

import argparse
import asyncio
import dataclasses
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import logs
from archive import checking, control
from archive.app import Archive, CannotStart, Folders, places_of
from archive.checking import CannotCheck
from archive.commands import (
    AddOfficers,
    AskCertificate,
    AskStatus,
    Certified,
    ConfirmTime,
    RemoveOfficer,
    Status,
    TimeConfirmed,
)
from archive.control import NotRunning, Refused
from archive.opening import commands as recordings
from archive.settings import Settings
from protocol import settings as environment
from sealing import memory, officers
from sealing.memory import MemoryExposed
from sealing.officers import Card, CardRefused
from sealing.store import StoreFault

_TOLD = (CannotStart, environment.SettingsWrong, Refused, NotRunning, CannotCheck, MemoryExposed)
"""What the operator has to do something about; the text says what."""
_HELP = {
    "serve": "keep and delete",
    "status": "how the archive is, and who the officers are",
    "confirm-time": "say that the time is right, after the clock jumped",
    "officer": "who must agree before a recording is opened",
    "verify-ledger": "say what was done to the ledger",
    "certificate": "get the certificate that one session's recording was deleted",
    "check-certificate": "say whether a certificate is the archive's",
    "recording": "open, export, delete or hold one recording",
}


def _arguments(arguments: list[str]) -> argparse.Namespace:
    """`serve` may be left out: it is what the archive is for."""
    parser = argparse.ArgumentParser("python -m archive", description="Keeps recordings, and deletes them in time.")
    commands = parser.add_subparsers(dest="command", required=True)
    verbs = {name: commands.add_parser(name, help=says) for name, says in _HELP.items()}
    officer = verbs["officer"].add_subparsers(dest="officer_verb", required=True)
    verbs["add"], verbs["remove"] = (officer.add_parser(verb) for verb in ("add", "remove"))
    recordings.add_verbs(verbs["recording"])
    for name in verbs.keys() - {"officer", "recording"}:
        verbs[name].add_argument("--state", type=Path, help="the state folder")
    verbs["add"].add_argument("cards", type=Path, nargs="+", help="files that `ferndiagnose officer make` made")
    verbs["remove"].add_argument("name", help="as it stands on the card")
    verbs["verify-ledger"].add_argument("--ledger", type=Path, help="another ledger than the state folder's")
    verbs["verify-ledger"].add_argument("--key", type=Path, help="the archive's public key, from a place you trust")
    verbs["verify-ledger"].add_argument("--checkpoints", help="other places than those of the settings")
    verbs["verify-ledger"].add_argument("--receipts", type=Path, nargs="+", default=[], help="customers' receipts")
    verbs["certificate"].add_argument("session", type=_session, metavar="SESSION", help="the session's id")
    verbs["certificate"].add_argument("--to", type=Path, required=True, help="the file to write; it must not exist")
    verbs["check-certificate"].add_argument("file", type=Path, help="the certificate")
    verbs["check-certificate"].add_argument("--key", type=Path, help="the archive's public key, from a place you trust")
    return parser.parse_args(arguments if arguments and not arguments[0].startswith("--") else ["serve", *arguments])


def main(arguments: list[str] | None = None) -> int:
    """0 when done or stopped, 1 when a ledger was changed, 2 when the operator has something to do first."""
    given = _arguments(sys.argv[1:] if arguments is None else arguments)
    try:
        settings = environment.read(Settings, "FERNDIAGNOSE_ARCHIVE", os.environ)
        if given.state:
            settings = dataclasses.replace(settings, state=given.state)
        return _COMMANDS[given.command](settings, given)
    except _TOLD as reason:
        sys.stderr.write(f"{reason}\n")
        return 2


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    _protect(settings)
    logs.write_to_stderr()
    asyncio.run(_run(settings))
    return 0


def _protect(settings: Settings) -> None:
    memory.protect("FERNDIAGNOSE_ARCHIVE_SWAP_ALLOWED", swap_allowed=settings.swap_allowed)


async def _run(settings: Settings) -> None:
    archive = Archive(settings, logs.Dialogue("archive"))
    try:
        await archive.run()
    finally:
        archive.close()


def _status(settings: Settings, _: argparse.Namespace) -> int:
    _show(control.ask(Folders(settings.state).own, AskStatus(), Status))
    return 0


def _show(status: Status) -> None:
    lines = [f"time       {status.now:%Y-%m-%d %H:%M:%S} UTC"]
    if status.jumped_by is not None:
        lines[0] += f", NOT BELIEVED: the clock jumped by {status.jumped_by} s. Nothing is deleted or opened"
    lines += [f"officer    {card.name}, {card.group}, {card.fingerprint}" for card in status.officers]
    lines += [f"missing    {missing}" for missing in status.missing]
    if status.jumped_by is None and not status.opens:
        lines.append("starting   what is due is being deleted; nothing is opened before that is done")
    sys.stdout.write("\n".join(lines) + "\n")


def _confirm_time(settings: Settings, _: argparse.Namespace) -> int:
    own = Folders(settings.state).own
    _show(control.ask(own, AskStatus(), Status))
    if sys.stdin.isatty() and input("Is this the time now? Type yes: ").strip() != "yes":
        raise Refused("Nothing was confirmed. Set the clock right first.")
    confirmed = control.ask(own, ConfirmTime(), TimeConfirmed)
    sys.stdout.write(f"confirmed  {confirmed.now:%Y-%m-%d %H:%M:%S} UTC\n")
    return 0


def _officers(settings: Settings, given: argparse.Namespace) -> int:
    """Asks the archive that runs, or, before its first start, does it in its place."""
    request: AddOfficers | RemoveOfficer
    if given.officer_verb == "add":
        request = AddOfficers([_card(path) for path in given.cards])
    else:
        request = RemoveOfficer(given.name)
    try:
        control.ask(Folders(settings.state).own, request, Status)
    except NotRunning:
        archive = Archive(settings, logs.Dialogue("archive"))
        try:
            commands = archive.commands()
            if isinstance(request, AddOfficers):
                commands.add_officers(request)
            else:
                commands.remove_officer(request)
        finally:
            archive.close()
    return 0


def _card(path: Path) -> Card:
    try:
        return officers.read_card(path.read_bytes())
    except CardRefused as refused:
        raise Refused(f"{path}: {refused}") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}. Nobody was enrolled.") from None


def _verify_ledger(settings: Settings, given: argparse.Namespace) -> int:
    folders = Folders(settings.state)
    if given.checkpoints is not None:
        settings = dataclasses.replace(settings, checkpoints=given.checkpoints)
    try:
        places = places_of(settings)
    except StoreFault as fault:
        raise CannotCheck(str(fault)) from None
    ledger, verifying = given.ledger or folders.ledger, given.key or folders.verifying
    checked = checking.check(ledger, verifying, places, datetime.now(UTC), given.receipts)
    sys.stdout.write(checked.said())
    return 0 if checked.is_sound else 1


def _recording(settings: Settings, given: argparse.Namespace) -> int:
    return recordings.run(given, Folders(settings.state).own)


def _session(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise argparse.ArgumentTypeError("a session's id has 32 hexadecimal digits")
    return text


def _certificate(settings: Settings, given: argparse.Namespace) -> int:
    certified = control.ask(Folders(settings.state).own, AskCertificate(given.session), Certified)
    try:
        with given.to.open("xb") as file:
            file.write(certified.certificate)
    except OSError as error:
        raise Refused(f"{given.to} cannot be written: {error.strerror}.") from None
    return 0


def _check_certificate(settings: Settings, given: argparse.Namespace) -> int:
    said = checking.certificate(given.file, given.key or Folders(settings.state).verifying)
    sys.stdout.write(
        f"The archive deleted the recording of session {said.session} at {said.at:%Y-%m-%d %H:%M:%S} UTC. It was due "
        f"at {said.due_at:%Y-%m-%d %H:%M:%S} UTC: {said.objects} objects, and the keys that open them.\n"
    )
    return 0


_COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "serve": _serve,
    "status": _status,
    "confirm-time": _confirm_time,
    "officer": _officers,
    "verify-ledger": _verify_ledger,
    "certificate": _certificate,
    "check-certificate": _check_certificate,
    "recording": _recording,
}


if __name__ == "__main__":
    sys.exit(main())
