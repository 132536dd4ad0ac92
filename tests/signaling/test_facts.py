from datetime import UTC, datetime

from ledger import entries, server_facts
from protocol.grants import Level
from protocol.session import EndReason, State
from signaling import facts
from signaling.meeting import AccessAllowed, Consented, Meeting, Outcome
from signaling.store.enrolments import Enrolment

S, AT = "a" * 32, datetime(2026, 11, 23, tzinfo=UTC)


def step(before: State, after: State, *, was_open: bool = False, **more: object) -> list[entries.Entry]:
    reason = EndReason.SAFETY_CODE if after is State.ENDED else None
    outcome = Outcome(Meeting(S, after, reason=reason), **more)  # type: ignore[arg-type]  # as the test has them
    return facts.of(Meeting(S, before), outcome, opened_before=was_open, at=AT)


def test_a_claimed_key_a_consent_and_an_access_are_noted() -> None:
    assert step(State.WAITING, State.CLAIMED) == [server_facts.KeyClaimed(at=AT, session=S)]
    consent = Consented("2026-11", "0" * 64, "de")
    assert step(State.CLAIMED, State.CONSENTED, record=consent) == [
        server_facts.ConsentGiven(at=AT, session=S, notice_version="2026-11", notice_sha256="0" * 64, language="de")
    ]
    assert step(State.CONSENTED, State.ALLOWED, record=AccessAllowed(Level.VIEW, None)) == [
        server_facts.AccessAllowed(at=AT, session=S, level="view")
    ]


def test_that_the_agent_sees_is_noted_once() -> None:
    assert step(State.ALLOWED, State.RUNNING) == [server_facts.GateOpened(at=AT, session=S)]
    assert step(State.PAUSED, State.RUNNING, was_open=True) == []


def test_an_end_is_noted_with_its_reason() -> None:
    assert step(State.ALLOWED, State.ENDED) == [server_facts.SessionEnded(at=AT, session=S, reason="safety-code")]


def test_what_changes_nothing_is_not_noted() -> None:
    assert step(State.RUNNING, State.PAUSED, was_open=True) == []
    assert step(State.CLAIMED, State.CLAIMED) == []


def test_a_yes_to_easysupport_is_noted_with_the_text_and_the_row_but_without_the_customer() -> None:
    change = Enrolment(b"c" * 32, True, "2026-11", "0" * 64, "de", "agent", 7, 1000.0)
    assert facts.of_enrolment(change, AT) == server_facts.EnrolmentChanged(
        at=AT,
        granted=True,
        text_version="2026-11",
        text_sha256="0" * 64,
        language="de",
        channel="agent",
        row=change.mark,
        account=7,
    )
