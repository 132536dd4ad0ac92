from datetime import UTC, datetime
from types import ModuleType

import pytest

from ledger import archive_facts, entries, server_facts
from ledger import facts as facts_of_all
from ledger.archive_facts import Cause, Flaw, RecordingDeleted, RecordingEntered, Wrong
from ledger.entries import EntryUnreadable
from ledger.facts import Fact, LedgerBegun
from ledger.server_facts import AccountChanged, Change, EnrolmentChanged, SignedIn

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSION = "a" * 32
DELETED = RecordingDeleted(at=NOON, session=SESSION, cause=Cause.DUE, due_at=NOON, objects=3)
ENTERED = RecordingEntered(
    at=NOON, session=SESSION, ended_at=NOON, delete_at=NOON, manifest="0" * 64, segments=1, bytes=9,
    flawed=1, flaws=(Flaw(Wrong.ALTERED, "1.sealed"),),
)  # fmt: skip


ACCOUNT = AccountChanged(at=NOON, account=7, change=Change.ROLE_CHANGED, role="supervisor")
ENROLMENT = EnrolmentChanged(
    at=NOON, granted=False, channel="agent", text_version="2026-11", text_sha256="0" * 64, language="de", account=7
)


@pytest.mark.parametrize("entry", [DELETED, ENTERED, LedgerBegun(at=NOON), ACCOUNT, ENROLMENT])
def test_an_entry_is_read_as_it_was_written(entry: entries.Entry) -> None:
    assert entries.read(entries.encode(entry)) == entry
    assert entries.written_at(entries.encode(entry)) == NOON


def test_what_an_entry_is_found_by_is_what_it_says() -> None:
    assert entries.about(entries.encode(DELETED)) == ("recording-deleted", SESSION)
    assert entries.about(entries.encode(LedgerBegun(at=NOON))) == ("ledger-begun", "")


def test_a_sign_in_from_before_its_means_were_noted_is_still_read() -> None:
    older = b'{"kind":"signed-in","at":"2026-11-23T12:00:00Z","account":7}'
    assert entries.read(older) == SignedIn(at=NOON, account=7)


def test_an_entry_of_a_newer_version_is_found_though_not_understood() -> None:
    newer = b'{"kind":"moon-landing","at":"2026-11-23T12:00:00Z","session":"x","crew":3}'
    assert entries.about(newer) == ("moon-landing", "x")
    with pytest.raises(EntryUnreadable):
        entries.read(newer)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"kind":"hold-set"}', b'{"kind":"\xb0"}']
)
def test_what_is_no_entry_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(EntryUnreadable):
        entries.read(data)
    assert entries.about(data) == ("", "")
    assert entries.written_at(data) is None


def test_no_entry_has_a_field_for_who_the_customer_was() -> None:
    fields = {name for kind in entries.Entry.__args__ for name in kind.__struct_fields__}
    assert not fields & {"customer", "address", "ip", "user_agent", "agent"}


def test_every_fact_can_be_read_back() -> None:
    facts = {kind for module in (facts_of_all, archive_facts, server_facts) for kind in _kinds(module)}
    assert facts == set(entries.Entry.__args__)


def _kinds(module: ModuleType) -> list[type]:
    return [
        kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact
    ]
