"""The head: the ledger up to its last entry as one signed hash, small enough to go into a customer's receipt.

A checkpoint goes to the operator's other places; a head goes to customers, who are not the operator's. A ledger that
was rewritten together with all its copies still does not fit to what they have.
"""

from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol.link import LedgerHead

_HEAD = b"ferndiagnose ledger head 1\0"


def sign(size: int, root: bytes, at: datetime, key: Ed25519PrivateKey) -> LedgerHead:
    """The head of a ledger with so many entries and this root (RFC 6962)."""
    milliseconds = int(at.timestamp() * 1000)
    return LedgerHead(size, root, milliseconds, key.sign(_signed_bytes(size, root, milliseconds)))


def is_signed(head: LedgerHead, key: Ed25519PublicKey) -> bool:
    """Whether it is that server's."""
    try:
        key.verify(head.signature, _signed_bytes(head.size, head.root, head.at))
    except InvalidSignature:
        return False
    return True


def moment(head: LedgerHead) -> datetime:
    """When it was signed."""
    return datetime.fromtimestamp(head.at / 1000, UTC)


def _signed_bytes(size: int, root: bytes, at: int) -> bytes:
    return _HEAD + size.to_bytes(8) + root + at.to_bytes(8)
