import msgspec
import pytest

from protocol import link, toll
from protocol.link import Role
from protocol.problems import (
    DatabaseUnavailable,
    OutOfOrder,
    RoleRefused,
    SecondFactorRefused,
    SessionUnknown,
    SignInRefused,
    TokenRefused,
    TooManyAttempts,
)
from protocol.session import EndReason, State
from signaling.roles import RIGHTS, AgentRole, Right
from signaling.sign_ins import LIFETIME, WRONG_SIGN_INS
from signaling.switchboard import SESSIONS_AT_ONCE
from tests.fakes.clock import FakeClock
from tests.fakes.descriptions import SDP
from tests.fakes.signaling_parts import NAME, OPERATOR, PASSWORD, REQUEST, Play


async def test_an_agent_signs_in_and_gets_a_key_to_read_out(play: Play) -> None:
    agent = await play.signed_in()
    opened, waiting = await agent.say(REQUEST)
    assert isinstance(opened, link.SessionOpened)
    assert len(opened.key) == 7
    assert opened.lifetime == 600
    assert waiting == link.SessionChanged(opened.session, State.WAITING)


async def test_signing_in_tells_who_one_is_and_who_runs_the_service(play: Play) -> None:
    agent = await play.signed_in()
    again = play.new_agent()
    await agent.leave()
    (greeting,) = await again.say(link.Resume(play.token))
    assert greeting == link.SignedIn("Anna B.", play.token, OPERATOR, enrolment=play.parts.enrolments.text())


async def test_a_wrong_password_is_refused_and_may_be_tried_again(play: Play) -> None:
    await play.signed_in()
    agent = play.new_agent()
    for _ in range(2):
        with pytest.raises(SignInRefused):
            await agent.say(link.SignIn(NAME, "wrong"))


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (REQUEST, OutOfOrder),
        (link.EndSession("ab" * 16, EndReason.AGENT), SessionUnknown),
        (link.Description("ab" * 16, Role.CUSTOMER, 1, "answer", SDP), SessionUnknown),
        (link.Resume("made up"), TokenRefused),
        (link.ConfirmSecondFactor("123456"), OutOfOrder),
        (link.SignOut(), OutOfOrder),
    ],
)
async def test_whoever_has_not_signed_in_can_do_nothing(
    play: Play, message: link.FromAgentProgram, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        await play.new_agent().say(message)


async def test_nobody_signs_in_twice_on_one_line(play: Play) -> None:
    agent = await play.signed_in()
    with pytest.raises(OutOfOrder):
        await agent.say(link.Resume(play.token))


@pytest.mark.promise("P12")
async def test_an_agent_has_no_say_in_another_agents_session(play: Play) -> None:
    await play.allowed()
    other = await play.signed_in()
    for message in (
        link.EndSession(play.session, EndReason.AGENT),
        link.Description(play.session, Role.CUSTOMER, 1, "answer", SDP),
    ):
        with pytest.raises(SessionUnknown):
            await other.say(message)


async def test_after_a_working_day_no_new_session_begins(play: Play, clock: FakeClock) -> None:
    agent = await play.signed_in()
    clock.advance(LIFETIME)
    with pytest.raises(TokenRefused):
        await agent.say(REQUEST)


async def test_an_agent_has_a_limited_number_of_sessions(play: Play) -> None:
    agent = await play.signed_in()
    for _ in range(SESSIONS_AT_ONCE):
        await agent.say(REQUEST)
    with pytest.raises(TooManyAttempts):
        await agent.say(REQUEST)


async def test_an_agent_who_is_back_learns_how_its_sessions_stand(play: Play) -> None:
    agent, customer = await play.allowed()
    running = play.session
    ended = await play.opened(agent) and play.session
    await agent.leave()
    await customer.say(link.EndSession(running, EndReason.CUSTOMER))
    again = play.new_agent()
    told = await again.say(link.Resume(play.token))
    assert told[1:] == [
        link.SessionChanged(running, State.ENDED, None, EndReason.CUSTOMER),
        link.SessionChanged(ended, State.WAITING),
    ]


async def test_a_session_without_a_key_is_none(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = await play.signed_in()

    async def fail(*_: object) -> str:
        raise DatabaseUnavailable

    monkeypatch.setattr(play.parts.desk, "make", fail)
    with pytest.raises(DatabaseUnavailable):
        await agent.say(REQUEST)
    (ended,) = agent.line.take()
    assert isinstance(ended, link.SessionChanged)
    assert ended.state is State.ENDED


async def test_nobody_is_signed_in_with_a_password_alone(play: Play) -> None:
    await play.parts.accounts.add(NAME, "Anna B.", PASSWORD)
    agent = play.new_agent()
    (set_up,) = await agent.say(link.SignIn(NAME, PASSWORD))
    assert isinstance(set_up, link.SetUpSecondFactor)
    assert set_up.secret.replace(" ", "") in set_up.address
    with pytest.raises(OutOfOrder):
        await agent.say(REQUEST)
    with pytest.raises(SecondFactorRefused):
        await agent.say(link.ConfirmSecondFactor("000000"))


async def test_a_role_without_the_right_gets_no_session(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHTS, AgentRole.OFFICER, frozenset({Right.SIGN_IN}))
    await play.signed_in()
    await play.parts.accounts.set_role(NAME, AgentRole.OFFICER)
    officer = await play.signed_in()
    with pytest.raises(RoleRefused):
        await officer.say(REQUEST)


async def test_signing_out_ends_sessions_and_the_token_and_leaves_the_line_as_new(play: Play) -> None:
    agent, customer = await play.allowed()
    await agent.say(link.SignOut())
    assert customer.line.last(link.SessionChanged).reason is EndReason.AGENT
    with pytest.raises(OutOfOrder):
        await agent.say(REQUEST)
    with pytest.raises(TokenRefused):
        await agent.say(link.Resume(play.token))
    assert isinstance((await agent.say(play.sign_in()))[0], link.SignedIn)


async def test_signing_out_ends_sessions_also_while_the_database_is_away(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, customer = await play.allowed()

    async def fail(*_: object) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(play.parts.sign_ins, "sign_out", fail)
    with pytest.raises(DatabaseUnavailable):
        await agent.say(link.SignOut())
    assert customer.line.last(link.SessionChanged).reason is EndReason.AGENT


async def test_while_very_many_sign_ins_are_wrong_a_right_one_is_refused_with_a_demand_until_it_is_paid(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toll, "EASIEST", 2)
    await play.signed_in()
    for _ in range(int(WRONG_SIGN_INS.capacity)):
        play.parts.guesses[1].begin(paid=False)
    sign_in, agent = play.sign_in(), play.new_agent()
    (beforehand,) = agent.line.take()
    assert isinstance(beforehand, link.Toll)
    with pytest.raises(SignInRefused):
        await agent.say(sign_in)
    (demand,) = agent.line.take()
    assert isinstance(demand, link.Toll)
    paid = msgspec.structs.replace(sign_in, toll=toll.pay(demand.challenge, demand.bits))
    assert isinstance((await agent.say(paid))[0], link.SignedIn)
