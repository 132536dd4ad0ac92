"""A signed checkpoint says what the ledger's first `size` entries are, so that they can never be others.

It is made within a minute of an entry and written, under a name of its own, to other places: whoever rewrites the
ledger would have to rewrite them too. It carries the hashes of the last entries, so that a change is found exactly.
"""

from datetime import datetime
from typing import Annotated, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct
from msgspec.structs import replace

BLOCK = 128
"""Entries whose hashes stand together: the last checkpoint in each block of 128 has all of them."""
FOLDER = "ledger"
_ENTRY, _CHECKPOINT = b"ferndiagnose ledger entry 1\0", b"ferndiagnose ledger checkpoint 1\0"

Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]


class CheckpointWrong(ValueError):
    """The bytes are no checkpoint, or its signature is not the archive's."""


class Place(Protocol):
    """Another place for checkpoints. Blocking; every method may raise `OSError`. A store of recordings is one."""

    def put(self, name: str, source: bytes) -> None:
        """Stores it, whole or not at all."""

    def get(self, name: str) -> bytes:
        """What lies under the name."""

    def names(self, prefix: str) -> list[str]:
        """All names in that folder."""


class Checkpoint(Struct, frozen=True):
    """The ledger at one moment."""

    size: int
    root: Hash
    at: Annotated[datetime, Meta(tz=True)]
    hashes: Annotated[tuple[Hash, ...], Meta(max_length=BLOCK)]
    """The leaf hashes from the beginning of the block to the last entry."""
    signature: bytes = b""

    @property
    def first(self) -> int:
        """The number of the first of `hashes`."""
        return self.size - len(self.hashes)

    @property
    def name(self) -> str:
        """Its name in a place: in order of time, and of its own, so that none takes another's place."""
        return f"{FOLDER}/{self.at:%Y-%m-%d}/{self.at:%H-%M-%S-%f}-{self.size:012}-{self.root[:8].hex()}.json"


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Checkpoint)


def block_of(size: int) -> int:
    """The number of the first entry in the block that ends with entry `size - 1`."""
    return (size - 1) // BLOCK * BLOCK


def sizes_between(signed: int, size: int) -> list[int]:
    """Where checkpoints are due when the last one stands at `signed`: at the end of each block, and at the end."""
    ends = range((signed // BLOCK + 1) * BLOCK, size, BLOCK)
    return [*ends, size] if size > signed else []


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> Checkpoint:
    """The same with its signature."""
    return replace(checkpoint, signature=key.sign(_signed_bytes(checkpoint)))


def encode(checkpoint: Checkpoint) -> bytes:
    """The document."""
    return _encoder.encode(checkpoint)


def read(document: bytes, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint in a document. Raises `CheckpointWrong`."""
    try:
        checkpoint = _decoder.decode(document)
        key.verify(checkpoint.signature, _signed_bytes(checkpoint))
    except (msgspec.DecodeError, InvalidSignature, UnicodeError, RecursionError):
        raise CheckpointWrong from None
    return checkpoint


def _signed_bytes(checkpoint: Checkpoint) -> bytes:
    return _CHECKPOINT + _encoder.encode(replace(checkpoint, signature=b""))


def sign_entry(number: int, entry: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature of one entry at its place."""
    return key.sign(_ENTRY + number.to_bytes(8, "big") + entry)


def is_signed(number: int, entry: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether it is."""
    try:
        key.verify(signature, _ENTRY + number.to_bytes(8, "big") + entry)
    except InvalidSignature:
        return False
    return True
