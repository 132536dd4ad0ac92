"""The operator's recorders, as the clients know them: two public keys, and what one of them says about a session.

The server introduces, and whoever introduces can introduce a stranger. So each client carries the public keys of the
operator's recorders: the one in use and the next one, so that the key can be changed without a day on which old clients
work no more. A recorder signs the fingerprint of its certificate for one session; who is not vouched for is refused,
whatever the server says. Several recorders, and several processes of one, may share an identity.

Fingerprints are 32 bytes, signatures 64 (Ed25519, RFC 8032). Files are PEM (RFC 7468): one or two `PUBLIC KEY` blocks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from protocol.safety_code import joined

KEYS_AT_MOST = 2
"""The one in use and the next one. A third would be one that nobody remembers to take out."""
_LABEL = b"ferndiagnose/1 recorder identity"
_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


class IdentityUnreadable(ValueError):
    """Not one or two Ed25519 public keys."""


@dataclass(frozen=True)
class Identity:
    """The public keys by which the operator's recorders are known. Without any, no recorder is."""

    keys: tuple[Ed25519PublicKey, ...] = ()

    def vouches(self, session: str, fingerprint: bytes, signature: bytes) -> bool:
        """Whether one of the keys says that this is the certificate of a recorder of ours, in this session."""
        return any(_verifies(key, signature, _statement(session, fingerprint)) for key in self.keys)


def sign(key: Ed25519PrivateKey, session: str, fingerprint: bytes) -> bytes:
    """What a recorder says about itself in a session."""
    return key.sign(_statement(session, fingerprint))


def read(pem: str) -> Identity:
    """The keys in a file. Raises `IdentityUnreadable`."""
    try:
        keys = [load_pem_public_key(block.encode()) for block in _BLOCK.findall(pem)]
    except (ValueError, UnsupportedAlgorithm):
        raise IdentityUnreadable from None
    known = tuple(key for key in keys if isinstance(key, Ed25519PublicKey))
    if len(known) != len(keys) or not 0 < len(known) <= KEYS_AT_MOST:
        raise IdentityUnreadable
    return Identity(known)


def written(keys: Sequence[Ed25519PublicKey]) -> str:
    """The keys as a file, for `read`."""
    return "".join(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() for key in keys)


def _statement(session: str, fingerprint: bytes) -> bytes:
    return joined(_LABEL, session.encode(), fingerprint)


def _verifies(key: Ed25519PublicKey, signature: bytes, statement: bytes) -> bool:
    try:
        key.verify(signature, statement)
    except InvalidSignature:
        return False
    return True
