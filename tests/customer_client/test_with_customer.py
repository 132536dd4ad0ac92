"""What the customer does, as plays: the way in, consent and access, grants."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.injection.strokes import (
    ReleaseKey,
    Type,
)
from customer_client.status import (
    AgreeToNotice,
    AnswerGrant,
    ChooseAccess,
    GiveAgain,
    Refuse,
    Step,
    TakeBack,
    TypeKey,
)
from protocol import consent, link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant, Level
from protocol.problems import (
    SessionKeyMalformed,
)
from protocol.session import EndReason
from tests.fakes.customer_play import (
    ENGLISH_NOTICE,
    NOTICE,
    SESSION,
    Play,
    injected,
    only,
    to_agent,
    to_server,
)

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


def test_a_key_typed_with_spaces_goes_to_the_server_as_seven_digits() -> None:
    play = Play()
    play.say(e.LinkUp())

    assert to_server(play.acts(TypeKey("481 92 03"))) == [link.ClaimKey(key="4819203")]
    assert play.step is Step.CLAIMING


def test_a_malformed_key_is_told_apart_at_once_and_goes_nowhere() -> None:
    play = Play()
    play.say(e.LinkUp())

    assert to_server(play.acts(TypeKey("48192"))) == []
    assert play.step is Step.ENTER_KEY
    assert play.status.problem is SessionKeyMalformed


def test_a_ticket_needs_no_key() -> None:
    play = Play(ticket="abc")
    assert play.step is Step.CLAIMING

    assert to_server(play.say(e.LinkUp())) == [link.PresentTicket(ticket="abc")]


@pytest.mark.promise("P07")
def test_each_session_asks_for_consent_first() -> None:
    play = Play().claimed()

    assert play.step is Step.READ_NOTICE
    assert play.status.notice == link.NoticeTexts(NOTICE, ENGLISH_NOTICE)
    assert play.status.agent == "Frau Weber"


@pytest.mark.promise("P12")
def test_access_cannot_be_allowed_before_the_consent() -> None:
    play = Play().claimed()

    assert play.acts(ChooseAccess(Level.FULL)) == []
    assert play.step is Step.READ_NOTICE
    assert play.status.grants == frozenset()


@pytest.mark.promise("P12")
def test_consent_and_access_are_two_steps_and_the_server_hears_of_both_in_this_order() -> None:
    play = Play().claimed()

    first = to_server(play.acts(AgreeToNotice("de")))
    second = to_server(play.acts(ChooseAccess(Level.VIEW)))

    assert [type(message) for message in first + second] == [link.GiveConsent, link.AllowAccess]
    assert play.step is Step.CONNECTING


@pytest.mark.promise("P21")
def test_the_consent_names_version_and_hash_of_exactly_the_text_that_was_shown() -> None:
    play = Play().claimed()

    (message,) = to_server(play.acts(AgreeToNotice("de")))

    assert message == link.GiveConsent(
        session=SESSION,
        notice_version="2026-01",
        notice_sha256="03ea8ac84f611f1a0059d459a11c2c12f4ae7fe2824a9c555b6fa0c1c12be765",
        language="de",
    )


@pytest.mark.promise("P21")
def test_who_reads_the_notice_in_english_consents_to_the_english_text() -> None:
    play = Play().claimed()

    (message,) = to_server(play.acts(AgreeToNotice("en")))

    assert isinstance(message, link.GiveConsent)
    assert message.notice_sha256 == sha256(ENGLISH_NOTICE.encode()).hexdigest()
    assert message.language == "en"


@pytest.mark.promise("P07")
@pytest.mark.parametrize(
    ("scene", "reason"), [(Play.claimed, EndReason.NO_CONSENT), (Play.consented, EndReason.NO_ACCESS)]
)
def test_no_answer_is_a_no(scene: Callable[[Play], Play], reason: EndReason) -> None:
    play = scene(Play())
    assert play.after(consent.ANSWER_WITHIN - 1) == []

    play.now += 1
    commands = play.say(e.Tick())

    assert link.EndSession(session=SESSION, reason=reason) in to_server(commands)
    assert play.step is Step.ENDED
    assert play.acts(AgreeToNotice("de")) == play.acts(ChooseAccess(Level.FULL)) == []


@pytest.mark.promise("P07")
@pytest.mark.parametrize(
    ("scene", "reason"), [(Play.claimed, EndReason.NO_CONSENT), (Play.consented, EndReason.NO_ACCESS)]
)
def test_a_no_ends_the_session(scene: Callable[[Play], Play], reason: EndReason) -> None:
    play = scene(Play())

    assert link.EndSession(session=SESSION, reason=reason) in to_server(play.acts(Refuse()))
    assert play.status.reason is reason


@pytest.mark.promise("P12")
def test_nothing_connects_before_access_is_allowed_even_when_the_server_says_so() -> None:
    play = Play().consented()
    play.invite(RECORDER)
    play.invite(AGENT)
    play.after(3)

    assert only(play.said, c.Offer) == only(play.said, c.StartCapture) == []


@pytest.mark.promise("P03")
def test_with_view_alone_nothing_is_injected() -> None:
    play = Play().helped(Level.VIEW)
    play.after(1)

    assert play.status.hold is None
    assert injected(play.from_agent(m.TypeText(text="a"))) == []
    assert injected(play.from_agent(m.PointerDown(button=0, x=1, y=1))) == []


@pytest.mark.promise("P03")
def test_control_taken_back_stops_input_at_once_and_lets_held_keys_go() -> None:
    play = Play().helped()
    play.from_agent(m.KeyDown(key="Shift"))

    commands = play.acts(TakeBack(Grant.CONTROL))

    assert injected(commands) == [ReleaseKey("Shift")]
    assert m.Granted(grants=frozenset({Grant.VIEW})) in to_agent(commands)
    assert injected(play.from_agent(m.TypeText(text="a"))) == []


@pytest.mark.promise("P03")
def test_control_given_again_works_again() -> None:
    play = Play().helped()
    play.acts(TakeBack(Grant.CONTROL))

    commands = play.acts(GiveAgain(Grant.CONTROL))

    assert m.Granted(grants=frozenset({Grant.VIEW, Grant.CONTROL})) in to_agent(commands)
    assert injected(play.from_agent(m.TypeText(text="a"))) == [Type("a")]


@pytest.mark.promise("P03")
def test_the_picture_taken_back_is_held_at_once() -> None:
    play = Play().helped()

    commands = play.acts(TakeBack(Grant.VIEW))

    assert commands.index(c.HoldVideo(AGENT)) < commands.index(
        c.SendPeer(AGENT, m.CONTROL, m.GateChanged(picture=Hold.NOT_GRANTED, input=Hold.NOT_GRANTED))
    )


@pytest.mark.promise("P03")
def test_what_the_level_does_not_cover_cannot_be_given_again() -> None:
    play = Play().helped(Level.VIEW)

    assert play.acts(GiveAgain(Grant.CONTROL)) == []


@pytest.mark.promise("P03")
def test_an_agent_who_asks_for_control_gets_it_when_the_customer_says_yes() -> None:
    play = Play().helped(Level.VIEW)
    play.from_agent(m.AskGrant(grant=Grant.CONTROL))
    assert play.status.asked is Grant.CONTROL

    commands = play.acts(AnswerGrant(Grant.CONTROL, given=True))

    assert m.Granted(grants=frozenset({Grant.VIEW, Grant.CONTROL})) in to_agent(commands)
    assert play.status.level is Level.FULL
    assert play.status.asked is None


def test_an_agent_cannot_press_the_customers_own_consent_button() -> None:
    play = Play().helped()
    play.acts(TakeBack(Grant.VIEW))
    play.acts(GiveAgain(Grant.VIEW))
    play.acts(TakeBack(Grant.VIEW))
    play.from_agent(m.AskGrant(grant=Grant.VIEW))

    assert injected(play.from_agent(m.KeyDown(key="Enter"))) == []
    assert injected(play.from_agent(m.PointerDown(button=0, x=5, y=5))) == []


def test_input_rests_while_a_question_is_on_the_screen() -> None:
    play = Play().helped(Level.VIEW)
    play.acts(TakeBack(Grant.VIEW))
    play.acts(GiveAgain(Grant.VIEW))
    commands = play.from_agent(m.AskGrant(grant=Grant.CONTROL))

    assert play.status.asked is Grant.CONTROL
    assert only(commands, c.HoldVideo) == []


@pytest.mark.promise("P07")
def test_no_answer_to_the_agents_question_is_a_no() -> None:
    play = Play().helped(Level.VIEW)
    play.from_agent(m.AskGrant(grant=Grant.CONTROL))

    assert m.GrantRefused(grant=Grant.CONTROL) in to_agent(play.after(61))
    assert play.status.grants == frozenset({Grant.VIEW})
    assert play.status.asked is None


def test_an_agent_who_asks_again_right_after_a_no_is_refused_without_troubling_the_customer() -> None:
    play = Play().helped(Level.VIEW)
    play.from_agent(m.AskGrant(grant=Grant.CONTROL))
    play.acts(AnswerGrant(Grant.CONTROL, given=False))

    assert to_agent(play.from_agent(m.AskGrant(grant=Grant.CONTROL))) == [m.GrantRefused(grant=Grant.CONTROL)]
    assert play.status.asked is None
