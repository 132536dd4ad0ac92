"""`ferndiagnose receipt verify`: whether what a customer's receipt says of the ledger was signed by this operator.

It needs the receipt and the server's public key, and no server.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ferndiagnose.problems import CannotServe
from ledger.checkpoint import is_signed
from protocol import receipt_proof
from protocol.receipt_proof import NoProof

_VERIFY = (
    "Checks each line between BEGIN LEDGER and END LEDGER. Exit status 0: the operator's server signed all of it; 1: "
    "at least one line was changed or is another server's; 2: it could not be checked."
)


def add_verbs(verbs: Any) -> None:
    """Adds `receipt` to the command line. `verbs` is what argparse calls its subparsers."""
    receipt = verbs.add_parser("receipt", help="customers' receipts", description="Customers' receipts.")
    receipt_verbs = receipt.add_subparsers(dest="receipt_verb", required=True, metavar="VERB", title="verbs")
    verify = receipt_verbs.add_parser("verify", help="whether it was signed here", description=_VERIFY)
    verify.add_argument("receipt", metavar="FILE", type=Path, help="the receipt that a customer saved")
    verify.add_argument("--key", required=True, metavar="FILE", type=Path, help="public/server.pub of the state folder")


def verify(receipt: Path, key: Path) -> int:
    """Says what was found; the exit status. Raises `CannotServe` when it cannot be checked."""
    signer = _key(key)
    try:
        signed = receipt_proof.read(receipt.read_text(encoding="utf-8"))
    except (OSError, UnicodeError):
        raise CannotServe(f"{receipt} cannot be read.") from None
    except NoProof:
        raise CannotServe(f"{receipt} has no lines of the ledger, or not as they were written.") from None
    wrong = [one for one in signed if not is_signed(one.number, one.entry, one.signature, signer)]
    for one in signed:
        verdict = "NOT SIGNED" if one in wrong else "signed"
        sys.stdout.write(f"{verdict}: entry {one.number}: {one.entry.decode()}\n")
    return 1 if wrong else 0


def _key(path: Path) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(msgspec.json.decode(path.read_bytes(), type=bytes))
    except (OSError, ValueError, msgspec.DecodeError):
        raise CannotServe(f"{path} is not a server's public key.") from None
