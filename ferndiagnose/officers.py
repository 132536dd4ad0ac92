"""Officers: `make` runs on the officer's own machine, `add` and `remove` where the archive is.

An officer's key never leaves the machine on which it was made; what the operator gets is the card.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from ferndiagnose import releasing
from ferndiagnose.problems import CannotServe
from sealing import age, officers
from sealing.officers import Card, Group, OfficerKey

Ask = Callable[[str], str]

_MAKE = (
    "Makes your key as an officer, on your own machine: a file under a passphrase, which stays here, and a card beside "
    "it for the operator. Recordings are opened only when an officer of each group agrees. With a hardware key, first "
    "let its age plugin make an identity; its recipient must begin with age1tag1 or age1tagpq1."
)
_ADD = (
    "Enrols officers: recordings are sealed to them from now on. Shows each card and asks whether it is the right one."
)
_REMOVE = "Takes an officer out. What was recorded before can still be opened with that officer's key."
NEXT_STEPS = """\
No session can run yet: nobody could ever open its recording.
  1. Two people, each on the own machine:  ferndiagnose officer make "NAME" data-protection --key me.key
                                           ferndiagnose officer make "NAME" security --key me.key
  2. You, with the two cards they send:    ferndiagnose officer add FIRST.card SECOND.card --state {state}
"""


def add_verbs(parser: argparse.ArgumentParser, state_folder: argparse.ArgumentParser) -> None:
    """Adds `officer make` and the like to the command line."""
    verbs = parser.add_subparsers(dest="officer_verb", required=True, metavar="VERB", title="verbs")
    make = verbs.add_parser("make", help="make your own key, as an officer", description=_MAKE)
    make.add_argument("officer_name", metavar="NAME", help="your name")
    make.add_argument("group", choices=[str(group) for group in Group], help="what you answer for")
    make.add_argument("--key", type=Path, default=Path("officer.key"), metavar="FILE", help="your key (%(default)s)")
    make.add_argument("--identity", type=Path, metavar="FILE", help="a hardware key's identity file (AGE-PLUGIN-…)")
    make.add_argument("--recipient", metavar="AGE1TAG…", help="that hardware key's recipient")
    add = verbs.add_parser("add", parents=[state_folder], help="enrol officers", description=_ADD)
    add.add_argument("cards", type=Path, nargs="+", metavar="CARD", help="what `officer make` made beside the key")
    remove = verbs.add_parser("remove", parents=[state_folder], help="take an officer out", description=_REMOVE)
    remove.add_argument("officer_name", metavar="NAME", help="as it stands on the card")
    releasing.add_verb(verbs.add_parser("release", help="agree to what a request asks for, as an officer"))


def make(given: argparse.Namespace, ask: Ask) -> int:
    """Makes the key file and the card. Raises `CannotServe`."""
    card_file = given.key.with_suffix(".card")
    for path in (given.key, card_file):
        if path.exists():
            raise CannotServe(f"{path} is there already. Name another file with --key; nothing was made.")
    try:
        key = OfficerKey.make(given.officer_name, Group(given.group), _hardware(given))
    except age.RecipientRefused as refused:
        raise CannotServe(str(refused)) from None
    passphrase = passphrase_twice(ask)
    try:
        _write_new(given.key, officers.locked(key, passphrase), 0o600)
        _write_new(card_file, officers.encode_card(key.card), 0o644)
    except OSError as error:
        raise CannotServe(f"{error.filename} cannot be written: {error.strerror}.") from None
    sys.stdout.write(
        f"{given.key}: your key. Keep it, and a copy in a safe: when all of a group have lost theirs, no recording can "
        f"ever be opened.\n{card_file}: your card. Send it to the operator, and read this out when they call you:\n"
        f"  {key.card.fingerprint}\n"
    )
    return 0


def add(given: argparse.Namespace, command: Callable[[tuple[str, ...]], tuple[str, ...]], ask: Ask) -> int:
    """Shows the cards, and has the archive enrol them; its exit status. Raises `CannotServe`."""
    for path in given.cards:
        card = _card(path)
        question = f"{card.name} ({card.group}), fingerprint\n  {card.fingerprint}\nIs it the same there? yes/no: "
        if ask(question).strip().lower() not in {"yes", "y"}:
            raise CannotServe("Nobody was enrolled. Call the officer under a number that you know, and compare again.")
    return _run(command(("add", "--state", given.state, "--", *map(str, given.cards))))


def remove(given: argparse.Namespace, command: Callable[[tuple[str, ...]], tuple[str, ...]]) -> int:
    """Has the archive take the officer out; its exit status."""
    return _run(command(("remove", "--state", given.state, "--", given.officer_name)))


def passphrase_twice(ask: Ask) -> str:
    """A passphrase that is long enough, typed the same way twice. Raises `CannotServe`."""
    passphrase = ask(f"A new passphrase, {officers.PASSPHRASE_MINIMUM} characters or more: ")
    if len(passphrase) < officers.PASSPHRASE_MINIMUM:
        raise CannotServe(f"A passphrase has {officers.PASSPHRASE_MINIMUM} characters or more. Nothing was made.")
    if ask("The same again: ") != passphrase:
        raise CannotServe("These were two different passphrases. Nothing was made; please try again.")
    return passphrase


def ask_for_secret(text: str) -> str:
    """From the person at the terminal, unseen, or the next line of a pipe."""
    return getpass(text) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def ask(text: str) -> str:
    """From the person at the terminal, or the next line of a pipe."""
    sys.stdout.write(text)
    sys.stdout.flush()
    return sys.stdin.readline().rstrip("\n")


def _hardware(given: argparse.Namespace) -> tuple[str, str] | None:
    if not given.identity and not given.recipient:
        return None
    if not (given.identity and given.recipient):
        raise CannotServe("A hardware key takes both --identity and --recipient.")
    try:
        lines = given.identity.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        raise CannotServe(f"{given.identity} cannot be read.") from None
    identities = [line.strip() for line in lines if line.strip().startswith("AGE-PLUGIN-")]
    if len(identities) != 1:
        raise CannotServe(f"{given.identity} does not hold exactly one line that begins with AGE-PLUGIN-.")
    return identities[0], given.recipient


def _card(path: Path) -> Card:
    try:
        return officers.read_card(path.read_bytes())
    except officers.CardRefused as refused:
        raise CannotServe(f"{path}: {refused}") from None
    except OSError as error:
        raise CannotServe(f"{path} cannot be read: {error.strerror}.") from None


def _write_new(path: Path, data: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _run(command: tuple[str, ...]) -> int:
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program
