from datetime import timedelta
from pathlib import Path

import pytest

from archive import certificates
from archive.commands import AddOfficers, AskCertificate, AskStatus, Commands, ConfirmTime, RemoveOfficer, Status
from archive.control import Refused
from sealing import keyring
from sealing.officers import Group
from tests.archive.test_rounds import Kept
from tests.fakes.archived import NOON, SESSION, officer

DORA, SEPP = officer(Group.DATA_PROTECTION).card, officer(Group.SECURITY).card


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


@pytest.fixture
def commands(kept: Kept) -> Commands:
    return Commands(kept.archived.stock, kept.watchman, kept.rounds, kept.keyring)


def test_an_officer_who_is_added_is_in_the_keyring_at_once(kept: Kept, commands: Commands) -> None:
    commands.add_officers(AddOfficers([DORA]))
    status = commands.add_officers(AddOfficers([SEPP]))
    assert status.officers == [DORA, SEPP]
    assert status.missing == []
    verifying = kept.archived.identity.public_key().public_bytes_raw()
    assert keyring.read(kept.keyring.read_bytes(), verifying).missing(NOON.date()) == []
    assert commands.remove_officer(RemoveOfficer(SEPP.name)).officers == [DORA]
    assert keyring.read(kept.keyring.read_bytes(), verifying).missing(NOON.date())


def test_nothing_is_opened_before_everything_due_is_deleted(kept: Kept, commands: Commands) -> None:
    with pytest.raises(Refused, match="just started"):
        commands.opening()
    for one in kept.rounds.rounds:
        kept.rounds._once(one)
    assert commands.opening() == NOON
    assert commands.status(AskStatus()).opens


def test_while_the_clock_cannot_be_believed_only_the_time_can_be_confirmed(kept: Kept, commands: Commands) -> None:
    commands.believed()
    kept.clock.leap(timedelta(days=100))
    for asked in (commands.believed, commands.opening, lambda: commands.add_officers(AddOfficers([DORA]))):
        with pytest.raises(Refused, match="confirm-time"):
            asked()
    assert commands.status(AskStatus()).jumped_by == 100 * 86_400
    assert commands.confirm_time(ConfirmTime()).now == kept.clock.wall
    assert commands.believed() == kept.clock.wall


@pytest.mark.promise("P20")
def test_how_the_archive_is_says_nothing_about_recordings() -> None:
    assert set(Status.__struct_fields__) == {"now", "jumped_by", "opens", "missing", "officers"}


async def test_each_request_is_answered(commands: Commands) -> None:
    handlers = commands.handlers()
    assert set(handlers) == {AskStatus, ConfirmTime, AddOfficers, RemoveOfficer, AskCertificate}
    assert isinstance(await handlers[AskStatus](AskStatus()), Status)


@pytest.mark.promise("P19")
def test_a_deletion_is_certified_to_whoever_knows_the_session_and_nothing_else_is(
    kept: Kept, commands: Commands
) -> None:
    kept.archived.bring()
    kept.rounds.look(NOON)
    with pytest.raises(Refused, match="knows of no deletion"):
        commands.certificate(AskCertificate(SESSION))
    kept.rounds.sweep(NOON + timedelta(days=90))
    said = commands.certificate(AskCertificate(SESSION)).certificate
    assert certificates.check(said, kept.archived.identity.public_key()).session == SESSION
