"""Files that travel: sealed segments, key files, cards, requests, releases, the keyring, the ledger's documents.

Where a signature keeps everybody out, what is behind it is tried too: signed by the right key, and nonsense still.
"""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from random import Random
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import certificates
from archive.opening.timeline import timeline
from archive.opening.window import NotMatroska, header
from bench.hostile.doors.door import Door
from bench.hostile.examples import value
from ledger import archive_facts, checkpoint, entries, server_facts, tree
from ledger.statements import Statements
from protocol import recording
from sealing import keyring, keys, officers, records, release, request, segment, wrapping
from sealing.officers import Group, OfficerKey
from sealing.records import Ending
from sealing.segment import Place

_SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_VERIFYING = _SIGNING.public_key().public_bytes_raw()
_AT = 3
"""Where an entry stands in a ledger of six."""
_PLACE = Place("0123456789abcdef" * 2, 3, 7)
_DATA_KEY = bytes(range(keys.SIZE))
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_MATROSKA = bytes.fromhex(
    "1a45dfa3 84 7765626d"  # a header
    "18538067 01ffffffffffffff"  # a segment without an end
    "1549a966 82 6162 1f43b675 81 78"  # something, then a cluster
)


@cache
def _officer() -> OfficerKey:
    return OfficerKey.make("Dora Muster", Group.DATA_PROTECTION)


@cache
def _public() -> bytes:
    return wrapping.EpochKey.generate().public


@cache
def _sealed() -> bytes:
    """A whole segment. The same bytes each time, as far as the library lets one."""
    seal = segment.Seal(_DATA_KEY, _PLACE)
    parts = [seal.preamble, *(seal.seal(random.Random(at).randbytes(50 * at)) for at in range(1, 6)), seal.end()]  # noqa: S311 - content
    return b"".join(parts)


_WRITTEN = b"".join(random.Random(at).randbytes(50 * at) for at in range(1, 6))  # noqa: S311 - content


def _unseal(data: bytes) -> None:
    """Whatever was done to it: what can be read is a beginning of what was written."""
    segment.place_of(data)
    found = segment.unseal(data, _DATA_KEY, _PLACE)
    assert _WRITTEN.startswith(found.data)
    assert (found.ending is Ending.COMPLETE) <= (found.data == _WRITTEN)


def _records(data: bytes) -> None:
    """A stream under a header that is the stranger's too."""
    size = records.HEADER_SIZE
    if len(data) >= size:
        assert records.read(data[size:], data[:size], _DATA_KEY, b"").ending is not Ending.COMPLETE


def _signed(name: str, label: bytes, read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """`read`, behind a signature that is right."""

    def inside(data: bytes) -> Any:
        document = msgspec.json.encode({name: msgspec.Raw(data), "signature": _SIGNING.sign(label + data)})
        return read(document)

    return inside


def _request(chance: Random) -> request.Request:
    made: request.Request = value(request.Request, chance)
    return msgspec.structs.replace(made, version=1)


def _release(chance: Random) -> bytes:
    made = value(release.Release, chance)
    made = msgspec.structs.replace(made, officer=_officer().card.signing, version=1)
    return msgspec.json.encode(made)


def _officers_release(data: bytes) -> Any:
    signature = _officer().sign(b"release 1", data)
    document = msgspec.json.encode({"release": msgspec.Raw(data), "signature": signature})
    return release.read(document, [_officer().card])


def _keyring(chance: Random) -> bytes:
    epochs = tuple(keyring.Epoch(day, _public()) for day in {value(date, chance) for _ in range(2)})
    return msgspec.json.encode(keyring.Keyring(epochs, (_officer().card,) * chance.randrange(2), _NOW))


def _key_file(chance: Random) -> bytes:
    return wrapping.encode(msgspec.structs.replace(value(wrapping.KeyFile, chance), version=1))


def _checkpoint(chance: Random) -> bytes:
    hashes = tuple(chance.randbytes(32) for _ in range(chance.randint(1, 4)))
    one = checkpoint.Checkpoint(len(hashes), chance.randbytes(32), _NOW, hashes)
    return checkpoint.encode(checkpoint.signed(one, _SIGNING))


def _read_checkpoint(data: bytes) -> None:
    one = checkpoint.read(data, _SIGNING.public_key())
    assert one.name.startswith(checkpoint.FOLDER)


def _entry(data: bytes) -> Any:
    entries.about(data)
    entries.written_at(data)
    entry = entries.read(data)
    if isinstance(entry, server_facts.CustomerStated):
        Statements().look_at(entry)
    return entry


def _certificate(chance: Random) -> bytes:
    entry = entries.encode(value(archive_facts.RecordingDeleted, chance))
    leaves = [tree.leaf_hash(entry if number == _AT else bytes(number)) for number in range(6)]
    proven = checkpoint.Checkpoint(len(leaves), tree.root(leaves), _NOW, ())
    proof = tuple(tree.inclusion_proof(leaves, _AT))
    signature = checkpoint.sign_entry(_AT, entry, _SIGNING)
    return certificates.encode(
        certificates.Certificate(_AT, msgspec.Raw(entry), signature, checkpoint.signed(proven, _SIGNING), proof)
    )


def _told(data: bytes) -> None:
    """What the archive makes of a manifest when it shows the recording."""
    time = timeline(recording.read(data))
    assert time.length >= 0
    for hole in time.holes:
        assert 0 <= hole.start < hole.end
    time.part_at(time.length // 2)


DOORS = (
    Door("sealed segment", _unseal, lambda _: _sealed()),
    Door("sealed records", _records, lambda _: _sealed()[segment.PREAMBLE_SIZE - records.HEADER_SIZE :]),
    Door("Matroska header", header, lambda _: _MATROSKA, (NotMatroska,)),
    Door("recording's timeline", _told, lambda chance: recording.encode(value(recording.Manifest, chance)),
         (recording.ManifestUnreadable,)),
    Door("key file", wrapping.read, _key_file, (wrapping.KeyFileUnreadable,), wrapping.encode),
    Door("officer's card", officers.read_card, lambda _: officers.encode_card(_officer().card),
         (officers.CardRefused,), officers.encode_card),
    Door("request", lambda data: request.read(data, _VERIFYING),
         lambda chance: request.publish(_request(chance), _SIGNING), (request.RequestRefused,)),
    Door("request, signed", _signed("request", b"ferndiagnose opening request 1\0",
                                    lambda data: request.read(data, _VERIFYING)),
         lambda chance: msgspec.json.encode(_request(chance)), (request.RequestRefused,), msgspec.json.encode),
    Door("release, signed", _officers_release, _release, (release.ReleaseRefused,)),
    Door("keyring, signed", _signed("keyring", b"ferndiagnose keyring 1\0",
                                    lambda data: keyring.read(data, _VERIFYING)),
         _keyring, (keyring.KeyringRefused,)),
    Door("archive's key", keyring.read_verifying, lambda _: keyring.encode_verifying(_VERIFYING),
         (keyring.KeyringRefused,), keyring.encode_verifying),
    Door("ledger's entry", _entry, lambda chance: entries.encode(value(entries.Entry, chance)),
         (entries.EntryUnreadable,), entries.encode),
    Door("ledger's checkpoint", _read_checkpoint, _checkpoint, (checkpoint.CheckpointWrong,)),
    Door("deletion certificate", lambda data: certificates.check(data, _SIGNING.public_key()), _certificate,
         (certificates.CertificateRefused,)),
)  # fmt: skip
