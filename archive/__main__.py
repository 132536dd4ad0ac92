"""`python -m archive [serve] --state DIR`, and `python -m archive export SESSION --key FILE --key FILE --to FILE`."""

import argparse
import asyncio
import dataclasses
import getpass
import os
import re
import sys
from pathlib import Path

import logs
from archive import publishing
from archive.app import Archive, CannotStart, folder_of
from archive.cabinet import Cabinet
from archive.export import NothingToExport, export
from archive.settings import Settings
from archive.unlocking import data_keys
from protocol import settings as environment
from sealing import officers
from sealing.officers import OfficerKey


class NotEnrolled(Exception):
    """An officer could not be added or removed; the text says why."""


_SESSION = re.compile(r"[0-9a-f]{32}(-[0-9]+)?")


def _arguments(arguments: list[str]) -> argparse.Namespace:
    """`serve` may be left out: it is what the archive is for."""
    parser = argparse.ArgumentParser("python -m archive", description="Keeps recordings, and deletes them in time.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, says in (("serve", "keep and delete"), ("export", "join one recording into one file that plays")):
        one = commands.add_parser(command, help=says)
        one.add_argument("--state", type=Path, help="the state folder")
        if command == "export":
            one.add_argument("session", help="the session's id")
            one.add_argument("--key", type=Path, action="append", required=True, help="an officer's key file; twice")
            one.add_argument("--to", type=Path, required=True, help="the file to write; it must not exist")
    officer = commands.add_parser("officer", help="who must agree before a recording is opened")
    verbs = officer.add_subparsers(dest="officer_verb", required=True)
    add, remove = (verbs.add_parser(verb) for verb in ("add", "remove"))
    add.add_argument("cards", type=Path, nargs="+", help="files that `ferndiagnose officer make` made")
    remove.add_argument("name", help="as it stands on the card")
    for one in (add, remove):
        one.add_argument("--state", type=Path, help="the state folder")
    return parser.parse_args(arguments if arguments and not arguments[0].startswith("--") else ["serve", *arguments])


def main(arguments: list[str] | None = None) -> int:
    """0 when done or stopped, 2 when the operator has something to do first."""
    given = _arguments(sys.argv[1:] if arguments is None else arguments)
    try:
        settings = environment.read(Settings, "FERNDIAGNOSE_ARCHIVE", os.environ)
        if given.state:
            settings = dataclasses.replace(settings, state=given.state)
        if given.command == "officer":
            return _officers(settings.state, given)
        if given.command == "export":
            return _export(settings, given.session, given.key, given.to)
        logs.write_to_stderr()
        asyncio.run(_serve(settings))
    except (CannotStart, NothingToExport, NotEnrolled, environment.SettingsWrong) as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


async def _serve(settings: Settings) -> None:
    await Archive(settings, logs.Dialogue("archive")).run()


def _officers(state: Path, given: argparse.Namespace) -> int:
    folder = state / "archive"
    try:
        if given.officer_verb == "remove":
            publishing.remove(folder, given.name)
        else:
            publishing.add(folder, [_card(path) for path in given.cards])
    except (publishing.NoSuchOfficer, officers.SamePerson) as refused:
        raise NotEnrolled(str(refused)) from None
    except OSError as error:
        raise NotEnrolled(f"Nothing was changed: {error.strerror or 'it failed'} ({error.filename}).") from None
    return 0


def _card(path: Path) -> officers.Card:
    try:
        return officers.read_card(path.read_bytes())
    except officers.CardRefused as refused:
        raise NotEnrolled(f"{path}: {refused}") from None


def _export(settings: Settings, session: str, key_files: list[Path], to: Path) -> int:
    if not _SESSION.fullmatch(session):
        raise NothingToExport("A session's id has 32 hexadecimal digits.")
    folder = folder_of(settings.state, session)
    people = [_officer(path) for path in key_files]
    keys = data_keys(folder, Cabinet(settings.state / "archive" / "keys"), people, _say, _ask)
    try:
        exported = export(folder, keys, to)
    except OSError as error:
        raise NothingToExport(f"The file {to} could not be written: {error.strerror or 'it failed'}.") from None
    sys.stdout.write(f"{to}: {exported.pictures} pictures, {exported.seconds:.1f} s, {exported.gaps} gaps\n")
    return 0


def _officer(path: Path) -> OfficerKey:
    """The officer's key in a file. Asks for the passphrase, or reads it from a pipe, one line for each key."""
    try:
        return officers.unlocked(path.read_bytes(), _ask(f"Passphrase of {path.name}: "))
    except officers.KeyFileRefused as refused:
        raise NothingToExport(f"{path}: {refused}") from None
    except OSError as error:
        raise NothingToExport(f"{path} cannot be read: {error.strerror}.") from None


def _ask(text: str) -> str:
    return getpass.getpass(text) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
