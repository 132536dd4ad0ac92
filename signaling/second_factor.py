"""The second factor: one-time codes that follow the clock, and recovery codes for a lost telephone. Pure.

Six digits, 30 s, SHA-1: what every authenticator app can do, and some do whatever else they are told (RFC 6238).
"""

import secrets
from base64 import b32encode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
"""Seconds for which a code is shown."""
DRIFT = 1
"""Steps by which an authenticator's clock may differ from ours, in either direction."""
SECRET_BYTES = 20
RECOVERY_CODES = 10
_DIGITS = 6
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
"""Letters and digits that are not mistaken for each other: no I, L, O, U."""
_RECOVERY_LENGTH = 12
_GROUP = 4
_MISREAD = str.maketrans("ILOU", "110V", " -\t")


def new_secret() -> bytes:
    """160 random bits, as RFC 4226 recommends."""
    return secrets.token_bytes(SECRET_BYTES)


def spelled(secret: bytes) -> str:
    """The secret as one types it into an app that cannot see the picture: Base32, in groups."""
    text = b32encode(secret).decode()
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def address(secret: bytes, name: str, issuer: str) -> str:
    """The `otpauth:` address that apps read from a QR code."""
    return _generator(secret).get_provisioning_uri(name, issuer).replace("+", "%20")  # apps show a plus as a plus


def code(secret: bytes, step: int) -> str:
    """The code of a time step, as an authenticator shows it."""
    return _generator(secret).generate(step * STEP).decode()


def step_at(now: float) -> int:
    """The time step, counted from 1970."""
    return int(now) // STEP


def matching_step(secret: bytes, typed: str, now: float) -> int | None:
    """The time step whose code that is; `None` when it is none that counts now."""
    digits = "".join(typed.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    here = step_at(now)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if secrets.compare_digest(code(secret, step), digits):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes of 60 random bits, each good for one sign-in without the authenticator."""
    return [
        _grouped("".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))) for _ in range(RECOVERY_CODES)
    ]


def as_recovery_code(typed: str) -> str | None:
    """The code that a person meant, as it is kept; `None` when it cannot be one."""
    meant = typed.upper().translate(_MISREAD)
    return meant if len(meant) == _RECOVERY_LENGTH and set(meant) <= set(_ALPHABET) else None


def _grouped(text: str) -> str:
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _generator(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), STEP)  # noqa: S303  # what apps can do; HMAC does not need collision resistance
