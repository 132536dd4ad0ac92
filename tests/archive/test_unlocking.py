from pathlib import Path

import pytest

from archive.cabinet import Cabinet
from archive.export import NothingToExport
from archive.unlocking import data_keys
from sealing.officers import Group, OfficerKey
from tests.fakes.sealed import NOON, TODAY, FakeArchive, nobody_asks, nobody_says

SESSION = "d" * 32


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def cabinet(tmp_path: Path, archive: FakeArchive) -> Cabinet:
    cabinet = Cabinet(tmp_path / "keys")
    (tmp_path / "keys" / f"{TODAY}.key").write_bytes(archive.epochs[TODAY].secret)
    return cabinet


@pytest.fixture
def folder(tmp_path: Path, archive: FakeArchive) -> Path:
    vault = archive.vault(tmp_path, lambda: NOON)
    vault.open_segment(SESSION, 1).close()
    vault.forget(SESSION)
    vault.open_segment(SESSION, 2).close()
    return tmp_path / SESSION


def unlocked(folder: Path, cabinet: Cabinet, *people: OfficerKey) -> dict[int, bytearray]:
    return data_keys(folder, cabinet, people, nobody_says, nobody_asks)


def test_one_officer_of_each_group_unlocks_every_stretch(folder: Path, cabinet: Cabinet, archive: FakeArchive) -> None:
    found = unlocked(folder, cabinet, archive.data_protection, archive.security)
    assert found == archive.data_keys(folder)
    assert set(found) == {1, 2}


@pytest.mark.promise("P20")
def test_one_group_alone_unlocks_nothing(folder: Path, cabinet: Cabinet, archive: FakeArchive) -> None:
    for people in ((), (archive.security,), (archive.security, OfficerKey.make("Susi", Group.SECURITY))):
        with pytest.raises(NothingToExport, match="It takes the key of a data-protection officer and"):
            unlocked(folder, cabinet, *people)


@pytest.mark.promise("P20")
def test_one_person_with_two_keys_unlocks_nothing(folder: Path, cabinet: Cabinet, archive: FakeArchive) -> None:
    again = OfficerKey.make(archive.security.card.name, Group.DATA_PROTECTION)
    with pytest.raises(NothingToExport, match="It takes two"):
        unlocked(folder, cabinet, again, archive.security)


def test_officers_of_another_operator_unlock_nothing(folder: Path, cabinet: Cabinet, archive: FakeArchive) -> None:
    with pytest.raises(NothingToExport, match=r"do not open key-1\.json"):
        unlocked(folder, cabinet, OfficerKey.make("Else", Group.DATA_PROTECTION), archive.security)


@pytest.mark.promise("P19")
def test_without_the_epochs_key_two_officers_unlock_nothing(
    folder: Path, cabinet: Cabinet, archive: FakeArchive
) -> None:
    cabinet.destroy(TODAY.isoformat())
    with pytest.raises(NothingToExport, match="key of 2026-11-22 does not exist any more"):
        unlocked(folder, cabinet, archive.data_protection, archive.security)


def test_a_broken_key_file_is_named(folder: Path, cabinet: Cabinet, archive: FakeArchive) -> None:
    (folder / "key-2.json").write_bytes(b"{")
    with pytest.raises(NothingToExport, match=r"do not open key-2\.json"):
        unlocked(folder, cabinet, archive.data_protection, archive.security)
