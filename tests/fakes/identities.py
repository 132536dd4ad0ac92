"""The operator's recorders: the key in use, the next one, one that is nobody's, and what they sign."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import link, recorder_identity
from protocol.recorder_identity import Identity

ACTIVE, NEXT, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3))
IDENTITY = Identity((ACTIVE.public_key(), NEXT.public_key()))
FILE = str(Path(__file__).with_name("recorders.pem"))
"""What a client's setting names."""
AUTHORITY = str(Path(__file__).with_name("authority.pem"))
"""A certificate authority, for a client that calls nobody."""


def proof(session: str, fingerprint: str, key: Ed25519PrivateKey = ACTIVE) -> link.RecorderProof:
    """What a recorder with this certificate says in this session."""
    signature = recorder_identity.sign(key, session, bytes.fromhex(fingerprint.replace(":", "")))
    return link.RecorderProof(session, fingerprint, signature)


def give_to_recorder(state: Path) -> None:
    """The key that a recorder signs with."""
    (state / "recorder").mkdir(parents=True, exist_ok=True)
    raw = ACTIVE.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (state / "recorder" / "identity.key").write_bytes(raw)
