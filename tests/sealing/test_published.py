import errno
from datetime import timedelta
from pathlib import Path

import pytest

from sealing import keyring
from sealing.published import CannotSeal, Published
from tests.fakes.sealed import TODAY, FakeArchive


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def published(archive: FakeArchive, tmp_path: Path) -> Published:
    archive.publish(tmp_path)
    return Published(tmp_path / "public", tmp_path / "archive.pub")


def test_what_the_archive_published_is_sealed_to(published: Published, archive: FakeArchive) -> None:
    assert published.keyring(TODAY) == archive.keyring()


@pytest.mark.promise("P20")
def test_another_archive_is_not_believed_once_one_was_known(published: Published, tmp_path: Path) -> None:
    published.keyring(TODAY)
    FakeArchive().publish(tmp_path)
    with pytest.raises(CannotSeal, match=r"not signed by this archive.*set up anew on purpose"):
        published.keyring(TODAY)


def test_the_first_archive_is_known_again_after_a_start(published: Published, tmp_path: Path) -> None:
    published.keyring(TODAY)
    (tmp_path / "public" / "archive.pub").unlink()
    assert Published(tmp_path / "public", tmp_path / "archive.pub").keyring(TODAY)


@pytest.mark.promise("P18")
def test_without_a_key_for_the_day_nothing_is_sealed(published: Published) -> None:
    with pytest.raises(CannotSeal, match="has not published the key of 2026-11-30") as refused:
        published.keyring(TODAY + timedelta(days=8))
    assert refused.value.errno == errno.ENOKEY


@pytest.mark.promise("P18")
def test_without_an_officer_of_each_group_nothing_is_sealed(archive: FakeArchive, tmp_path: Path) -> None:
    archive.publish(tmp_path, archive.data_protection.card)
    with pytest.raises(CannotSeal, match="no security officer"):
        Published(tmp_path / "public", tmp_path / "archive.pub").keyring(TODAY)


@pytest.mark.parametrize("missing", ["keyring.json", "archive.pub"])
def test_what_is_missing_is_named(published: Published, tmp_path: Path, missing: str) -> None:
    (tmp_path / "public" / missing).unlink()
    with pytest.raises(CannotSeal, match=rf"{missing}.*Is the archive running\?"):
        published.keyring(TODAY)


def test_what_cannot_be_read_is_named(published: Published, tmp_path: Path) -> None:
    (tmp_path / "public" / "keyring.json").unlink()
    (tmp_path / "public" / "keyring.json").mkdir()
    with pytest.raises(CannotSeal, match=r"keyring\.json cannot be read"):
        published.keyring(TODAY)


def test_a_key_that_is_none_is_named(published: Published, tmp_path: Path) -> None:
    (tmp_path / "public" / "archive.pub").write_bytes(b"{}")
    with pytest.raises(CannotSeal, match=r"public/archive\.pub: This is not an archive's public key"):
        published.keyring(TODAY)


def test_a_key_that_cannot_be_kept_is_not_used(archive: FakeArchive, tmp_path: Path) -> None:
    """Otherwise the next start might believe another archive."""
    archive.publish(tmp_path)
    with pytest.raises(CannotSeal, match="cannot be kept"):
        Published(tmp_path / "public", tmp_path / "nowhere" / "archive.pub").keyring(TODAY)


def test_a_changed_keyring_is_refused(published: Published, archive: FakeArchive, tmp_path: Path) -> None:
    content = keyring.publish(archive.keyring(), archive.signing)
    (tmp_path / "public" / "keyring.json").write_bytes(content.replace(b"Dora", b"Dore"))
    with pytest.raises(CannotSeal, match="not signed"):
        published.keyring(TODAY)
