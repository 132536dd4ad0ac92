"""The format as docs/sealing.md tells it, built here a second time: whoever changes one of them notices."""

import base64
import hashlib
import hmac
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from nacl.bindings import crypto_secretstream as stream

from sealing import age, keyring, keys, officers, segment, wrapping
from sealing.keys import Shares
from sealing.officers import Group
from sealing.segment import Place, Seal
from tests.fakes.sealed import TODAY, FakeArchive, nobody_asks, nobody_says

SESSION, STRETCH, NUMBER = "0123456789abcdef" * 2, 7, 65_538
KEY = bytes(range(32))
PLACE = bytes.fromhex(SESSION) + bytes([0, 0, 0, 7]) + bytes([0, 1, 0, 2])


def hkdf(key: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256, no salt, 32 bytes."""
    return hmac.digest(hmac.digest(bytes(32), key, "sha256"), info + b"\1", "sha256")


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


def test_a_segment() -> None:
    seal = Seal(KEY, Place(SESSION, STRETCH, NUMBER))
    sealed = seal.preamble + seal.seal(b"one") + seal.seal(b"two") + seal.end()
    clear, header, records = sealed[:54], sealed[54:78], sealed[78:]
    assert clear == b"ferndiagnose sealed segment 1\n" + PLACE
    state = stream.crypto_secretstream_xchacha20poly1305_state()
    key = hkdf(KEY, b"ferndiagnose segment key 1\0" + PLACE)
    stream.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    found = []
    while records:
        size = int.from_bytes(records[:4], "big")
        found.append(stream.crypto_secretstream_xchacha20poly1305_pull(state, records[4 : 4 + size], clear))
        records = records[4 + size :]
    assert found == [(b"one", 0), (b"two", 0), (b"", 3)]


def test_a_stretchs_key_file(archive: FakeArchive) -> None:
    shares = Shares()
    file = wrapping.wrap(
        shares, SESSION, STRETCH,
        epoch=TODAY.isoformat(), public=archive.epochs[TODAY].public, recipients=archive.keyring().recipients(),
    )  # fmt: skip
    told = msgspec.json.decode(wrapping.encode(file))
    assert (told["session"], told["stretch"], told["epoch"]) == (SESSION, STRETCH, "2026-11-22")
    where = b"\0" + PLACE[:20]
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    info = b"ferndiagnose wrap for an epoch 1" + where + b"2026-11-22"
    assert suite.decrypt(base64.b64decode(told["archive"]), archive.epochs[TODAY].both, info) == shares.archive
    for field, label, share, key in (
        ("data_protection", b"data-protection", shares.data_protection, archive.data_protection),
        ("security", b"security", shares.security, archive.security),
    ):
        files = [base64.b64decode(one) for one in told[field]]
        opened = age.decrypt(files, key.identity, nobody_says, nobody_asks)
        assert opened == b"ferndiagnose share 1 " + label + where + share
    joined = bytes(e ^ a ^ b for e, a, b in zip(shares.archive, shares.data_protection, shares.security, strict=True))
    assert keys.data_key(shares.archive, shares.data_protection, shares.security) == joined


def test_a_card(archive: FakeArchive) -> None:
    card = archive.security.card
    told = msgspec.json.decode(officers.encode_card(card))
    parts = [told["name"], told["group"], told["recipient"], told["signing"]]
    signed = b"ferndiagnose officer card 1\0" + msgspec.json.encode(parts)
    Ed25519PublicKey.from_public_bytes(card.signing).verify(base64.b64decode(told["signature"]), signed)
    assert card.fingerprint.replace(" ", "") == hashlib.sha256(signed).hexdigest()[:32]
    assert told["group"] == str(Group.SECURITY) == "security"


def test_the_keyring(archive: FakeArchive) -> None:
    published = keyring.publish(archive.keyring(), archive.signing)
    told = msgspec.json.decode(published, type=dict[str, msgspec.Raw])
    signature = msgspec.json.decode(told["signature"], type=bytes)
    signed = b"ferndiagnose keyring 1\0" + bytes(told["keyring"])
    Ed25519PublicKey.from_public_bytes(archive.verifying).verify(signature, signed)
    (first, *_) = msgspec.json.decode(told["keyring"])["epochs"]
    assert (first["day"], len(base64.b64decode(first["public"]))) == ("2026-11-22", 1184 + 32)


def test_the_names_and_labels_stand_in_the_document() -> None:
    text = (Path(__file__).parents[2] / "docs" / "sealing.md").read_text(encoding="utf-8")
    for label in ("sealed segment 1", "segment key 1", "wrap for an epoch 1", "share 1 data-protection", "keyring 1"):
        assert f"ferndiagnose {label}" in text
    assert wrapping.file_name(1).replace("1", "<k>") in text
    assert segment.MAGIC.decode().strip() in text


def test_what_nobody_knows_is_refused_everywhere(archive: FakeArchive) -> None:
    """A field that one version does not know may change the meaning of those that it does."""
    file = wrapping.wrap(
        Shares(), SESSION, STRETCH,
        epoch=TODAY.isoformat(), public=archive.epochs[TODAY].public, recipients=archive.keyring().recipients(),
    )  # fmt: skip
    ring = msgspec.json.encode(archive.keyring())
    for kind, told in (
        (type(archive.security.card), officers.encode_card(archive.security.card)),
        (type(archive.security), msgspec.json.encode(archive.security)),
        (type(file), wrapping.encode(file)),
        (keyring.Keyring, ring),
        (keyring.Epoch, msgspec.json.encode(archive.keyring().epochs[0])),
    ):
        assert msgspec.json.decode(told, type=kind)
        with pytest.raises(msgspec.ValidationError, match="unknown field"):
            msgspec.json.decode(told.rstrip().removesuffix(b"}") + b',"more":1}', type=kind)
    published = keyring.publish(archive.keyring(), archive.signing).rstrip().removesuffix(b"}") + b',"more":1}'
    with pytest.raises(keyring.KeyringRefused):
        keyring.read(published, archive.verifying)
