from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import pytest

from ledger import entries, server_facts
from protocol import link
from protocol.problems import (
    ConsentOutdated,
    DatabaseUnavailable,
    EnrolmentMissing,
    MessageRefused,
    RoleRefused,
    SessionKeyRefused,
)
from protocol.session import EndReason
from signaling.enrolments import LINK_LIFETIME, LONGEST, SWITCHED_OFF, Said
from signaling.roles import RIGHTS, AgentRole, Right
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.database_files import content
from tests.fakes.signaling_parts import IN_FORCE, NAME, Play, parts

Kind = TypeVar("Kind")
CUSTOMER = "K 815-08"
YES, NO = Said(True, IN_FORCE, "de"), Said(False, IN_FORCE, "en")


@pytest.fixture
async def strict(database: Database, clock: FakeClock) -> AsyncIterator[Play]:
    """Everybody round a server of an operator with enrolment."""
    play = Play(await parts(database, clock))
    yield play
    play.close()


@pytest.fixture
async def lenient(database: Database, clock: FakeClock) -> AsyncIterator[Play]:
    """Everybody round a server of an operator without."""
    play = Play(await parts(database, clock, enrolment=False))
    yield play
    play.close()


def _said(granted: bool, customer: str = CUSTOMER, version: str = IN_FORCE) -> link.SetEnrolment:
    return link.SetEnrolment(customer, granted, version, "de")


@pytest.mark.promise("P01")
async def test_a_session_begins_only_for_a_customer_who_has_agreed(strict: Play) -> None:
    agent = await strict.signed_in()
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession(CUSTOMER))
    assert await agent.say(_said(True)) == [link.EnrolmentChanged(True)]
    opened, _ = await agent.say(link.RequestSession(" k815-08 "))
    assert isinstance(opened, link.SessionOpened)
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession("another"))


@pytest.mark.promise("P02")
async def test_each_yes_and_each_withdrawal_stands_in_the_ledger_and_not_whose_it_is(strict: Play) -> None:
    agent = await strict.signed_in()
    await agent.say(_said(True))
    secret = await strict.parts.enrolments.make_link(CUSTOMER)
    assert await strict.parts.enrolments.use_link(secret, NO)
    assert not await strict.parts.enrolments.use_link(secret, NO)
    rows = [row for row in strict.parts.ledger.rows if row.kind == "enrolment-changed"]
    _, yes, no = (entries.read(row.entry) for row in rows)
    (anna,) = await strict.parts.accounts.everyone()
    assert isinstance(yes, server_facts.EnrolmentChanged)
    assert isinstance(no, server_facts.EnrolmentChanged)
    assert (yes.granted, yes.channel, yes.language, yes.account) == (True, "agent", "de", anna.id)
    assert (no.granted, no.channel, no.language, no.account) == (False, "self-service", "en", None)
    newest = await strict.parts.register.newest(strict.parts.pepper.of_customer("k815-08"))
    assert newest
    assert no.row == newest.mark, "who has the register can check it"
    whole = b"".join(row.entry for row in rows)
    kept = strict.parts.pepper.of_customer("k815-08")
    for text in (b"815-08", kept, kept.hex().encode(), b64encode(kept)):
        assert text not in whole


@pytest.mark.promise("P01")
async def test_what_the_ledger_cannot_take_is_not_in_the_register_either(strict: Play) -> None:
    agent = await strict.signed_in()
    strict.parts.ledger.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await agent.say(_said(True))
    strict.parts.ledger.is_gone = False
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession(CUSTOMER))


@pytest.mark.promise("P01")
async def test_it_is_asked_again_when_the_key_is_claimed_and_when_a_ticket_is_used(strict: Play) -> None:
    agent = await strict.signed_in()
    await agent.say(_said(True))
    keys = []
    for _ in range(2):
        opened, _ = await agent.say(link.RequestSession(CUSTOMER))
        assert isinstance(opened, link.SessionOpened)
        keys.append(opened.key)
    ticket = await strict.parts.desk.claim_for_ticket(keys[0])
    await agent.say(_said(False))
    with pytest.raises(SessionKeyRefused):
        await strict.new_customer().say(link.ClaimKey(keys[1]))
    with pytest.raises(Exception, match="ticket-refused"):
        await strict.new_customer().say(link.PresentTicket(ticket))


@pytest.mark.promise("P02")
async def test_a_withdrawal_ends_what_runs_at_the_next_look(strict: Play) -> None:
    agent = await strict.signed_in()
    await agent.say(_said(True))
    opened, _ = await agent.say(link.RequestSession(CUSTOMER))
    assert isinstance(opened, link.SessionOpened)
    customer = await strict.claimed(opened.key)
    assert await strict.parts.enrolments.lapsed() == []
    await agent.say(_said(False))
    assert await strict.parts.enrolments.lapsed() == [opened.session]
    await strict.parts.switchboard.withdrawn(await strict.parts.enrolments.lapsed())
    for person in (agent, customer):
        assert person.line.last(link.SessionChanged).reason is EndReason.WITHDRAWN
    assert await strict.parts.enrolments.lapsed() == []


@pytest.mark.promise("P21")
async def test_a_yes_to_another_text_than_the_one_in_force_does_not_count(strict: Play) -> None:
    agent = await strict.signed_in()
    with pytest.raises(ConsentOutdated):
        await agent.say(_said(True, version="2025-01"))
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession(CUSTOMER))


@pytest.mark.promise("P02")
async def test_a_withdrawal_counts_whatever_text_was_read_before(strict: Play) -> None:
    agent = await strict.signed_in()
    await agent.say(_said(True))
    assert await agent.say(_said(False, version="2025-01")) == [link.EnrolmentChanged(False)]
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession(CUSTOMER))


@pytest.mark.parametrize("reference", ["", "  ", "x" * (LONGEST + 1), "a\x07b"])
async def test_what_cannot_be_a_reference_is_refused(strict: Play, reference: str) -> None:
    with pytest.raises(MessageRefused):
        await strict.parts.enrolments.needed_for(reference, 1)


async def test_a_role_without_the_right_writes_nothing_down(strict: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHTS, AgentRole.ADMINISTRATOR, frozenset({Right.SIGN_IN}))
    await strict.signed_in()
    await strict.parts.accounts.set_role(NAME, AgentRole.ADMINISTRATOR)
    with pytest.raises(RoleRefused):
        await (await strict.signed_in()).say(_said(True))


async def test_agents_get_the_text_to_read_out_and_where_nothing_is_required_neither_text_nor_question(
    strict: Play, lenient: Play
) -> None:
    text = strict.parts.enrolments.text()
    assert text is not None
    assert "EasySupport" in text.text.de
    assert lenient.parts.enrolments.text() is None
    agent = await lenient.signed_in()
    assert isinstance((await agent.say(link.RequestSession()))[0], link.SessionOpened)
    assert await lenient.parts.enrolments.lapsed() == []


@pytest.mark.promise("P02")
async def test_a_link_is_good_once_for_its_customer_and_for_half_an_hour(strict: Play, clock: FakeClock) -> None:
    register = strict.parts.enrolments
    first, second = await register.make_link(CUSTOMER), await register.make_link(CUSTOMER)
    customer = await register.of_link(first)
    assert customer is not None
    assert await register.of_link(first) == customer, "looking does not use it up"
    assert await register.use_link(first, YES)
    assert await register.is_granted(customer)
    assert not await register.use_link(first, NO)
    assert await register.of_link(first) is None
    assert await register.use_link(second, NO)
    assert not await register.is_granted(customer)
    late = await register.make_link(CUSTOMER)
    clock.advance(LINK_LIFETIME)
    assert not await register.use_link(late, YES)
    await register.forget_dead()
    assert not await register.use_link("made up", YES)


async def test_neither_reference_nor_link_stands_in_the_database(
    database_on_disk: Database, clock: FakeClock, tmp_path: Path
) -> None:
    play = Play(await parts(database_on_disk, clock))
    secret = await play.parts.enrolments.make_link(CUSTOMER)
    await play.parts.enrolments.use_link(secret, YES)
    play.close()
    await database_on_disk.close()
    kept = content(tmp_path)
    assert b"self-service" in kept, "else this test reads the wrong files"
    for word in (CUSTOMER, "k815-08", secret):
        assert word.encode() not in kept


async def test_a_yes_that_cannot_be_noted_does_not_count_and_a_no_counts_and_is_noted_later(
    strict: Play,
) -> None:
    agent = await strict.signed_in()
    await agent.say(_said(True, "815"))
    before = len(_noted(strict, server_facts.EnrolmentChanged))
    strict.parts.ledger.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await agent.say(_said(True))
    assert await agent.say(_said(False, "815")) == [link.EnrolmentChanged(False)]
    await strict.parts.enrolments.make_up()
    strict.parts.ledger.is_gone = False
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession(CUSTOMER))
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession("815"))
    await strict.parts.enrolments.make_up()
    assert [fact.granted for fact in _noted(strict, server_facts.EnrolmentChanged)[before:]] == [False]


@pytest.mark.promise("P01")
async def test_a_session_that_is_refused_for_want_of_a_yes_is_noted_with_the_agent(strict: Play) -> None:
    agent = await strict.signed_in()
    with pytest.raises(EnrolmentMissing):
        await agent.say(link.RequestSession(CUSTOMER))
    (refused,) = _noted(strict, server_facts.SessionRefused)
    assert (refused.why, refused.account) == ("enrolment-missing", 1)


@pytest.mark.promise("P01")
async def test_a_device_that_is_switched_off_is_noted_once_a_line_and_a_flood_of_them_does_not_fill_the_ledger(
    strict: Play,
) -> None:
    customer = strict.new_customer()
    assert await customer.say(link.SwitchedOff()) + await customer.say(link.SwitchedOff()) == []
    (refused,) = _noted(strict, server_facts.SessionRefused)
    assert (refused.why, refused.account) == ("switched-off", None)
    for _ in range(2 * int(SWITCHED_OFF.capacity)):
        await strict.new_customer().say(link.SwitchedOff())
    assert len(_noted(strict, server_facts.SessionRefused)) == SWITCHED_OFF.capacity


@pytest.mark.promise("P02")
async def test_a_withdrawal_from_the_customer_centre_ends_what_an_agent_began(strict: Play) -> None:
    agent = await strict.signed_in()
    await agent.say(_said(True))
    opened, _ = await agent.say(link.RequestSession(CUSTOMER))
    assert isinstance(opened, link.SessionOpened)
    await strict.parts.enrolments.use_link(await strict.parts.enrolments.make_link(CUSTOMER), NO)
    assert await strict.parts.enrolments.lapsed() == [opened.session]


def _noted(play: Play, kind: type[Kind]) -> list[Kind]:
    found = (entries.read(row.entry) for row in play.parts.ledger.read(0, 1000))
    return [entry for entry in found if isinstance(entry, kind)]
