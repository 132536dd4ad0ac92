from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive import enrolment
from archive.control import Refused
from ledger.archive_facts import EpochMade, OfficerAdded, OfficerRemoved
from sealing import keyring
from sealing.officers import Group, OfficerKey
from tests.fakes.archived import NOON, Archived, officer

DORA, SEPP = officer(Group.DATA_PROTECTION).card, officer(Group.SECURITY).card


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    return Archived(tmp_path)


def test_officers_are_those_whom_the_ledger_says(archived: Archived) -> None:
    assert enrolment.enrolled(archived.stock) == []
    enrolment.add(archived.stock, [DORA, SEPP], NOON)
    assert enrolment.enrolled(archived.stock) == [DORA, SEPP]
    enrolment.remove(archived.stock, DORA.name, NOON)
    assert enrolment.enrolled(archived.stock) == [SEPP]
    assert len(archived.told(OfficerAdded)) == 2
    assert archived.told(OfficerRemoved) == [OfficerRemoved(at=NOON, name=DORA.name, signing=DORA.signing)]


@pytest.mark.promise("P20")
def test_nobody_is_an_officer_twice_or_in_both_groups(archived: Archived) -> None:
    enrolment.add(archived.stock, [DORA], NOON)
    both = OfficerKey.make(DORA.name.upper(), Group.SECURITY).card
    for card in (DORA, both):
        with pytest.raises(Refused, match="one person could open recordings alone"):
            enrolment.add(archived.stock, [SEPP, card], NOON)
    assert enrolment.enrolled(archived.stock) == [DORA]


def test_a_card_that_was_changed_is_refused(archived: Archived) -> None:
    with pytest.raises(Refused, match="no officer's card"):
        enrolment.add(archived.stock, [replace(DORA, group=Group.SECURITY)], NOON)
    assert archived.told(OfficerAdded) == []


def test_an_officer_who_is_none_cannot_be_removed(archived: Archived) -> None:
    with pytest.raises(Refused, match="exactly as it stands"):
        enrolment.remove(archived.stock, "Nobody", NOON)


def test_recorders_get_keys_a_week_ahead_and_the_officers(archived: Archived, tmp_path: Path) -> None:
    enrolment.add(archived.stock, [DORA, SEPP], NOON)
    enrolment.publish(archived.stock, tmp_path / "keyring.json", NOON)
    verifying = archived.identity.public_key().public_bytes_raw()
    ring = keyring.read((tmp_path / "keyring.json").read_bytes(), verifying)
    assert all(ring.missing((NOON + timedelta(days=ahead)).date()) == [] for ahead in range(8))
    assert ring.officers == (DORA, SEPP)
    key = archived.stock.cabinet.key("2026-11-30")
    assert key
    assert ring.epochs[-1].public == key.public
    assert (tmp_path / "keyring.json").stat().st_mode & 0o044 == 0o044


def test_keys_are_made_once(archived: Archived, tmp_path: Path) -> None:
    first = enrolment.publish(archived.stock, tmp_path / "keyring.json", NOON)
    again = enrolment.publish(archived.stock, tmp_path / "keyring.json", NOON + timedelta(days=1))
    assert again.epochs[:-1] == first.epochs[1:]
    assert len(archived.told(EpochMade)) == 9


def test_the_operator_is_told_who_is_missing() -> None:
    assert enrolment.missing([DORA, SEPP]) == []
    assert len(enrolment.missing([])) == 2
    (sentence,) = enrolment.missing([DORA])
    assert "security" in sentence
    assert "ferndiagnose officer add" in sentence
