from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive import certificates
from archive.control import Refused
from archive.opening.door import AskHeld, AskOpenings, Bring
from archive.opening.rights import Rights
from archive.opening.rules import Why
from archive.opening.unlocking import data_keys
from ledger.archive_facts import Cause, HoldSet, OpeningRefused
from protocol import receipt_code
from sealing.request import Act
from tests.fakes.opening_archive import RETENTION, OpeningArchive
from tests.fakes.recorded_takes import Recorded
from tests.fakes.sealed import NOON
from tests.fakes.sealed_recording import SealedRecording

UNTIL = date(2027, 6, 30)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[OpeningArchive]:
    one = OpeningArchive(tmp_path, SealedRecording(Recorded().take(5).gap(2000).take(5).ended()))
    yield one
    one.close()


def carry_out(archive: OpeningArchive, bring: Bring) -> bytes:
    return Rights(archive.stock, archive.desk).carry_out(bring, archive.wall).certificate


def deleted(archive: OpeningArchive) -> bytes:
    return carry_out(archive, archive.released(archive.ask(Act.DELETE), archive.asking.archive.data_protection))


def held(archive: OpeningArchive) -> bytes:
    return carry_out(archive, archive.released(archive.ask(Act.HOLD, until=UNTIL)))


@pytest.mark.promise("P19")
@pytest.mark.promise("P20")
def test_an_early_deletion_leaves_nothing_and_gives_a_certificate(archive: OpeningArchive) -> None:
    certificate = deleted(archive)
    entry = certificates.check(certificate, archive.asking.archive.signing.public_key())
    assert (entry.session, entry.cause, entry.released_by) == (archive.session, Cause.ASKED, ("Dora Datenschutz",))
    assert archive.store.objects == {}
    assert archive.register.of(archive.session) is None
    with pytest.raises(Refused, match="deleted"):
        archive.ask()


def test_the_certificate_has_its_proof_at_once(archive: OpeningArchive) -> None:
    assert b'"checkpoint":{' in deleted(archive)


@pytest.mark.promise("P20")
def test_a_deletion_needs_the_data_protection_officer(archive: OpeningArchive) -> None:
    with pytest.raises(Refused, match="data-protection officer"):
        carry_out(archive, archive.released(archive.ask(Act.DELETE), archive.asking.archive.security))
    assert archive.store.objects


def test_the_mailbox_is_told_of_what_officers_released(archive: OpeningArchive) -> None:
    archive.mailbox.broken = True
    with pytest.raises(Refused, match="out of order"):
        deleted(archive)
    assert archive.store.objects
    archive.mailbox.broken = False
    deleted(archive)
    assert [letter.request.act for letter in archive.mailbox.letters] == [Act.DELETE]


@pytest.mark.promise("P20")
def test_a_hold_takes_two_people_and_has_an_end(archive: OpeningArchive) -> None:
    for alone in (archive.asking.archive.data_protection, archive.asking.archive.security):
        with pytest.raises(Refused):
            carry_out(archive, archive.released(archive.ask(Act.HOLD, until=UNTIL), alone))
    held(archive)
    registered = archive.register.of(archive.session)
    assert registered
    assert registered.held_until == datetime(2027, 7, 1, tzinfo=UTC)
    assert not registered.is_due(NOON + RETENTION)
    assert isinstance(archive.ledger[-1], HoldSet)


def test_a_held_recording_opens_after_its_epoch_is_gone(archive: OpeningArchive) -> None:
    held(archive)
    archive.stock.cabinet.destroy(archive.asking.key_file.epoch)
    archive.wall = NOON + timedelta(days=100)
    checked = archive.desk.check(archive.released(archive.ask()), archive.wall)
    assert data_keys(archive.stock, checked.request, checked.brought, checked.identity) == {1: archive.sealed.data_key}


def test_a_hold_is_ended_by_two_people_and_never_by_a_wish_for_deletion(archive: OpeningArchive) -> None:
    wish = archive.released(archive.ask(Act.DELETE), archive.asking.archive.data_protection)
    held(archive)
    with pytest.raises(Refused, match="legal reason"):
        carry_out(archive, wish)
    carry_out(archive, archive.released(archive.ask(Act.RELEASE_HOLD)))
    registered = archive.register.of(archive.session)
    assert registered
    assert registered.is_due(NOON + RETENTION)


@pytest.mark.promise("P20")
def test_what_officers_released_happens_once(archive: OpeningArchive) -> None:
    bring = archive.released(archive.ask(Act.HOLD, until=UNTIL))
    carry_out(archive, bring)
    carry_out(archive, archive.released(archive.ask(Act.RELEASE_HOLD)))
    with pytest.raises(Refused):
        carry_out(archive, bring)
    last = archive.ledger[-1]
    assert isinstance(last, OpeningRefused)
    assert last.why == Why.USED


def test_a_customer_learns_what_is_held(archive: OpeningArchive) -> None:
    archive.ask()
    known = Rights(archive.stock, archive.desk).held(AskHeld(archive.session), archive.wall)
    assert (known.pictures, known.segments, known.code) == (10, 2, receipt_code.of(archive.session))
    assert known.delete_at == NOON + RETENTION
    assert [gap.cause for gap in known.gaps] == ["customer-lost"]
    assert [use.what for use in known.uses] == ["asked: open"]


def test_without_its_manifest_nobody_says_what_is_held(archive: OpeningArchive) -> None:
    archive.store.objects[f"recordings/{archive.session}/recording.json"] = b"{"
    with pytest.raises(Refused, match="manifest"):
        Rights(archive.stock, archive.desk).held(AskHeld(archive.session), archive.wall)


@pytest.mark.promise("P20")
def test_a_customer_learns_who_has_opened_the_recording(archive: OpeningArchive) -> None:
    rights = Rights(archive.stock, archive.desk)
    code = receipt_code.of(archive.session)
    assert rights.openings(AskOpenings(code)).uses == ()
    archive.ask()
    (use,) = rights.openings(AskOpenings(code.lower().replace("-", " "))).uses
    assert (use.what, use.reason, use.reference) == ("asked: open", "Complaint about a transfer", "AZ 4711/26")
    assert rights.openings(AskOpenings(receipt_code.of("b" * 32))).uses == ()
    deleted(archive)
    assert [one.what for one in rights.openings(AskOpenings(code)).uses][-1] == "deleted: asked"


def test_a_mistyped_code_is_told_from_one_that_nobody_asked_for(archive: OpeningArchive) -> None:
    code = receipt_code.of(archive.session)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(Refused, match="wrong"):
        Rights(archive.stock, archive.desk).openings(AskOpenings(wrong))


def test_a_request_for_one_thing_does_no_other(archive: OpeningArchive) -> None:
    bring = archive.released(archive.ask(Act.HOLD, until=UNTIL))
    with pytest.raises(Refused, match="recording hold"):
        carry_out(archive, replace(bring, act=Act.DELETE))
    assert archive.store.objects
