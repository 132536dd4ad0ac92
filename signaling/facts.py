"""What of a meeting or of an enrolment stands in the ledger. Pure: what happened, and the entry for it."""

from datetime import datetime
from typing import assert_never

from ledger import server_facts
from ledger.entries import Entry
from protocol.session import EndReason, State
from signaling.meeting import AccessAllowed, AccessRaised, Consented, Meeting, Outcome, Second
from signaling.store.enrolments import Enrolment


def of(before: Meeting, outcome: Outcome, *, opened_before: bool, at: datetime) -> list[Entry]:
    """The entries for one step of a meeting. `opened_before`: whether its gate was ever open."""
    session, after = before.session, outcome.meeting
    found: list[Entry] = []
    if after.state is State.CLAIMED and before.state is not State.CLAIMED:
        found.append(server_facts.KeyClaimed(at=at, session=session))
    match outcome.record:
        case Consented(version, sha256, language):
            found.append(
                server_facts.ConsentGiven(
                    at=at, session=session, notice_version=version, notice_sha256=sha256, language=language
                )
            )
        case AccessAllowed(level):
            found.append(server_facts.AccessAllowed(at=at, session=session, level=level))
        case AccessRaised() | None:  # what was stated about it says more
            pass
        case _:
            assert_never(outcome.record)
    if said := outcome.stated:
        found.append(
            server_facts.CustomerStated(
                at=at, session=session, number=said.number, said=said.said, key=said.key, signature=said.signature
            )
        )
    found += _of_second(before.second, after.second, session, at)
    if after.state is State.RUNNING and not opened_before:
        found.append(server_facts.GateOpened(at=at, session=session))
    if after.state is State.ENDED:
        found.append(server_facts.SessionEnded(at=at, session=session, reason=after.reason or EndReason.FAULT))
    return found


def of_enrolment(change: Enrolment, at: datetime) -> Entry:
    """The entry for a customer's yes or no. Who it is stays in the register."""
    return server_facts.EnrolmentChanged(
        at=at,
        granted=change.granted,
        text_version=change.text_version,
        text_sha256=change.text_sha256,
        language=change.language,
        channel=change.channel,
        row=change.mark,
        account=change.agent,
    )


def _of_second(before: Second | None, after: Second | None, session: str, at: datetime) -> list[Entry]:
    """Who else asked to join, was let in, or is gone; by account."""
    if before and after is None:
        return [server_facts.SecondGone(at=at, session=session, account=before.account)]
    if after and before is None:
        return [server_facts.SecondAsked(at=at, session=session, account=after.account)]
    if before and after and after.admitted and not before.admitted:
        return [server_facts.SecondAdmitted(at=at, session=session, account=after.account)]
    return []
