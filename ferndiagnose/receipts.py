"""`ferndiagnose receipt verify`: whether what a customer's receipt says of the ledger was signed by this operator.

It needs the receipt and the server's public key, and no server.
"""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ferndiagnose.problems import CannotServe
from ledger import entries, head
from ledger.checkpoint import is_signed
from ledger.entries import EntryUnreadable
from ledger.server_facts import CustomerStated
from ledger.statements import Statements
from protocol import receipt_proof
from protocol.receipt_proof import NoProof, Proof, Signed

_VERIFY = (
    "Checks each line between BEGIN LEDGER and END LEDGER: the operator's server signed it, and so did the customer's "
    "program what the server says it stated. Exit status 0: all of it holds; 1: at least one line was changed or is "
    "another server's; 2: it could not be checked."
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
        proof = receipt_proof.read(receipt.read_text(encoding="utf-8"))
    except (OSError, UnicodeError):
        raise CannotServe(f"{receipt} cannot be read.") from None
    except NoProof:
        raise CannotServe(f"{receipt} has no lines of the ledger, or not as they were written.") from None
    statements = Statements()
    verdicts = [(one, _verdict(one, signer, statements)) for one in proof.signed]
    for one, wrong in verdicts:
        sys.stdout.write(f"{wrong or 'signed'}: entry {one.number}: {one.entry.decode()}\n")
    return max(_look_at_head(proof, signer), any(wrong for _, wrong in verdicts))


def _verdict(one: Signed, signer: Ed25519PublicKey, statements: Statements) -> str:
    """What is wrong with an entry, or nothing."""
    if not is_signed(one.number, one.entry, one.signature, signer):
        return "NOT SIGNED"
    with suppress(EntryUnreadable):
        entry = entries.read(one.entry)
        if isinstance(entry, CustomerStated) and (wrong := statements.look_at(entry)):
            return f"NOT WHAT THE CUSTOMER SAID ({wrong})"
    return ""


def _look_at_head(proof: Proof, signer: Ed25519PublicKey) -> int:
    """Says how the ledger stood. An entry beyond it would be one that it does not vouch for."""
    if proof.head is None:
        sys.stdout.write("There is no head of the ledger in it: the server signed none before the end.\n")
        return 0
    beyond = any(one.number >= proof.head.size for one in proof.signed)
    verdict = "NOT SIGNED" if beyond or not head.is_signed(proof.head, signer) else "signed"
    when, root = receipt_proof.said_at(proof.head), proof.head.root.hex()
    sys.stdout.write(f"{verdict}: the ledger of {proof.head.size} entries on {when}: {root}\n")
    return 0 if verdict == "signed" else 1


def _key(path: Path) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(msgspec.json.decode(path.read_bytes(), type=bytes))
    except (OSError, ValueError, msgspec.DecodeError):
        raise CannotServe(f"{path} is not a server's public key.") from None
