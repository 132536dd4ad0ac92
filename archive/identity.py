"""The archive's identity: the Ed25519 key with which it signs keyring, requests, ledger and certificates.

Recorders and officers keep the public half and believe no other. So it is made once, and never by accident again.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealing import keyring
from sealing.files import write_whole


class IdentityLost(Exception):
    """There is no identity, or not the one that others believe; the text says what to do."""


def kept(private: Path, public: Path) -> Ed25519PrivateKey:
    """The identity in the file `private`; at the very first start a new one. Raises `IdentityLost`, `OSError`."""
    if not private.exists():
        if public.exists():
            raise IdentityLost(
                f"{private} is missing, but recorders and officers already believe the archive of {public}. Restore it "
                f"from a backup. Only if it is lost for good: remove {public}, start again, and give out the new one."
            )
        write_whole(private, Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        identity = Ed25519PrivateKey.from_private_bytes(private.read_bytes())
    except ValueError:
        raise IdentityLost(f"{private} holds no key. Restore it from a backup.") from None
    verifying = keyring.encode_verifying(identity.public_key().public_bytes_raw())
    if not public.exists():
        write_whole(public, verifying)
        public.chmod(0o644)  # recorders are other users
    if public.read_bytes() != verifying:
        raise IdentityLost(
            f"{public} is not the public half of {private}. Restore the one that belongs to it: recorders and "
            "officers believe no other."
        )
    return identity
