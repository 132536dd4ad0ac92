from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.control import Refused
from archive.opening.door import Bring
from archive.opening.rules import Why
from ledger.archive_facts import OpeningAsked, OpeningRefused
from ledger.rows import LedgerUnavailable
from sealing.officers import Group, OfficerKey
from sealing.request import Act
from tests.fakes.asking import Asking
from tests.fakes.opening_archive import RETENTION, OpeningArchive
from tests.fakes.sealed import NOON

SEPP_TOO = OfficerKey.make("Sepp Sicherheit", Group.DATA_PROTECTION)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[OpeningArchive]:
    one = OpeningArchive(tmp_path)
    yield one
    one.close()


def refusal(archive: OpeningArchive, bring: Bring) -> str:
    """Why it was refused, as the ledger has it."""
    before = len(archive.ledger)
    with pytest.raises(Refused):
        archive.desk.check(bring, archive.wall)
    entries = archive.ledger[before:]
    assert [type(one) for one in entries] in ([], [OpeningRefused])
    return entries[0].why if entries else ""  # type: ignore[union-attr]  # checked in the line above


def test_a_request_stands_in_the_ledger_before_anybody_has_it(archive: OpeningArchive) -> None:
    asked = archive.ask()
    (entry,) = archive.ledger
    assert isinstance(entry, OpeningAsked)
    assert (entry.request, entry.reason, entry.act) == (asked.number, "Complaint about a transfer", "open")
    archive.rows.is_gone = True
    with pytest.raises(LedgerUnavailable):
        archive.ask()


def test_a_request_holds_all_that_officers_need(archive: OpeningArchive) -> None:
    made = archive.request(archive.ask())
    assert made.session == archive.session
    assert made.expires_at == NOON + timedelta(hours=24)
    assert [one.stretch for one in made.wrapped] == [1]
    assert made.wrapped[0].security == archive.asking.key_file.security


def test_only_what_reads_the_recording_has_its_shares(archive: OpeningArchive) -> None:
    made = archive.request(archive.ask(Act.DELETE))
    assert (made.wrapped, made.recipient) == ((), "")


@pytest.mark.promise("P20")
def test_a_recording_that_the_archive_does_not_have_cannot_be_asked_for(archive: OpeningArchive) -> None:
    archive.register.remove(archive.session)
    with pytest.raises(Refused, match="no recording of this session"):
        archive.ask()


@pytest.mark.promise("P19")
def test_a_recording_whose_time_is_over_is_opened_by_nobody(archive: OpeningArchive) -> None:
    archive.wall = NOON + RETENTION - timedelta(hours=1)
    bring = archive.released(archive.ask())
    archive.wall = NOON + RETENTION
    with pytest.raises(Refused, match="time is over"):
        archive.ask()
    with pytest.raises(Refused, match="time is over"):
        archive.desk.check(bring, archive.wall)


def test_what_both_officers_released_is_released(archive: OpeningArchive) -> None:
    checked = archive.desk.check(archive.released(archive.ask()), archive.wall)
    assert checked.officers == ("Dora Datenschutz", "Sepp Sicherheit")


@pytest.mark.promise("P20")
def test_nothing_less_than_two_officers_shares_opens_a_recording(archive: OpeningArchive) -> None:
    """One officer with everything that lies on every server, and whatever could be tried with it."""
    asked = archive.ask()
    dora, sepp = archive.asking.archive.data_protection, archive.asking.archive.security
    whole = archive.released(asked)
    a, b = whole.releases
    other = archive.released(archive.ask())
    tries = {
        "A + E": ((a,), Why.TOO_FEW),
        "B + E": ((b,), Why.TOO_FEW),
        "nobody": ((), Why.TOO_FEW),
        "A twice": ((a, a), Why.SAME_PERSON),
        "B twice": ((b, b), Why.SAME_PERSON),
        "A of another request": ((other.releases[0], b), Why.OTHER_REQUEST),
        "a forged signature": ((a, b[:-9] + bytes([b[-9] ^ 1]) + b[-8:]), Why.NOT_ENROLLED),
        "somebody who is not enrolled": ((a, forged(archive, b)), Why.NOT_ENROLLED),
        "rubbish": ((a, b"rubbish"), Why.NOT_ENROLLED),
        "three": ((a, b, b), Why.SAME_PERSON),
    }
    for what, (releases, why) in tries.items():
        assert refusal(archive, replace(whole, releases=releases)) == why, what
    archive.cards = (*archive.cards, SEPP_TOO.card)
    assert refusal(archive, replace(whole, releases=(same_person(archive), b))) == Why.OTHER_REQUEST
    assert {dora.card, sepp.card} < set(archive.cards)
    archive.desk.check(whole, archive.wall)


def forged(archive: OpeningArchive, _: bytes) -> bytes:
    """A stranger's release of the same kind."""
    stranger = OfficerKey.make("Nova Neu", Group.SECURITY)
    return Asking(archive.asking.archive).file(archive.request(archive.ask(Act.DELETE)), stranger)


def same_person(archive: OpeningArchive) -> bytes:
    """The security officer's release with a second key, under the same name, of another request without shares."""
    return Asking(archive.asking.archive).file(archive.request(archive.ask(Act.DELETE)), SEPP_TOO)


@pytest.mark.promise("P20")
def test_the_same_person_with_two_cards_is_one_person(archive: OpeningArchive) -> None:
    archive.cards = (SEPP_TOO.card, archive.asking.archive.security.card)
    asked = archive.ask(Act.HOLD, until=date(2027, 6, 30))
    bring = archive.released(asked, SEPP_TOO, archive.asking.archive.security)
    assert refusal(archive, bring) == Why.SAME_PERSON


@pytest.mark.promise("P20")
def test_a_request_whose_reason_was_changed_is_none(archive: OpeningArchive) -> None:
    whole = archive.released(archive.ask())
    changed = replace(whole, request=whole.request.replace(b"Complaint", b"Curiosity"))
    with pytest.raises(Refused, match="no request of this archive"):
        archive.desk.check(changed, archive.wall)


@pytest.mark.promise("P20")
def test_a_request_expires(archive: OpeningArchive) -> None:
    whole = archive.released(archive.ask())
    archive.wall += timedelta(hours=24)
    assert refusal(archive, whole) == Why.EXPIRED


@pytest.mark.promise("P20")
def test_a_request_works_once(archive: OpeningArchive) -> None:
    whole = archive.released(archive.ask())
    archive.desk.use_up(archive.desk.check(whole, archive.wall))
    assert refusal(archive, whole) == Why.USED


@pytest.mark.promise("P20")
def test_who_is_no_officer_any_more_releases_nothing(archive: OpeningArchive) -> None:
    whole = archive.released(archive.ask())
    archive.cards = archive.cards[:1]
    assert refusal(archive, whole) == Why.NOT_ENROLLED


@pytest.mark.promise("P20")
def test_a_request_to_look_is_none_to_export(archive: OpeningArchive) -> None:
    whole = archive.released(archive.ask())
    for act in set(Act) - {Act.OPEN}:
        with pytest.raises(Refused, match="recording open"):
            archive.desk.check(replace(whole, act=act), archive.wall)


def test_a_hold_has_a_last_day_that_makes_sense(archive: OpeningArchive) -> None:
    made = archive.request(archive.ask(Act.HOLD, until=date(2027, 6, 30)))
    assert made.until == datetime(2027, 7, 1, tzinfo=UTC)
    for until, why in ((None, "last day"), (date(2027, 1, 1), "anyway"), (date(2031, 1, 1), "three years")):
        with pytest.raises(Refused, match=why):
            archive.ask(Act.HOLD, until=until)


def test_holds_begin_and_end_only_where_that_makes_sense(archive: OpeningArchive) -> None:
    with pytest.raises(Refused, match="not held"):
        archive.ask(Act.RELEASE_HOLD)
    archive.keep("7f", NOON + timedelta(days=200))
    for act, until in ((Act.HOLD, date(2027, 6, 30)), (Act.DELETE, None)):
        with pytest.raises(Refused, match="held for a legal reason"):
            archive.ask(act, until=until)
    assert archive.request(archive.ask(Act.RELEASE_HOLD)).act is Act.RELEASE_HOLD


def test_a_recording_without_a_key_cannot_be_opened_but_deleted(archive: OpeningArchive) -> None:
    del archive.store.objects[f"recordings/{archive.session}/key-1.json"]
    with pytest.raises(Refused, match="no key"):
        archive.ask()
    assert archive.ask(Act.DELETE)
