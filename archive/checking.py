"""`ferndiagnose ledger verify` reads a ledger and its copies, and says what was done to it; `check` a certificate.

Both change nothing, and need of the archive no more than its public key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from archive import certificates
from archive.certificates import CertificateRefused
from ledger import copies, head, verify
from ledger.archive_facts import RecordingDeleted
from ledger.checkpoint import Checkpoint, Place
from ledger.rows import LedgerUnavailable, SqliteRows
from ledger.verify import Finding
from protocol import receipt_proof
from protocol.receipt_proof import NoProof
from sealing import keyring
from sealing.keyring import KeyringRefused


class CannotCheck(Exception):
    """The ledger or the archive's public key cannot be read; the text says which."""


@dataclass(frozen=True)
class Checked:
    """What was found."""

    entries: int
    findings: list[Finding]
    places: int
    """How many other places were read."""
    unreadable: list[str]
    """Those that could not be read."""
    receipts: int = 0
    """How many customers' receipts were held against it."""

    @property
    def is_sound(self) -> bool:
        return not self.findings and not self.unreadable

    def said(self) -> str:
        """For the operator."""
        lines = [f"entry {found.number}: {found.wrong.upper()}: {found.detail}." for found in self.findings]
        lines += [f"The checkpoints in {name} cannot be read." for name in self.unreadable]
        if not self.places and not self.receipts:
            lines.append("No other place was read: a database that was rolled back cannot be told from a whole one.")
        verdict = "is as it was written" if not self.findings else "was CHANGED, see above"
        return "\n".join([*lines, f"The ledger of {self.entries} entries {verdict}."]) + "\n"


def check(
    ledger: Path, verifying: Path, places: Mapping[str, Place], now: datetime, receipts: Sequence[Path] = ()
) -> Checked:
    """Holds them against each other, and against what customers have kept. Raises `CannotCheck`.

    The copies are read first and the rows last, so that an archive that goes on writing does not look like a cut tail.
    """
    elsewhere: dict[str, list[bytes]] = {}
    unreadable = []
    for name, place in places.items():
        try:
            elsewhere[name] = copies.documents(place)
        except OSError:
            unreadable.append(name)
    key = _public_key(verifying)
    known = [_known(receipt, key) for receipt in receipts]
    try:
        rows = SqliteRows(ledger, read_only=True)
    except OSError as error:
        raise CannotCheck(f"Nothing was checked: {error}") from None
    try:
        here = list(rows.checkpoints())
        findings = verify.verify(rows.read(), here, elsewhere, key, now, known=known)
        return Checked(rows.count(), findings, len(elsewhere), unreadable, len(known))
    except LedgerUnavailable as error:
        raise CannotCheck(f"Nothing was checked: {error}") from None
    finally:
        rows.close()


def certificate(file: Path, verifying: Path) -> RecordingDeleted:
    """What a deletion certificate says, if the archive with this key says so. Raises `CannotCheck`."""
    key = _public_key(verifying)
    try:
        return certificates.check(file.read_bytes(), key)
    except (OSError, CertificateRefused) as error:
        raise CannotCheck(f"{file}: {error}") from None


def _known(receipt: Path, key: Ed25519PublicKey) -> Checkpoint:
    """The ledger as it was when the receipt was written. Raises `CannotCheck`."""
    try:
        found = receipt_proof.read(receipt.read_text(encoding="utf-8")).head
    except (OSError, UnicodeError, NoProof):
        raise CannotCheck(f"Nothing was checked: {receipt} is no receipt with lines of the ledger") from None
    if found is None or not head.is_signed(found, key):
        raise CannotCheck(f"Nothing was checked: {receipt} has no head of the ledger that this server has signed")
    return Checkpoint(found.size, found.root, head.moment(found), ())


def _public_key(verifying: Path) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(keyring.read_verifying(verifying.read_bytes()))
    except (OSError, KeyringRefused) as error:
        raise CannotCheck(f"Nothing was checked: {error}") from None
