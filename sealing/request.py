"""A request: who wants what done with one recording, and why. The archive signs it; officers release it, or not.

It is a file that travels to officers' machines. It holds all that an officer needs, and nothing that is secret: the two
wrapped shares of each stretch, and a one-time recipient to which they are to be encrypted anew.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from protocol.link import SessionId
from sealing.officers import Group, Signature
from sealing.wrapping import AgeFiles, StretchNumber

LIMIT = 4 * 1024 * 1024
"""Bytes of a request: a recording of many days, released by many officers with post-quantum keys, has less."""
VALID_FOR = timedelta(hours=24)
STRETCHES = 1000
REASON_LIMIT, REFERENCE_LIMIT = 500, 100
"""Characters."""
_LABEL = b"ferndiagnose opening request 1\0"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Moment = Annotated[datetime, Meta(tz=True)]
Number = Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\Z")]
Reason = Annotated[str, Meta(min_length=1, max_length=REASON_LIMIT)]
Reference = Annotated[str, Meta(min_length=1, max_length=REFERENCE_LIMIT)]


class Act(StrEnum):
    """What can be done with one recording, if officers release it."""

    OPEN = "open"
    """Its pictures are shown, for half an hour."""
    EXPORT = "export"
    """It leaves the archive as a file."""
    DELETE = "delete"
    """It is deleted before its time."""
    HOLD = "hold"
    """It is kept beyond its time, until a day."""
    RELEASE_HOLD = "release-hold"
    """It is no longer kept beyond its time."""

    @property
    def reads(self) -> bool:
        """Whether the recording is read, so that its shares are needed."""
        return self in {Act.OPEN, Act.EXPORT}


class RequestRefused(ValueError):
    """The bytes are no request that this archive made, or not as it made it."""

    def __init__(self) -> None:
        super().__init__("This is no request of this archive, or it was changed after it was made.")


class Wrapped(Struct, frozen=True, forbid_unknown_fields=True):
    """The wrapped shares of one stretch's key."""

    stretch: StretchNumber
    data_protection: AgeFiles
    security: AgeFiles

    def of(self, group: Group) -> tuple[bytes, ...]:
        """The share of a group, as age files."""
        return self.data_protection if group is Group.DATA_PROTECTION else self.security


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked for. Whatever of it is changed, the archive's signature no longer fits."""

    number: Number
    act: Act
    session: SessionId
    reason: Reason
    reference: Reference
    """The operator's own file or ticket."""
    asked_at: Moment
    expires_at: Moment
    until: Moment | None = None
    """Of a hold: its last moment."""
    recipient: Annotated[str, Meta(max_length=200)] = ""
    """The one-time age recipient of this opening; nothing where nothing is read."""
    wrapped: Annotated[tuple[Wrapped, ...], Meta(max_length=STRETCHES)] = ()
    version: int = 1


class SignedRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A request's very bytes, and the archive's signature of them."""

    request: msgspec.Raw
    signature: Signature


_signed_decoder = msgspec.json.Decoder(SignedRequest)
_decoder = msgspec.json.Decoder(Request)


def new_number() -> str:
    """Two groups of four, to be read out: `7K3M-9QF2`."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def publish(request: Request, signing: Ed25519PrivateKey) -> bytes:
    """The request, signed, as a file."""
    content = msgspec.json.encode(request)
    return msgspec.json.encode(SignedRequest(msgspec.Raw(content), signing.sign(_LABEL + content))) + b"\n"


def read(data: bytes, verifying: bytes) -> Request:
    """The request in a file of the archive whose key is `verifying` (32 bytes). Raises `RequestRefused`."""
    if len(data) > LIMIT:
        raise RequestRefused
    try:
        signed = _signed_decoder.decode(data)
        Ed25519PublicKey.from_public_bytes(verifying).verify(signed.signature, _LABEL + bytes(signed.request))
        request = _decoder.decode(signed.request)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InvalidSignature, ValueError):
        raise RequestRefused from None
    if request.version != 1:
        raise RequestRefused
    return request


def digest(request: Request) -> bytes:
    """What a release names the request by: SHA-256 over everything in it."""
    return sha256(_LABEL + msgspec.json.encode(request)).digest()
