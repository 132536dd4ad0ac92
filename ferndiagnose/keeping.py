"""What an operator asks of archive and ledger: the archive program does it; nothing of theirs is in this one."""

import argparse
import subprocess
from typing import Any

from ferndiagnose import programs

_VERIFY = (
    "Holds the ledger against its signatures, its checkpoints, and those in other places. Exit status 0: it is "
    "as it was written; 1: it was changed, and the entries are named; 2: it could not be checked."
)
_CONFIRM = (
    "After the clock jumped, the archive deletes and opens nothing until you have looked at the clock and say that it "
    "is right now."
)


def add_verbs(verbs: Any, state_folder: argparse.ArgumentParser) -> None:
    """Adds `archive` and `ledger` to the command line. `verbs` is what argparse calls its subparsers."""
    archive = verbs.add_parser("archive", help="how the archive is", description="The archive.")
    archive_verbs = archive.add_subparsers(dest="archive_verb", required=True, metavar="VERB", title="verbs")
    archive_verbs.add_parser("status", parents=[state_folder], help="the time, the officers, and what is missing")
    archive_verbs.add_parser("confirm-time", parents=[state_folder], help="the clock is right", description=_CONFIRM)
    ledger = verbs.add_parser("ledger", help="whether the ledger was changed", description="The ledger.")
    ledger_verbs = ledger.add_subparsers(dest="archive_verb", required=True, metavar="VERB", title="verbs")
    verify = ledger_verbs.add_parser("verify", parents=[state_folder], help="say what was done", description=_VERIFY)
    verify.add_argument("--ledger", metavar="FILE", help="another ledger than the state folder's")
    verify.add_argument("--key", metavar="FILE", help="the archive's public key, from a place that you trust")
    verify.add_argument("--checkpoints", metavar="PLACES", help="the other places, with a blank between them")


def run(given: argparse.Namespace) -> int:
    """The exit status of what was asked for."""
    command = programs.ask_archive((*words(given), "--state", given.state))
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


def words(given: argparse.Namespace) -> tuple[str, ...]:
    """What the archive program is asked."""
    if given.verb == "archive":
        return (given.archive_verb,)
    flags = ((f"--{name}", getattr(given, name)) for name in ("ledger", "key", "checkpoints"))
    return ("verify-ledger", *(word for flag, value in flags if value is not None for word in (flag, value)))
