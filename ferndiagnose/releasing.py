"""`ferndiagnose officer release`: on an officer's own machine, with the request, the own key, and nothing else."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ferndiagnose.problems import CannotServe
from sealing import age, keyring, officers, release, request
from sealing.keyring import KeyringRefused
from sealing.officers import KeyFileRefused, OfficerKey
from sealing.release import NotYours
from sealing.request import LIMIT, Act, Request, RequestRefused

Ask = Callable[[str], str]

_ABOUT = (
    "Shows you what is to be done with a recording, and why. If you agree, your share of its key is opened here and "
    "encrypted anew, for this one request, and signed. The file that this makes is useless for anything else."
)
_MEANS = {
    Act.OPEN: "OPEN the recording: two people look at it for half an hour",
    Act.EXPORT: "EXPORT the recording: it leaves the archive as a file that can be watched for ever",
    Act.DELETE: "DELETE the recording now, before its time",
    Act.HOLD: "HOLD the recording: keep it beyond its 90 days",
    Act.RELEASE_HOLD: "END THE HOLD: the recording is deleted as soon as its 90 days are over",
}


def add_verb(release_: argparse.ArgumentParser) -> None:
    """What the command takes."""
    release_.description = _ABOUT
    release_.add_argument("request", type=Path, metavar="REQUEST", help="the file from `ferndiagnose recording ask`")
    release_.add_argument(
        "--key", type=Path, default=Path("officer.key"), metavar="FILE", help="your key (%(default)s)"
    )
    release_.add_argument(
        "--archive", type=Path, default=Path("archive.pub"), metavar="FILE",
        help="the archive's public key, which you got when you were enrolled (%(default)s)",
    )  # fmt: skip
    release_.add_argument("--to", type=Path, metavar="FILE", help="your release (beside the request)")


def run(given: argparse.Namespace, ask: Ask, ask_for_secret: Ask, now: datetime | None = None) -> int:
    """Shows the request, asks, and writes the release; its exit status. Raises `CannotServe`."""
    asked = _request(given)
    if (now or datetime.now(UTC)) >= asked.expires_at:
        raise CannotServe("This request has expired: it was good for 24 hours. It must be asked for anew.")
    to = given.to or given.request.with_suffix(f".{given.key.stem}.release")
    if to.exists():
        raise CannotServe(f"{to} is there already. Name another file with --to; nothing was released.")
    sys.stdout.write(shown(asked))
    if ask("Do you release this? Type yes: ").strip().lower() != "yes":
        raise CannotServe("Nothing was released.")
    key = _key(given.key, ask_for_secret("Your passphrase: "))
    _write_new(to, _released(asked, key, now or datetime.now(UTC), ask_for_secret))
    sys.stdout.write(f"{to}: your release, as {key.card.name} ({key.card.group}). Send it back; it is no secret.\n")
    return 0


def shown(asked: Request) -> str:
    """What an officer must know to decide."""
    lines = [
        f"Request {asked.number} asks you to release:",
        f"  {_MEANS[asked.act]}",
        f"  session    {asked.session}",
        f"  reason     {_line(asked.reason)}",
        f"  reference  {_line(asked.reference)}",
        *([f"  until      {asked.until:%Y-%m-%d %H:%M} UTC"] if asked.until else []),
        f"  asked      {asked.asked_at:%Y-%m-%d %H:%M} UTC, good until {asked.expires_at:%Y-%m-%d %H:%M} UTC",
    ]
    return "\n".join(lines) + "\n"


def _request(given: argparse.Namespace) -> Request:
    try:
        verifying = keyring.read_verifying(_read(given.archive))
        return request.read(_read(given.request), verifying)
    except KeyringRefused as refused:
        raise CannotServe(f"{given.archive}: {refused}") from None
    except RequestRefused as refused:
        raise CannotServe(f"{given.request}: {refused}") from None


def _key(path: Path, passphrase: str) -> OfficerKey:
    try:
        return officers.unlocked(_read(path), passphrase)
    except KeyFileRefused as refused:
        raise CannotServe(f"{path}: {refused} Nothing was released.") from None


def _released(asked: Request, key: OfficerKey, now: datetime, ask_for_secret: Ask) -> bytes:
    """With a hardware key, its plugin may ask for a PIN and say when to touch it, once for each stretch."""
    try:
        return release.make(asked, key, now, _say, ask_for_secret)
    except (NotYours, age.IdentityRefused) as refused:
        raise CannotServe(str(refused)) from None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except OSError as error:
        raise CannotServe(f"{path} cannot be read: {error.strerror}.") from None


def _write_new(path: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotServe(f"{path} cannot be written: {error.strerror}.") from None


def _line(text: str) -> str:
    """What somebody wrote, as one line: it must not look like more of ours."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
