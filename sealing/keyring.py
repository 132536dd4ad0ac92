"""The keyring: what a recorder needs to seal, published and signed by the archive.

It holds the public keys of the epochs, one for each UTC day, some days ahead, and the officers' cards. Nothing in it is
secret. A recorder that has none it can believe does not seal, and so does not record.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from sealing import officers, wrapping
from sealing.officers import Card, Group, Key32, Signature

LIMIT = 1024 * 1024
"""Bytes of a keyring."""
_LABEL = b"ferndiagnose keyring 1\0"


class KeyringRefused(ValueError):
    """The bytes are no keyring that this archive signed, or it breaks its own rules; the text says which."""


class Epoch(Struct, frozen=True, forbid_unknown_fields=True):
    """A UTC day, and the public key that what is recorded on it is sealed to."""

    day: date
    public: Annotated[bytes, Meta(min_length=wrapping.EPOCH_PUBLIC_SIZE, max_length=wrapping.EPOCH_PUBLIC_SIZE)]

    @property
    def name(self) -> str:
        return self.day.isoformat()


class Keyring(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is public of the archive and the officers."""

    epochs: Annotated[tuple[Epoch, ...], Meta(max_length=100)]
    officers: Annotated[tuple[Card, ...], Meta(max_length=100)]
    made_at: Annotated[datetime, Meta(tz=True)]
    version: int = 1

    def epoch(self, day: date) -> Epoch | None:
        """The epoch of a UTC day, if it was made yet."""
        return next((epoch for epoch in self.epochs if epoch.day == day), None)

    def recipients(self) -> dict[Group, list[str]]:
        """Where the shares of each group go."""
        return {group: [card.recipient for card in self.officers if card.group is group] for group in Group}

    def missing(self, day: date) -> list[str]:
        """What is missing to seal on that UTC day, as sentences for the operator; nothing when all is there."""
        lacking = [f"There is no {group} officer." for group, found in self.recipients().items() if not found]
        if self.epoch(day) is None:
            lacking.append(f"The archive has not published the key of {day.isoformat()}.")
        return lacking


class _Signed(Struct, frozen=True, forbid_unknown_fields=True):
    keyring: msgspec.Raw
    signature: Signature


_signed_decoder = msgspec.json.Decoder(_Signed)
_decoder = msgspec.json.Decoder(Keyring)
_verifying_decoder = msgspec.json.Decoder(Key32)


def publish(keyring: Keyring, signing: Ed25519PrivateKey) -> bytes:
    """The keyring, signed, as a file. Raises `KeyringRefused` for one that nobody would believe."""
    _check(keyring)
    content = msgspec.json.encode(keyring)
    return msgspec.json.encode(_Signed(msgspec.Raw(content), signing.sign(_LABEL + content))) + b"\n"


def read(data: bytes, verifying: bytes) -> Keyring:
    """The keyring in a file, signed by the archive whose key is `verifying` (32 bytes). Raises `KeyringRefused`."""
    if len(data) > LIMIT:
        raise KeyringRefused("The keyring is too large to be one.")
    try:
        signed = _signed_decoder.decode(data)
        Ed25519PublicKey.from_public_bytes(verifying).verify(signed.signature, _LABEL + bytes(signed.keyring))
        keyring = _decoder.decode(signed.keyring)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise KeyringRefused("The keyring cannot be read.") from None
    except (InvalidSignature, ValueError):
        raise KeyringRefused("The keyring was not signed by this archive.") from None
    _check(keyring)
    return keyring


def encode_verifying(verifying: bytes) -> bytes:
    """The archive's public key as its file `archive.pub`: one line."""
    return msgspec.json.encode(verifying) + b"\n"


def read_verifying(data: bytes) -> bytes:
    """The archive's public key in its file. Raises `KeyringRefused`."""
    try:
        return _verifying_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise KeyringRefused("This is not an archive's public key.") from None


def _check(keyring: Keyring) -> None:
    if keyring.version != 1:
        raise KeyringRefused("The keyring is of another version.")
    days = [epoch.day for epoch in keyring.epochs]
    if len(set(days)) != len(days):
        raise KeyringRefused("The keyring has two keys for one day.")
    for number, card in enumerate(keyring.officers):
        try:
            officers.check_card(card)
            officers.check_enrolment(card, keyring.officers[:number])
        except ValueError as wrong:
            raise KeyringRefused(f"The keyring cannot be used: {wrong}") from None
    try:
        for epoch in keyring.epochs:
            wrapping.check_public(epoch.public)
    except ValueError:
        raise KeyringRefused("The keyring has a key that is none.") from None
