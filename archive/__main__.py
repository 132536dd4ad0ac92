"""`python -m archive [serve] --state DIR`, and `python -m archive export SESSION --state DIR --to FILE.mkv`."""

import argparse
import asyncio
import dataclasses
import os
import re
import sys
from pathlib import Path

import logs
from archive.app import Archive, CannotStart, folder_of
from archive.export import NothingToExport, export
from archive.settings import Settings
from protocol import settings as environment

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
            one.add_argument("--to", type=Path, required=True, help="the file to write; it must not exist")
    return parser.parse_args(arguments if arguments and not arguments[0].startswith("--") else ["serve", *arguments])


def main(arguments: list[str] | None = None) -> int:
    """0 when done or stopped, 2 when the operator has something to do first."""
    given = _arguments(sys.argv[1:] if arguments is None else arguments)
    try:
        settings = environment.read(Settings, "FERNDIAGNOSE_ARCHIVE", os.environ)
        if given.state:
            settings = dataclasses.replace(settings, state=given.state)
        if given.command == "export":
            return _export(settings, given.session, given.to)
        logs.write_to_stderr()
        asyncio.run(_serve(settings))
    except (CannotStart, NothingToExport, environment.SettingsWrong) as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


async def _serve(settings: Settings) -> None:
    await Archive(settings, logs.Dialogue("archive")).run()


def _export(settings: Settings, session: str, to: Path) -> int:
    if not _SESSION.fullmatch(session):
        raise NothingToExport("A session's id has 32 hexadecimal digits.")
    try:
        exported = export(folder_of(settings.state, session), to)
    except OSError as error:
        raise NothingToExport(f"The file {to} could not be written: {error.strerror or 'it failed'}.") from None
    sys.stdout.write(f"{to}: {exported.pictures} pictures, {exported.seconds:.1f} s, {exported.gaps} gaps\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
