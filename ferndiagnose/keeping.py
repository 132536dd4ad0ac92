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
    ledger = verbs.add_parser(
        "ledger", help="whether the ledger was changed, and what it certifies", description="The ledger."
    )
    ledger_verbs = ledger.add_subparsers(dest="archive_verb", required=True, metavar="VERB", title="verbs")
    verify = ledger_verbs.add_parser("verify", parents=[state_folder], help="say what was done", description=_VERIFY)
    verify.add_argument("--ledger", metavar="FILE", help="another ledger than the state folder's")
    verify.add_argument("--key", metavar="FILE", help="the archive's public key, from a place that you trust")
    verify.add_argument("--checkpoints", metavar="PLACES", help="the other places, with a blank between them")
    verify.add_argument("--receipts", metavar="FILE", nargs="+", help="receipts that customers have saved")
    certificate = ledger_verbs.add_parser("certificate", parents=[state_folder], help="that a recording was deleted")
    certificate.add_argument("session", metavar="SESSION", help="the session's id")
    certificate.add_argument("--to", required=True, metavar="FILE", help="the file to write; it must not exist")
    check = ledger_verbs.add_parser("check", parents=[state_folder], help="whether a certificate is the archive's")
    check.add_argument("file", metavar="CERTIFICATE", help="the certificate")
    check.add_argument("--key", metavar="FILE", help="the archive's public key, from a place that you trust")


def run(given: argparse.Namespace) -> int:
    """The exit status of what was asked for."""
    command = programs.ask_archive((*words(given), "--state", given.state))
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


def words(given: argparse.Namespace) -> tuple[str, ...]:
    """What the archive program is asked."""
    if given.verb == "archive":
        return (given.archive_verb,)
    if given.archive_verb == "certificate":
        return ("certificate", given.session, "--to", given.to)
    if given.archive_verb == "check":
        return ("check-certificate", given.file, *_flags(given, "key"))
    receipts = ("--receipts", *given.receipts) if given.receipts else ()
    return ("verify-ledger", *_flags(given, "ledger", "key", "checkpoints"), *receipts)


def _flags(given: argparse.Namespace, *names: str) -> tuple[str, ...]:
    flags = ((f"--{name}", getattr(given, name)) for name in names)
    return tuple(word for flag, value in flags if value is not None for word in (flag, value))
