"""Who this recorder is: the operator's Ed25519 key, and what it says about a session. Clients carry its public half.

The key is not that of DTLS: certificates change, and each recorder has its own; the identity is the operator's.
"""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from peer.certificate import Certificate
from protocol import link, recorder_identity


class NoIdentity(Exception):
    """There is no key to sign with. The text says what the operator has to do."""


def load(path: Path) -> Ed25519PrivateKey:
    """The key in that file. Raises `NoIdentity`."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise NoIdentity(
            f"There is no {path}, so no client would trust this recorder. Make one on one machine, once, with "
            "`ferndiagnose recorder-identity make`, and copy it to every recorder."
        ) from None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise NoIdentity(f"{path} holds no Ed25519 key that can be read. Put the right file there.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoIdentity(f"{path} holds a key of another kind than Ed25519. Put the right file there.")
    return key


def proof(key: Ed25519PrivateKey, certificate: Certificate, session: str) -> link.RecorderProof:
    """What the recorder tells the clients of a session, by way of the server."""
    signature = recorder_identity.sign(key, session, certificate.fingerprint)
    return link.RecorderProof(session, certificate.fingerprint_text, signature)
