from datetime import timedelta
from pathlib import Path

import pytest

from archive import publishing
from archive.publishing import DAYS_AHEAD, NoSuchOfficer
from sealing.officers import Group, OfficerKey, SamePerson
from sealing.published import CannotSeal, Published
from tests.fakes.sealed import NOON, TODAY, FakeArchive


@pytest.fixture(scope="module")
def people() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def published(state: Path) -> Published:
    return Published(state / "public", state / "archive.pub")


def test_recorders_can_seal_to_what_is_published_for_a_week(folder: Path, tmp_path: Path, people: FakeArchive) -> None:
    publishing.add(folder, list(people.cards))
    publishing.publish(tmp_path, NOON)
    ring = published(tmp_path).keyring(TODAY + timedelta(days=DAYS_AHEAD))
    assert sorted(card.name for card in ring.officers) == sorted(card.name for card in people.cards)
    assert (tmp_path / "public" / "keyring.json").stat().st_mode & 0o777 == 0o644


def test_what_did_not_change_is_not_written_again(folder: Path, tmp_path: Path, people: FakeArchive) -> None:
    publishing.publish(tmp_path, NOON)
    before = (tmp_path / "public" / "keyring.json").read_bytes()
    publishing.publish(tmp_path, NOON + timedelta(minutes=1))
    assert (tmp_path / "public" / "keyring.json").read_bytes() == before
    publishing.add(folder, list(people.cards))
    publishing.publish(tmp_path, NOON + timedelta(minutes=2))
    assert (tmp_path / "public" / "keyring.json").read_bytes() != before


@pytest.mark.promise("P20")
def test_nobody_is_enrolled_twice_and_nobody_beside_them(folder: Path, people: FakeArchive) -> None:
    again = OfficerKey.make(people.security.card.name, Group.DATA_PROTECTION).card
    with pytest.raises(SamePerson):
        publishing.add(folder, [people.security.card, again])
    assert publishing.enrolled(folder) == []


def test_who_was_removed_is_sealed_to_no_more(folder: Path, tmp_path: Path, people: FakeArchive) -> None:
    publishing.add(folder, list(people.cards))
    publishing.remove(folder, people.security.card.name)
    publishing.publish(tmp_path, NOON)
    with pytest.raises(CannotSeal, match="no security officer"):
        published(tmp_path).keyring(TODAY)
    with pytest.raises(NoSuchOfficer, match="Sepp"):
        publishing.remove(folder, people.security.card.name)
