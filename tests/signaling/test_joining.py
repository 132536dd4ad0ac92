"""A second agent at the server, as plays: whom the server tells what, and what stands in the ledger."""

from functools import partial

import pytest

from bench.authenticator import Authenticator, first_sign_in
from ledger import entries, server_facts
from protocol import link
from protocol.grants import Office
from protocol.link import Role
from protocol.problems import DatabaseUnavailable, InvitationRefused, OutOfOrder, SessionUnknown
from protocol.session import EndReason, State
from signaling.roles import AgentRole
from tests.fakes.clock import FakeClock
from tests.fakes.descriptions import FINGERPRINT, SDP
from tests.fakes.signaling_parts import GRACE, PASSWORD, Play, Player, _answer

Agent = Player[link.FromAgentProgram]
Customer = Player[link.FromCustomerProgram]
YES = partial(link.AnswerSecond, name="Berta B.", office=Office.SUPERVISOR, given=True)


class Three:
    """A running session, and somebody who may join it."""

    def __init__(self, play: Play, first: Agent, customer: Customer, second: Agent, token: str) -> None:
        self.play, self.first, self.customer, self.second, self.token = play, first, customer, second, token

    @property
    def session(self) -> str:
        return self.play.session

    async def asked(self) -> "Three":
        """The first reads the number out, the second types it."""
        (invitation,) = await self.first.say(link.Invite(self.session))
        assert isinstance(invitation, link.Invitation)
        assert await self.second.say(link.JoinSession(invitation.number)) == [link.Joining(self.session, "Anna B.")]
        assert self.first.line.take() == [link.JoinAsked(self.session, "Berta B.", Office.SUPERVISOR)]
        return self

    async def admitted(self) -> "Three":
        """And the customer says yes."""
        await self.asked()
        assert await self.customer.say(YES(self.session)) == [link.Connect(self.session, Role.SECOND, FINGERPRINT)]
        assert self.second.line.take() == [link.Connect(self.session, Role.CUSTOMER, FINGERPRINT)]
        return self

    def facts(self) -> list[str]:
        return [row.kind for row in self.play.parts.ledger.rows if row.kind.startswith("second-")]


@pytest.fixture
async def three(play: Play, clock: FakeClock) -> Three:
    await play.new_recorder()
    first, customer = await play.allowed()
    await customer.say(link.ReportGate(play.session, None))
    await play.parts.accounts.add("berta", "Berta B.", PASSWORD, AgentRole.SUPERVISOR)
    second = play.new_agent()
    _authenticator, greeting = await first_sign_in(partial(_answer, second), "berta", PASSWORD, clock)
    assert isinstance(_authenticator, Authenticator)
    first.line.take()
    return Three(play, first, customer, second, greeting.token)


async def test_who_has_the_number_asks_the_first_agent_by_name_and_office(three: Three) -> None:
    await three.asked()
    assert three.customer.line.take() == [], "the customer is asked by the first agent's program alone"


async def test_a_number_is_good_for_one_and_a_session_has_one_second(three: Three) -> None:
    await three.admitted()
    (invitation,) = await three.first.say(link.Invite(three.session))
    assert isinstance(invitation, link.Invitation)
    with pytest.raises(InvitationRefused):
        await three.second.say(link.JoinSession(invitation.number))


async def test_nobody_joins_the_own_session(three: Three) -> None:
    (invitation,) = await three.first.say(link.Invite(three.session))
    assert isinstance(invitation, link.Invitation)
    with pytest.raises(InvitationRefused):
        await three.first.say(link.JoinSession(invitation.number))


async def test_a_second_does_not_invite(three: Three) -> None:
    await three.admitted()
    with pytest.raises(SessionUnknown):
        await three.second.say(link.Invite(three.session))


async def test_an_answer_about_somebody_else_admits_nobody(three: Three) -> None:
    await three.asked()
    for other in ({"name": "Cora C."}, {"office": Office.AGENT}):
        with pytest.raises(OutOfOrder):
            await three.customer.say(YES(three.session, **other))


async def test_before_the_customers_yes_the_second_is_connected_to_nobody(three: Three) -> None:
    await three.asked()
    answer = link.Description(three.session, Role.CUSTOMER, 1, "answer", SDP)
    with pytest.raises(OutOfOrder):
        await three.second.say(answer)
    with pytest.raises(OutOfOrder):
        await three.customer.say(link.Description(three.session, Role.SECOND, 1, "offer", SDP))


async def test_descriptions_go_between_customer_and_second(three: Three) -> None:
    await three.admitted()
    await three.customer.say(link.Description(three.session, Role.SECOND, 1, "offer", SDP))
    assert three.second.line.last(link.Description).peer is Role.CUSTOMER
    assert three.first.line.take() == []
    await three.second.say(link.Description(three.session, Role.CUSTOMER, 1, "answer", SDP))
    assert three.customer.line.last(link.Description).peer is Role.SECOND


@pytest.mark.parametrize("how", ["refused", "declined", "sent-away", "left", "signed-out", "locked-out", "lost"])
async def test_it_is_out_in_many_ways_and_the_session_goes_on(three: Three, how: str, clock: FakeClock) -> None:
    play = three.play
    await (three.asked() if how in ("refused", "declined") else three.admitted())
    reason, heard = EndReason.AGENT, list[link.LinkMessage]()
    match how:
        case "refused":
            await three.customer.say(replace_given(YES(three.session)))
            reason = EndReason.NO_ACCESS
        case "declined":
            await three.first.say(link.DeclineSecond(three.session))
        case "sent-away":
            await three.customer.say(link.DismissSecond(three.session))
            reason = EndReason.CUSTOMER
        case "left":
            heard = await three.second.say(link.EndSession(three.session, EndReason.AGENT))
        case "signed-out":
            heard = await three.second.say(link.SignOut())
        case "locked-out":
            await play.parts.accounts.disable("berta")
            await play.parts.switchboard.shut_out(
                await play.parts.sign_ins.generations(play.parts.switchboard.accounts())
            )
            reason = EndReason.LOCKED_OUT
        case _:
            await three.second.leave()
            clock.advance(GRACE + 1)
            await play.parts.switchboard.time_passed()
    if how != "lost":
        over = link.SessionChanged(three.session, State.ENDED, None, reason)
        assert over in [*heard, *three.second.line.take()]
    told = isinstance(next(iter(three.customer.line.told), None), link.SecondLeft)
    assert told is (how in ("left", "signed-out", "locked-out", "lost"))
    assert three.facts()[-1] == "second-gone"
    assert await three.customer.say(link.ReportGate(three.session, None)) is not None
    await three.first.say(link.EndSession(three.session, EndReason.AGENT))
    assert three.customer.line.last(link.SessionChanged).state is State.ENDED


def replace_given(answer: link.AnswerSecond) -> link.AnswerSecond:
    return link.AnswerSecond(answer.session, answer.name, answer.office, given=False)


async def test_a_second_that_comes_back_is_introduced_again(three: Three) -> None:
    await three.admitted()
    await three.second.leave()
    again = three.play.new_agent()
    told = await again.say(link.Resume(three.token))
    assert told[-1] == link.SessionChanged(three.session, State.RUNNING)
    assert three.customer.line.take() == [link.Connect(three.session, Role.SECOND, FINGERPRINT)]


async def test_the_end_of_the_session_is_the_end_for_the_second(three: Three) -> None:
    await three.admitted()
    await three.first.say(link.EndSession(three.session, EndReason.AGENT))
    assert three.second.line.last(link.SessionChanged).state is State.ENDED


@pytest.mark.promise("P07")
async def test_who_joined_stands_in_the_ledger_by_account(three: Three) -> None:
    await three.admitted()
    await three.customer.say(link.DismissSecond(three.session))
    assert three.facts() == ["second-asked", "second-admitted", "second-gone"]
    found = [entries.read(row.entry) for row in three.play.parts.ledger.rows if row.kind == "second-admitted"]
    assert isinstance(found[0], server_facts.SecondAdmitted)
    assert found[0].account == 2


async def test_without_the_ledger_nobody_joins(three: Three) -> None:
    await three.asked()
    three.play.parts.ledger.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await three.customer.say(YES(three.session))
    assert three.second.line.take() == []
