"""Secrets as they are stored: never themselves."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256


def new_secret() -> str:
    """256 random bits for a token or a ticket."""
    return secrets.token_urlsafe(32)


def of_secret(secret: str) -> bytes:
    """The stored form of a token or ticket: it is long enough that a plain hash cannot be reversed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class Pepper:
    """The key to the stored form of a session key, which is too short for a plain hash. Lives outside the database."""

    value: bytes

    def of_key(self, key: str) -> bytes:
        """The stored form of seven digits."""
        return hmac.digest(self.value, b"session key " + key.encode(), "sha256")

    def __repr__(self) -> str:
        return "Pepper()"
