from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from sealing import keyring
from sealing.keyring import Epoch, KeyringRefused
from sealing.officers import Group, OfficerKey
from sealing.wrapping import EPOCH_PUBLIC_SIZE
from tests.fakes.sealed import TODAY, FakeArchive


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


def test_a_keyring_is_read_as_it_was_published(archive: FakeArchive) -> None:
    published = keyring.publish(archive.keyring(), archive.signing)
    assert keyring.read(published, archive.verifying) == archive.keyring()


def test_another_archives_keyring_is_refused(archive: FakeArchive) -> None:
    published = keyring.publish(archive.keyring(), Ed25519PrivateKey.generate())
    with pytest.raises(KeyringRefused, match="not signed by this archive"):
        keyring.read(published, archive.verifying)


@pytest.mark.parametrize("key", [b"", bytes(31)])
def test_what_is_no_key_signs_nothing(archive: FakeArchive, key: bytes) -> None:
    with pytest.raises(KeyringRefused):
        keyring.read(keyring.publish(archive.keyring(), archive.signing), key)


def test_one_changed_byte_is_refused(archive: FakeArchive) -> None:
    published = keyring.publish(archive.keyring(), archive.signing)
    for at in range(0, len(published) - 1, 97):
        changed = bytearray(published)
        changed[at] ^= 1
        with pytest.raises(KeyringRefused):
            keyring.read(bytes(changed), archive.verifying)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"keyring":' + b"[" * 500_000, b" " * (keyring.LIMIT + 1)])
def test_what_is_no_keyring_is_refused(archive: FakeArchive, data: bytes) -> None:
    with pytest.raises(KeyringRefused):
        keyring.read(data, archive.verifying)


@pytest.mark.promise("P20")
def test_a_person_in_both_groups_is_refused_also_when_an_archive_signed_it(archive: FakeArchive) -> None:
    again = OfficerKey.make(archive.security.card.name, Group.DATA_PROTECTION).card
    with pytest.raises(KeyringRefused, match="Sepp Sicherheit"):
        keyring.publish(archive.keyring(again, archive.security.card), archive.signing)


def test_a_day_has_one_key(archive: FakeArchive) -> None:
    ring = archive.keyring()
    with pytest.raises(KeyringRefused, match="one day"):
        keyring.publish(replace(ring, epochs=(*ring.epochs, ring.epochs[0])), archive.signing)


def test_a_key_that_is_none_is_refused(archive: FakeArchive) -> None:
    ring = replace(archive.keyring(), epochs=(Epoch(TODAY, b"\xff" * EPOCH_PUBLIC_SIZE),))
    with pytest.raises(KeyringRefused, match="a key that is none"):
        keyring.publish(ring, archive.signing)


def test_another_version_is_refused(archive: FakeArchive) -> None:
    with pytest.raises(KeyringRefused, match="version"):
        keyring.publish(replace(archive.keyring(), version=2), archive.signing)


@pytest.mark.promise("P18")
def test_what_is_missing_is_said(archive: FakeArchive) -> None:
    assert archive.keyring().missing(TODAY) == []
    assert archive.keyring(archive.security.card).missing(TODAY) == ["There is no data-protection officer."]
    assert archive.keyring().missing(TODAY - timedelta(days=1)) == [
        "The archive has not published the key of 2026-11-21."
    ]
    assert len(keyring.Keyring((), (), archive.keyring().made_at).missing(TODAY)) == 3


def test_shares_go_to_all_of_a_group(archive: FakeArchive) -> None:
    more = OfficerKey.make("Susi", Group.SECURITY).card
    assert archive.keyring(*archive.cards, more).recipients() == {
        Group.DATA_PROTECTION: [archive.data_protection.card.recipient],
        Group.SECURITY: [archive.security.card.recipient, more.recipient],
    }


def test_the_archives_key_has_a_file(archive: FakeArchive) -> None:
    assert keyring.read_verifying(keyring.encode_verifying(archive.verifying)) == archive.verifying
    for wrong in (b"", b'"AAAA"', b"\xff"):
        with pytest.raises(KeyringRefused):
            keyring.read_verifying(wrong)


def test_a_keyring_has_a_limit(archive: FakeArchive) -> None:
    published = keyring.publish(archive.keyring(), archive.signing)
    assert keyring.read(published + b" " * (keyring.LIMIT - len(published)), archive.verifying)
    with pytest.raises(KeyringRefused, match="too large"):
        keyring.read(published + b" " * (keyring.LIMIT - len(published) + 1), archive.verifying)
