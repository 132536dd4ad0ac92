"""A second agent at the first one's desk, and at the own one, as plays."""

import pytest

from agent_client.viewing.seconding import Stage
from agent_client.viewing.status import AskSecond, ConfirmSecond, DismissSecond, InviteSecond, JoinSession, TypeCode
from agent_client.viewing.steps import Step
from protocol import link
from protocol import peer_messages as m
from protocol.grants import Grant, Office
from protocol.problems import InvitationRefused
from protocol.session import EndReason, State
from tests.fakes.agent_play import CONNECT, PROOF, SESSION, Play, all_sent, sent

BERTA = link.JoinAsked(SESSION, "Berta B.", Office.SUPERVISOR)
JOINING = link.Joining(SESSION, "Anna A.")


def invited() -> Play:
    play = Play().viewing()
    play.acts(InviteSecond())
    play.server(link.Invitation(SESSION, "482913", 600))
    return play


def is_now(play: Play, stage: m.Stage, code: str = "") -> None:
    play.says(m.SecondIs(stage, code))


# The first.


def test_a_number_is_asked_for_and_shown() -> None:
    play = Play().viewing()
    assert sent(play.acts(InviteSecond()), link.Invite) == link.Invite(SESSION)
    play.server(link.Invitation(SESSION, "482913", 600))
    assert (play.status.second.stage, play.status.second.number) == (Stage.NUMBER, "482913")


def test_the_customer_is_asked_only_when_the_agent_says_so() -> None:
    play = invited()
    assert play.server(BERTA) == []
    assert play.status.second.stage is Stage.WANTS
    asked = sent(play.acts(AskSecond()), m.AskSecond)
    assert asked == m.AskSecond("Berta B.", Office.SUPERVISOR)
    assert play.acts(AskSecond()) == []


def test_who_is_not_wanted_is_declined() -> None:
    play = invited()
    play.server(BERTA)
    assert sent(play.acts(DismissSecond()), link.DeclineSecond) == link.DeclineSecond(SESSION)
    assert play.status.second.stage is Stage.NONE


def test_while_somebody_is_there_nobody_else_is_taken() -> None:
    play = invited()
    is_now(play, m.Stage.HERE)
    assert sent(play.server(BERTA), link.DeclineSecond) == link.DeclineSecond(SESSION)
    assert play.acts(InviteSecond()) == []


def test_the_code_is_shown_and_three_digits_go_to_the_customer() -> None:
    play = invited()
    play.server(BERTA)
    play.acts(AskSecond())
    is_now(play, m.Stage.CODE, "012345")
    assert (play.status.second.code, play.status.second.name) == ("012345", "Berta B.")
    assert play.acts(ConfirmSecond("123")) == []
    is_now(play, m.Stage.TYPED)
    assert play.status.second.code == ""
    assert play.acts(ConfirmSecond("12")) == []
    assert sent(play.acts(ConfirmSecond("123")), m.ConfirmSecond) == m.ConfirmSecond("123")


@pytest.mark.parametrize("stage", [m.Stage.ASKED, m.Stage.COMING, m.Stage.CODE, m.Stage.TYPED, m.Stage.HERE])
def test_the_first_can_send_the_second_away_at_any_time(stage: m.Stage) -> None:
    play = invited()
    is_now(play, stage)
    assert sent(play.acts(DismissSecond()), m.DismissSecond) == m.DismissSecond()
    is_now(play, m.Stage.GONE)
    assert play.status.second.stage is Stage.GONE
    assert play.acts(DismissSecond()) == []
    assert play.status.second.stage is Stage.NONE


def test_a_second_that_left_is_told_by_the_server_too() -> None:
    play = invited()
    play.server(BERTA, link.SecondLeft(SESSION))
    assert play.status.second.stage is Stage.GONE
    play.server(link.SecondLeft("f" * 32), link.JoinAsked("f" * 32, "Cora", Office.AGENT))
    assert play.status.second.stage is Stage.GONE


# The second.


def joining() -> Play:
    play = Play().signed_in()
    assert sent(play.acts(JoinSession("482 913")), link.JoinSession) == link.JoinSession("482 913")
    play.server(JOINING)
    return play


def test_who_joins_waits_for_both_and_is_then_compared_like_the_first() -> None:
    play = joining()
    assert (play.status.step, play.status.joins) == (Step.JOINING, "Anna A.")
    play.server(play.state(State.RUNNING))
    assert play.status.step is Step.JOINING, "that the session runs does not admit anybody"
    play.server(CONNECT, PROOF)
    assert play.status.step is Step.CONNECTING
    play.offer(1)
    play.exchange(play.connects())
    typed = sent(play.acts(TypeCode(play.customer.code)), m.SafetyCodeTyped)
    assert play.customer.receive_typed(typed) is None
    assert len(play.status.confirmation) == 3
    play.says(play.customer.confirm(play.status.confirmation))
    assert play.status.step is Step.VIEWING


def test_a_wrong_number_leads_back_to_the_desk() -> None:
    play = Play().signed_in()
    play.acts(JoinSession("1"))
    play.server(link.Refused(InvitationRefused.code))
    assert (play.status.step, play.status.problem) == (Step.IDLE, InvitationRefused)


def test_nothing_is_asked_for_without_a_number() -> None:
    assert Play().signed_in().acts(JoinSession("  ")) == []


@pytest.mark.parametrize("reason", [EndReason.NO_ACCESS, EndReason.AGENT, EndReason.CUSTOMER])
def test_who_is_not_let_in_hears_why(reason: EndReason) -> None:
    play = joining()
    play.server(link.SessionChanged(SESSION, State.ENDED, None, reason))
    assert (play.status.step, play.status.reason, play.status.joins) == (Step.ENDED, reason, "Anna A.")


def test_a_second_has_no_second() -> None:
    play = joining()
    play.server(CONNECT, PROOF)
    play.offer(1)
    play.exchange(play.connects())
    typed = sent(play.acts(TypeCode(play.customer.code)), m.SafetyCodeTyped)
    play.customer.receive_typed(typed)
    play.says(play.customer.confirm(play.status.confirmation), m.Granted(frozenset({Grant.VIEW})))
    for action in (InviteSecond(), AskSecond(), ConfirmSecond("123"), DismissSecond()):
        assert all_sent(play.acts(action), link.LinkMessage) == []
