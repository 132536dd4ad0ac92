"""A deletion certificate: the ledger's own entry, with the archive's signature and the proof that it stands there.

Whoever has the archive's public key can check it without asking anybody (`check`).
"""

from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta, Raw, Struct

from ledger import checkpoint, entries, tree
from ledger.archive_facts import RecordingDeleted
from ledger.book import Book
from ledger.checkpoint import Checkpoint, Hash
from ledger.entries import EntryUnreadable


class CertificateRefused(ValueError):
    """The bytes are no certificate of this archive."""

    def __init__(self) -> None:
        super().__init__("This is no deletion certificate of this archive, or it was changed.")


class Certificate(Struct, frozen=True, forbid_unknown_fields=True):
    """One deletion. `checkpoint` and `proof` are there a minute after it."""

    number: Annotated[int, Meta(ge=0)]
    """The entry's place in the ledger."""
    deleted: Raw
    """The entry's very bytes."""
    signature: bytes
    checkpoint: Checkpoint | None = None
    proof: tuple[Hash, ...] = ()


_decoder = msgspec.json.Decoder(Certificate)


def of(book: Book, session: str) -> Certificate | None:
    """The certificate of a session's recording, if it was deleted. Raises `OSError`."""
    found = [one for one in book.of_session(session) if isinstance(one.entry, RecordingDeleted)]
    if not found:
        return None
    row = found[-1].row
    proven = book.inclusion_proof(row.number)
    signed, proof = proven or (None, [])
    return Certificate(row.number, Raw(row.entry), row.signature, signed, tuple(proof))


def encode(certificate: Certificate) -> bytes:
    """As a file: one line."""
    return msgspec.json.encode(certificate) + b"\n"


def check(data: bytes, key: Ed25519PublicKey) -> RecordingDeleted:
    """What a certificate says, if the archive with this key says so. Raises `CertificateRefused`."""
    try:
        certificate = _decoder.decode(data)
        entry = entries.read(bytes(certificate.deleted))
    except (msgspec.DecodeError, UnicodeError, RecursionError, EntryUnreadable):
        raise CertificateRefused from None
    number, content = certificate.number, bytes(certificate.deleted)
    if not isinstance(entry, RecordingDeleted):
        raise CertificateRefused
    if not checkpoint.is_signed(number, content, certificate.signature, key):
        raise CertificateRefused
    if certificate.checkpoint and not _stands_in(certificate.checkpoint, certificate, key):
        raise CertificateRefused
    return entry


def _stands_in(signed: Checkpoint, certificate: Certificate, key: Ed25519PublicKey) -> bool:
    try:
        checkpoint.read(checkpoint.encode(signed), key)
    except checkpoint.CheckpointWrong:
        return False
    leaf = tree.leaf_hash(bytes(certificate.deleted))
    return tree.includes(signed.root, signed.size, certificate.number, leaf, certificate.proof)
