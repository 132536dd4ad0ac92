"""A stretch's keys: three shares that only together give the data key, and a key for each segment.

One share alone, or two, are random bytes: the archive's (E), the data-protection officers' (A), the security officers'
(B). What names a stretch or a segment is bound into everything that is derived, wrapped or sealed for it, so that
nothing fits anywhere but where it was made for.
"""

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SIZE = 32
"""Bytes of a share, of the data key and of a segment's key."""
_SEGMENT_LABEL = b"ferndiagnose segment key 1"


def _random() -> bytearray:
    return bytearray(secrets.token_bytes(SIZE))


@dataclass
class Shares:
    """The three shares of a stretch's data key. Wiped as soon as they are wrapped."""

    archive: bytearray = field(default_factory=_random, repr=False)
    """E, for the epoch's key."""
    data_protection: bytearray = field(default_factory=_random, repr=False)
    """A."""
    security: bytearray = field(default_factory=_random, repr=False)
    """B."""

    def data_key(self) -> bytearray:
        """The three joined."""
        return data_key(self.archive, self.data_protection, self.security)

    def wipe(self) -> None:
        """Forgets them."""
        wipe(self.archive, self.data_protection, self.security)


def data_key(archive: bytes | bytearray, data_protection: bytes | bytearray, security: bytes | bytearray) -> bytearray:
    """The data key of the three shares. Raises `ValueError` for one that is none."""
    if not len(archive) == len(data_protection) == len(security) == SIZE:
        raise ValueError(f"a share has {SIZE} bytes")
    return bytearray(e ^ a ^ b for e, a, b in zip(archive, data_protection, security, strict=True))


def segment_key(key: bytes | bytearray, session: str, stretch: int, number: int) -> bytes:
    """The key of one segment (RFC 5869). `key` is the stretch's data key."""
    info = bound(_SEGMENT_LABEL, session, stretch, number)
    return HKDF(SHA256(), SIZE, salt=None, info=info).derive(bytes(key))


def bound(label: bytes, session: str, *numbers: int) -> bytes:
    """Where something belongs, as bytes with one reading only. Raises `ValueError` for what is no session's id."""
    if len(session) != 2 * 16:
        raise ValueError("a session id has 32 hexadecimal digits")
    return b"\0".join((label, bytes.fromhex(session) + b"".join(number.to_bytes(4, "big") for number in numbers)))


def wipe(*secret: bytearray) -> None:
    """Overwrites what nobody needs any more. What Python copied meanwhile is out of reach: see `sealing.memory`."""
    for one in secret:
        one[:] = bytes(len(one))
