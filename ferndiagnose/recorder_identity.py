"""The recorders' identity: made at the first start, or by command, and rolled by command.

Two key pairs: the one in use and the next. Clients carry both public keys, so that the next can come into use while old
clients are still about. After that its place is taken by a new one, which the next version of the clients carries.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ferndiagnose.problems import CannotServe
from ferndiagnose.state import write_private
from protocol import recorder_identity

_DONE = {
    "make": "Made. Give {public} to every client, and {active} to every recorder; put {next} away, off this machine.",
    "roll": "Rolled. Give {active} to every recorder and start it anew, build the next clients with {public}, "
    "and put {next} away, off this machine. Roll again only when no client is about that has the old file.",
}


@dataclass(frozen=True)
class Paths:
    """Where they lie in the state folder."""

    state: Path

    @property
    def active(self) -> Path:
        """What recorders sign with."""
        return self.state / "recorder" / "identity.key"

    @property
    def next(self) -> Path:
        """Nobody signs with it yet. It belongs on a medium that is not connected."""
        return self.state / "recorder" / "identity-next.key"

    @property
    def public(self) -> Path:
        """What clients get."""
        return self.state / "tls" / "recorders.pem"


def add_verbs(parser: argparse.ArgumentParser, state_folder: argparse.ArgumentParser) -> None:
    """Adds `recorder-identity make` and `roll` to the command line."""
    verbs = parser.add_subparsers(dest="identity_verb", required=True, metavar="VERB", title="verbs")
    verbs.add_parser("make", parents=[state_folder], help="make an identity where there is none")
    verbs.add_parser("roll", parents=[state_folder], help="the next key comes into use, and a new one is the next")


def run(verb: str, paths: Paths) -> int:
    """Does it, and says what is to be done with the files. Raises `CannotServe`."""
    make(paths) if verb == "make" else roll(paths)
    sys.stdout.write(_DONE[verb].format(public=paths.public, active=paths.active, next=paths.next) + "\n")
    return 0


def ensure(paths: Paths) -> bool:
    """Makes an identity where there is none at all. Whether it did."""
    if paths.active.exists() or paths.public.exists():
        return False
    make(paths)
    return True


def make(paths: Paths) -> None:
    """A new identity. Raises `CannotServe` when there is one: no client that is about would trust another."""
    if paths.active.exists():
        raise CannotServe(f"There is {paths.active} already. To change the key, roll it; clients know the next one.")
    active, following = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    _write(paths.next, following)
    _publish(paths, active, following)
    _write(paths.active, active)


def roll(paths: Paths) -> None:
    """The next key comes into use, and a new one takes its place. One that was interrupted is finished.

    Raises `CannotServe`.
    """
    active, following = _read(paths.active), _read(paths.next)
    if _raw(active) != _raw(following):
        _write(paths.active, following)
    newest = Ed25519PrivateKey.generate()
    _write(paths.next, newest)
    _publish(paths, following, newest)


def _publish(paths: Paths, *keys: Ed25519PrivateKey) -> None:
    text = recorder_identity.written([key.public_key() for key in keys])
    write_private(paths.public, text.encode(), mode=0o644)


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise CannotServe(f"There is no {path}. Put it back from where it is kept, then roll.") from None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise CannotServe(f"{path} holds no Ed25519 key that can be read.")
    return key


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
