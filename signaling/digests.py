"""Secrets as they are stored: never themselves."""

import hmac
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from protocol import session_key

_NONCE = 12


def new_secret() -> str:
    """256 random bits for a token or a ticket."""
    return secrets.token_urlsafe(32)


def of_secret(secret: str) -> bytes:
    """The stored form of a token or ticket: it is long enough that a plain hash cannot be reversed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class Pepper:
    """The key to the stored form of what is too short for a plain hash, or has to be read again.

    Lives outside the database.
    """

    value: bytes

    def of_key(self, key: str) -> bytes:
        """The stored form of seven digits."""
        return hmac.digest(self.value, b"session key " + key.encode(), "sha256")

    def of_customer(self, reference: str) -> bytes:
        """The stored form of the operator's customer reference."""
        return hmac.digest(self.value, b"customer reference " + reference.encode(), "sha256")

    def of_subject(self, issuer: str, subject: str) -> bytes:
        """The stored form of who somebody is at an identity provider."""
        return hmac.digest(self.value, b"provider subject " + f"{issuer} {subject}".encode(), "sha256")

    def extra_digits(self, key: str) -> str:
        """Four digits that belong to a session key. They are not stored at all."""
        number = int.from_bytes(hmac.digest(self.value, b"extra digits " + key.encode(), "sha256"), "big")
        return f"{number % 10**session_key.EXTRA_DIGITS:0{session_key.EXTRA_DIGITS}d}"

    def of_recovery_code(self, code: str, agent: int) -> bytes:
        """The stored form of an agent's recovery code."""
        return hmac.digest(self.value, f"recovery code {agent} {code}".encode(), "sha256")

    def sealed(self, secret: bytes, agent: int) -> str:
        """The stored form of an agent's second factor."""
        nonce = secrets.token_bytes(_NONCE)
        return b64encode(nonce + self._cipher().encrypt(nonce, secret, str(agent).encode())).decode()

    def opened(self, stored: str, agent: int) -> bytes:
        """The second factor in its stored form. Raises `InvalidTag` when it is not that agent's, or not of ours."""
        whole = b64decode(stored)
        return self._cipher().decrypt(whole[:_NONCE], whole[_NONCE:], str(agent).encode())

    def _cipher(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(hmac.digest(self.value, b"second factors", "sha256"))

    def __repr__(self) -> str:
        return "Pepper()"
