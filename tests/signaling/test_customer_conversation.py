import asyncio
from hashlib import sha256

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from ledger import entries, server_facts
from protocol import link, statement, toll, wire
from protocol.gate import Hold
from protocol.grants import Level
from protocol.link import Role
from protocol.problems import (
    ConsentOutdated,
    MessageRefused,
    OutOfOrder,
    Problem,
    SessionKeyRefused,
    SessionUnknown,
    TicketRefused,
)
from protocol.session import EndReason, State
from protocol.statement import Signer
from signaling.key_desk import WRONG_KEYS
from signaling.store.database import Database
from signaling.store.tables import consents
from tests.fakes.descriptions import FINGERPRINT, SDP
from tests.fakes.signaling_parts import OPERATOR, Play, Player
from tests.fakes.stated import signer


async def test_a_right_key_tells_the_customer_everything_needed_to_decide(play: Play) -> None:
    agent = await play.signed_in()
    key = await play.opened(agent)
    (claimed,) = await play.new_customer().say(link.ClaimKey(key))
    assert isinstance(claimed, link.Claimed)
    assert (claimed.session, claimed.agent, claimed.operator) == (play.session, "Anna B.", OPERATOR)
    assert claimed.retention_days == 90
    german, english = (play.parts.greeting.notices.notice("privacy", language) for language in ("de", "en"))
    assert claimed.notice_version == german.version == english.version
    assert claimed.notice == link.NoticeTexts(german.text, english.text)
    assert agent.line.take() == [link.SessionChanged(play.session, State.CLAIMED)]


@pytest.mark.promise("P14")
async def test_of_two_clients_with_one_key_the_second_is_refused_and_the_first_not_disturbed(play: Play) -> None:
    agent = await play.signed_in()
    key = await play.opened(agent)
    first = await play.claimed(key)
    with pytest.raises(SessionKeyRefused):
        await play.new_customer().say(link.ClaimKey(key))
    assert not first.line.hung_up
    assert await first.say(play.consent()) == [link.SessionChanged(play.session, State.CONSENTED)]


async def test_a_customer_who_mistyped_types_again_on_the_same_line(play: Play) -> None:
    key = await play.opened(await play.signed_in())
    customer = play.new_customer()
    with pytest.raises(SessionKeyRefused):
        await customer.say(link.ClaimKey("000 00 00" if key != "0000000" else "1"))
    assert await customer.say(link.ClaimKey(key))


async def _pressed(play: Play) -> None:
    for _ in range(int(WRONG_KEYS.capacity)):
        play.parts.guesses[0].begin(paid=False)


async def test_while_very_many_guess_a_right_key_is_refused_with_a_demand_and_claimed_once_that_is_paid(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toll, "EASIEST", 2)
    key = await play.opened(await play.signed_in())
    await _pressed(play)
    customer = play.new_customer()
    customer.line.take()
    with pytest.raises(SessionKeyRefused):
        await customer.say(link.ClaimKey(key))
    (demand,) = customer.line.take()
    assert isinstance(demand, link.Toll)
    (claimed,) = await customer.say(link.ClaimKey(key, toll.pay(demand.challenge, demand.bits)))
    assert isinstance(claimed, link.Claimed)


async def test_while_very_many_guess_a_program_can_pay_beforehand(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toll, "EASIEST", 2)
    key = await play.opened(await play.signed_in())
    assert play.new_customer().line.take() == []
    await _pressed(play)
    customer = play.new_customer()
    (demand,) = customer.line.take()
    assert isinstance(demand, link.Toll)
    (claimed,) = await customer.say(link.ClaimKey(key, toll.pay(demand.challenge, demand.bits)))
    assert isinstance(claimed, link.Claimed)


async def test_of_two_right_keys_at_once_the_one_that_was_not_looked_at_is_asked_for_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toll, "EASIEST", 2)
    agent = await play.signed_in()
    keys = [await play.opened(agent) for _ in range(2)]
    for _ in range(int(WRONG_KEYS.capacity) - 1):  # one more guess is free
        play.parts.guesses[0].begin(paid=False)
    customers = [play.new_customer() for _ in keys]
    asked = [customer.say(link.ClaimKey(key)) for customer, key in zip(customers, keys, strict=True)]
    (claimed,), refused = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(claimed, link.Claimed)
    assert isinstance(refused, SessionKeyRefused)
    (demand,) = customers[1].line.take()
    assert isinstance(demand, link.Toll)
    assert not play.parts.desk.pressed, "by now there is one free again"
    (claimed,) = await customers[1].say(link.ClaimKey(keys[1], toll.pay(demand.challenge, demand.bits)))
    assert isinstance(claimed, link.Claimed)


@pytest.mark.promise("P14")
async def test_while_very_many_guess_each_refusal_is_the_same_whatever_is_wrong(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toll, "EASIEST", 2)
    agent = await play.signed_in()
    used, live = await play.opened(agent), await play.opened(agent)
    await play.claimed(used)
    await _pressed(play)
    customer, told = play.new_customer(), set()
    (demanded,) = customer.line.take()
    assert isinstance(demanded, link.Toll)
    for key, paid in ((used, False), (live, False), ("0000000", False), (used, True), ("0000000", True)):
        numbers = toll.pay(demanded.challenge, 2) if paid else []
        with pytest.raises(SessionKeyRefused):
            await customer.say(link.ClaimKey(key, numbers))
        (demanded,) = customer.line.take()
        assert isinstance(demanded, link.Toll)
        told.add(wire.encode(replace(demanded, challenge=bytes(16))))
    assert len(told) == 1


async def test_a_ticket_of_the_start_page_leads_to_the_session_once(play: Play) -> None:
    ticket = await play.parts.desk.claim_for_ticket(await play.opened(await play.signed_in()))
    (claimed,) = await play.new_customer().say(link.PresentTicket(ticket))
    assert isinstance(claimed, link.Claimed)
    assert claimed.session == play.session
    with pytest.raises(TicketRefused):
        await play.new_customer().say(link.PresentTicket(ticket))


async def test_the_key_of_a_session_that_the_agent_ended_is_refused(play: Play) -> None:
    agent = await play.signed_in()
    key = await play.opened(agent)
    await agent.say(link.EndSession(play.session, EndReason.AGENT))
    with pytest.raises(SessionKeyRefused):
        await play.new_customer().say(link.ClaimKey(key))


@pytest.mark.promise("P07")
@pytest.mark.promise("P21")
async def test_a_consent_is_in_the_register_before_anybody_is_told_of_it(play: Play, database: Database) -> None:
    customer = await play.claimed(await play.opened(await play.signed_in()))
    assert await customer.say(play.consent("en")) == [link.SessionChanged(play.session, State.CONSENTED)]
    async with database.reading() as connection:
        row = (await connection.execute(select(consents))).one()
    notice = play.parts.greeting.notices.notice("privacy", "en")
    assert notice.sha256 == sha256(notice.text.encode()).hexdigest()
    assert (row.notice_version, row.notice_sha256, row.language) == (notice.version, notice.sha256, "en")
    assert (row.level, row.allowed_at) == (None, None)


@pytest.mark.promise("P21")
@pytest.mark.parametrize(
    "wrong",
    [{"notice_version": "1999-01"}, {"notice_sha256": "00" * 32}, {"language": "en"}],
    ids=["older version", "other text", "other language"],
)
async def test_a_consent_to_any_other_text_than_the_one_in_force_is_refused(play: Play, wrong: dict[str, str]) -> None:
    customer = await play.claimed(await play.opened(await play.signed_in()))
    right = play.consent()
    fields = {name: getattr(right, name) for name in link.GiveConsent.__struct_fields__}
    with pytest.raises(ConsentOutdated):
        await customer.say(link.GiveConsent(**(fields | wrong)))
    assert await customer.say(right)


@pytest.mark.promise("P12")
async def test_access_is_allowed_after_the_consent_and_never_before(play: Play, database: Database) -> None:
    customer = await play.claimed(await play.opened(await play.signed_in()))
    with pytest.raises(OutOfOrder):
        await customer.say(link.AllowAccess(play.session, Level.FULL))
    await customer.say(play.consent())
    await customer.say(link.AllowAccess(play.session, Level.VIEW))
    async with database.reading() as connection:
        row = (await connection.execute(select(consents))).one()
    assert row.level == "view"
    assert row.allowed_at >= row.given_at


def _stated(session: str, number: int, said: str, by: Signer) -> link.Statement:
    signature = by.sign(statement.signed_bytes(session, number, said))
    return link.Statement(session, number, said, by.public, signature)


async def _viewed(play: Play) -> Player[link.FromCustomerProgram]:
    """The customer has allowed the agent to see, and no more."""
    customer = await play.claimed(await play.opened(await play.signed_in()))
    await customer.say(play.consent())
    await customer.say(link.AllowAccess(play.session, Level.VIEW))
    return customer


@pytest.mark.promise("P07")
async def test_access_that_was_raised_because_the_agent_asked_is_in_register_and_ledger(
    play: Play, database: Database
) -> None:
    customer, by = await _viewed(play), signer()
    for number, said in enumerate(("asked control agent", "given control agent"), 1):
        await customer.say(_stated(play.session, number, said, by))
    async with database.reading() as connection:
        assert (await connection.execute(select(consents))).one().level == "full"
    found = [entries.read(row.entry) for row in play.parts.ledger.rows if row.kind == "customer-stated"]
    assert [one.said for one in found if isinstance(one, server_facts.CustomerStated)] == [
        "asked control agent",
        "given control agent",
    ]


async def test_a_statement_that_is_said_again_stands_in_the_ledger_once(play: Play) -> None:
    customer, by = await _viewed(play), signer()
    for number in (1, 2, 1, 2, 3):
        await customer.say(_stated(play.session, number, "taken-back view agent", by))
    assert [row.kind for row in play.parts.ledger.rows].count("customer-stated") == 3
    assert customer.line.noted[-1].head
    assert customer.line.noted[-1].head.size == len(play.parts.ledger.rows)


async def test_a_statement_that_its_key_did_not_sign_is_refused(play: Play) -> None:
    customer = await _viewed(play)
    forged = replace(_stated(play.session, 1, "given view agent", signer()), said="given control agent")
    with pytest.raises(MessageRefused):
        await customer.say(forged)
    assert "customer-stated" not in [row.kind for row in play.parts.ledger.rows]


@pytest.mark.promise("P07")
async def test_a_second_session_needs_a_consent_of_its_own(play: Play) -> None:
    agent, customer = await play.allowed()
    await customer.say(link.EndSession(play.session, EndReason.CUSTOMER))
    agent.line.take()
    again = await play.claimed(await play.opened(agent))
    with pytest.raises(OutOfOrder):
        await again.say(link.AllowAccess(play.session, Level.VIEW))


async def test_the_gate_is_reported_to_the_agent(play: Play) -> None:
    await play.new_recorder()
    agent, customer = await play.allowed()
    await customer.say(link.ReportGate(play.session, None))
    await customer.say(link.ReportGate(play.session, Hold.NOT_RECORDED))
    assert agent.line.take() == [
        link.SessionChanged(play.session, State.RUNNING),
        link.SessionChanged(play.session, State.PAUSED, Hold.NOT_RECORDED),
    ]


@pytest.mark.promise("P18")
async def test_without_a_recorder_there_is_no_introduction_until_one_comes(play: Play) -> None:
    agent, customer = await play.allowed()
    with pytest.raises(OutOfOrder):
        await customer.say(link.Description(play.session, Role.AGENT, 1, "offer", SDP))
    await play.new_recorder()
    assert agent.line.take() == [link.Connect(play.session, Role.CUSTOMER, FINGERPRINT)]
    assert customer.line.take() == [
        link.Connect(play.session, Role.RECORDER, FINGERPRINT),
        link.Connect(play.session, Role.AGENT, FINGERPRINT),
    ]


async def test_a_customer_who_is_back_goes_on_where_the_session_stands(play: Play) -> None:
    await play.new_recorder()
    agent, customer = await play.allowed()
    await customer.say(link.ReportGate(play.session, None))
    await customer.leave()
    again = play.new_customer()
    told = await again.say(link.Return(play.session, play.customer_token))
    assert told == [link.SessionChanged(play.session, State.RUNNING)]
    await again.say(link.ReportGate(play.session, Hold.NOT_RECORDED))
    assert agent.line.last(link.SessionChanged).state is State.PAUSED


async def test_the_newest_line_of_a_customer_counts_and_the_old_one_has_no_say(play: Play) -> None:
    _, old = await play.allowed()
    new = play.new_customer()
    await new.say(link.Return(play.session, play.customer_token))
    assert old.line.hung_up
    with pytest.raises(SessionUnknown):
        await old.say(link.EndSession(play.session, EndReason.CUSTOMER))
    await old.leave()
    assert await new.say(link.EndSession(play.session, EndReason.CUSTOMER))


async def test_a_customer_who_returns_after_the_end_learns_of_it(play: Play) -> None:
    agent, customer = await play.allowed()
    await customer.leave()
    await agent.say(link.EndSession(play.session, EndReason.AGENT))
    told = await play.new_customer().say(link.Return(play.session, play.customer_token))
    assert told == [link.SessionChanged(play.session, State.ENDED, None, EndReason.AGENT)]


async def test_another_sessions_token_opens_nothing(play: Play) -> None:
    agent, _ = await play.allowed()
    theirs, their_token = play.session, play.customer_token
    await play.claimed(await play.opened(agent))
    for session, token in ((play.session, their_token), (theirs, play.customer_token), (theirs, "made up")):
        with pytest.raises(SessionUnknown):
            await play.new_customer().say(link.Return(session, token))


async def test_a_customer_has_no_say_in_another_session(play: Play) -> None:
    agent, customer = await play.allowed()
    other = play.session
    await play.claimed(await play.opened(agent))
    messages: list[link.FromCustomerProgram] = [
        link.EndSession(play.session, EndReason.CUSTOMER),
        play.consent(),
        link.AllowAccess(play.session, Level.FULL),
        link.ReportGate(play.session, None),
        link.Description(play.session, Role.AGENT, 1, "offer", SDP),
    ]
    for message in messages:
        with pytest.raises(SessionUnknown):
            await customer.say(message)
    assert await customer.say(link.EndSession(other, EndReason.CUSTOMER))


async def test_no_message_in_the_wrong_step_changes_anything(play: Play) -> None:
    customer = await play.claimed(await play.opened(await play.signed_in()))
    messages: list[link.FromCustomerProgram] = [
        link.ClaimKey("1234567"),
        link.PresentTicket("ticket"),
        link.Return(play.session, play.customer_token),
        link.AllowAccess(play.session, Level.FULL),
        link.ReportGate(play.session, None),
        link.Description(play.session, Role.AGENT, 1, "offer", SDP),
    ]
    for message in messages:
        with pytest.raises(Problem) as refusal:
            await customer.say(message)
        assert type(refusal.value) is OutOfOrder
    assert await customer.say(play.consent()) == [link.SessionChanged(play.session, State.CONSENTED)]
