"""Statements: what the customer's program says about consent and rights, in order, each signed for this session.

The server writes them into its ledger and cannot make one: the key is that of the certificate which the two people
have compared by voice. A statement is a few words (`given control agent`), and names nobody. The first of a session is
number 1, and none is left out: whoever keeps one back is found out by the next.

Keys are X9.62 compressed points (33 bytes), signatures r and s (64 bytes), ECDSA on P-256 with SHA-256 (FIPS 186-5).
"""

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from protocol.grants import Grant, Who
from protocol.safety_code import joined

AT_MOST = 250
"""Statements of one session. Nobody gives and takes back so often; a broken program does."""
KEY_BYTES, SIGNATURE_BYTES = 33, 64
_HALF = SIGNATURE_BYTES // 2
_LABEL = b"ferndiagnose/1 customer's statement"
_ECDSA = ec.ECDSA(hashes.SHA256())


class Signs(Protocol):
    """Who signs: `Signer`, or a fake of it."""

    @property
    def public(self) -> bytes:
        """The key by which the signatures are checked."""

    def sign(self, data: bytes) -> bytes:
        """The signature."""


class Signer:
    """Signs with a key on P-256."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def sign(self, data: bytes) -> bytes:
        """As in `Signs`."""
        r, s = decode_dss_signature(self._key.sign(data, _ECDSA))
        return r.to_bytes(_HALF) + s.to_bytes(_HALF)


def of_right(change: str, grant: Grant, who: Who) -> str:
    """What is stated about a right: `given control agent`."""
    return f"{change} {grant} {who}"


def signed_bytes(session: str, number: int, said: str) -> bytes:
    """What a signature is of."""
    return joined(_LABEL, session.encode(), number.to_bytes(8), said.encode())


def holds(session: str, number: int, said: str, key: bytes, signature: bytes) -> bool:
    """Whether whoever has the key has said that, in this session, in this place."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    halves = (int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:]))
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        point.verify(encode_dss_signature(*halves), signed_bytes(session, number, said), _ECDSA)
    except (InvalidSignature, ValueError, OverflowError):  # a number that no statement has
        return False
    return True
