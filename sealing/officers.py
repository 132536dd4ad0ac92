"""Officers: the people without whom no recording opens, their key files, and the cards that tell who they are.

An officer belongs to one of two groups and holds a **key**: an age identity, which opens shares, and a signing key with
which each release is signed. It is made and stays on the officer's own machine, in an age file under a passphrase; with
a hardware key the file holds a pointer to it instead of the age identity. The **card** is what others know.
"""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct
from msgspec.structs import replace

from sealing import age

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Key32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
CARD_LIMIT = 8192
"""Bytes; a post-quantum recipient alone has 2000."""
PASSPHRASE_MINIMUM = 12
"""Characters."""
_CARD_LABEL = b"ferndiagnose officer card 1\0"


class Group(StrEnum):
    """Whose share an officer holds. It takes one of each to open a recording."""

    DATA_PROTECTION = "data-protection"
    SECURITY = "security"


class CardRefused(ValueError):
    """The bytes are no card, or not as its owner made it."""

    def __init__(self) -> None:
        super().__init__(
            "This is no officer's card, or it was changed after it was made. Ask the officer for it again."
        )


class KeyFileRefused(ValueError):
    """The bytes are no officer's key file, or the passphrase is wrong."""

    def __init__(self) -> None:
        super().__init__("The passphrase is wrong, or this is no officer's key file.")


class SamePerson(ValueError):
    """Somebody would hold more than one key, and perhaps both shares."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}, or one of the keys on this card, is enrolled already. Each person holds one key, in one group: "
            "otherwise one person could open recordings alone."
        )


class Card(Struct, frozen=True, forbid_unknown_fields=True):
    """What others know of an officer. Signed by the officer's own key, so that a slip or a swap shows."""

    name: Name
    group: Group
    recipient: Annotated[str, Meta(max_length=4096)]
    """Where age files for this officer go: `age1…`, or on a hardware key `age1tag1…` or `age1tagpq1…`."""
    signing: Key32
    """The Ed25519 key that checks what this officer signs."""
    signature: Signature = bytes(64)

    @property
    def fingerprint(self) -> str:
        """For two people to compare: 8 groups of 4 hexadecimal digits."""
        digits = sha256(_signed_part(self)).hexdigest()
        return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


class OfficerKey(Struct, frozen=True, forbid_unknown_fields=True):
    """An officer's secrets, as they lie in the key file."""

    card: Card
    identity: Annotated[str, Meta(max_length=4096)]
    """`AGE-SECRET-KEY-1…`, or `AGE-PLUGIN-…` for a hardware key."""
    seed: Key32
    """Of the signing key."""

    def __repr__(self) -> str:
        return f"<the key of {self.card.name}>"

    def sign(self, label: bytes, message: bytes) -> bytes:
        """A signature that `check` accepts for this officer's card and the same label."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(_labelled(label, message))

    @classmethod
    def make(cls, name: str, group: Group, hardware: tuple[str, str] | None = None) -> Self:
        """A new key; `hardware` is a hardware key's identity and recipient. Raises `age.RecipientRefused`."""
        identity, recipient = hardware or age.new_identity()
        age.check_recipient(recipient)
        signing = Ed25519PrivateKey.generate()
        unsigned = Card(plain_name(name), group, recipient, signing.public_key().public_bytes_raw())
        card = replace(unsigned, signature=signing.sign(_signed_part(unsigned)))
        return cls(card, identity, signing.private_bytes_raw())


_card_decoder = msgspec.json.Decoder(Card)
_key_decoder = msgspec.json.Decoder(OfficerKey)


def encode_card(card: Card) -> bytes:
    """The card as a file that a person can read."""
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"


def read_card(data: bytes) -> Card:
    """The card in a file, whole and signed by its owner. Raises `CardRefused`."""
    if len(data) > CARD_LIMIT:
        raise CardRefused
    try:
        card = _card_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise CardRefused from None
    check_card(card)
    return card


def check_card(card: Card) -> None:
    """Whether its owner made the card as it is. Raises `CardRefused`."""
    try:
        age.check_recipient(card.recipient)
        Ed25519PublicKey.from_public_bytes(card.signing).verify(card.signature, _signed_part(card))
    except (age.RecipientRefused, InvalidSignature):
        raise CardRefused from None
    if card.name != plain_name(card.name):
        raise CardRefused


def check(card: Card, label: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this officer signed `message` under `label`."""
    try:
        Ed25519PublicKey.from_public_bytes(card.signing).verify(signature, _labelled(label, message))
    except InvalidSignature:
        return False
    return True


def locked(key: OfficerKey, passphrase: str) -> bytes:
    """The key file. Takes about a second."""
    return age.lock(msgspec.json.encode(key), passphrase)


def unlocked(file: bytes, passphrase: str) -> OfficerKey:
    """The key in a key file. Takes about a second. Raises `KeyFileRefused`."""
    try:
        return _key_decoder.decode(age.unlock(file, passphrase))
    except (age.NotForThisKey, msgspec.DecodeError, UnicodeError, RecursionError):
        raise KeyFileRefused from None


def same_person(one: Card, other: Card) -> bool:
    """Whether two cards are one person's, as far as cards tell: by name, or by one of the keys."""
    return _folded(one.name) == _folded(other.name) or one.recipient == other.recipient or one.signing == other.signing


def check_enrolment(card: Card, enrolled: Iterable[Card]) -> None:
    """Whether the card may join the others. Raises `SamePerson`."""
    for other in enrolled:
        if same_person(card, other):
            raise SamePerson(card.name)


def plain_name(name: str) -> str:
    """A name as it is kept: blanks made single, what cannot be seen taken out."""
    seen = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFKC", name))
    return " ".join(seen.split())


def _folded(name: str) -> str:
    return plain_name(name).casefold()


def _signed_part(card: Card) -> bytes:
    return _CARD_LABEL + msgspec.json.encode((card.name, card.group, card.recipient, card.signing))


def _labelled(label: bytes, message: bytes) -> bytes:
    return b"ferndiagnose " + label + b"\0" + message
