"""A computer that moves to another network, or sleeps, as plays with a clock of their own."""

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.helping import ASLEEP
from customer_client.injection.strokes import ReleaseKey
from customer_client.moving import APART_AT_MOST, APART_IS_A_PROBLEM_AFTER
from customer_client.status import Step
from peer.connection_state import PATIENCE
from peer.routes import DIRECT
from protocol import consent, link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.problems import PeerUnreachable, ServerUnreachable
from protocol.session import EndReason
from tests.fakes.customer_play import AGENT_SEEN, RECORDER_SEEN, SESSION, Play, injected, only, to_agent, to_server

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER
OFFERS = [c.Offer(RECORDER, 2, DIRECT, RECORDER_SEEN), c.Offer(AGENT, 2, DIRECT, AGENT_SEEN)]
"""With the certificates that both showed at first."""
END = link.EndSession(session=SESSION, reason=EndReason.CONNECTION_LOST)


def sleeps(play: Play, seconds: float) -> list[c.Command]:
    play.now += seconds
    return play.say(e.Tick())


def test_who_moves_makes_the_link_anew_and_doubts_its_peers_but_the_picture_goes_on() -> None:
    play = Play().helped()

    assert play.say(e.Moved()) == [c.RenewLink(), c.Doubt(RECORDER), c.Doubt(AGENT)]
    assert play.status.hold is None


def test_who_moves_and_loses_its_lines_offers_as_soon_as_the_server_is_there() -> None:
    play = Play().helped()
    play.say(e.PeerLost(RECORDER, 1), e.PeerLost(AGENT, 1))

    assert only(play.say(e.Moved()), c.Offer) == []
    assert only(play.say(e.LinkUp()), c.Offer) == OFFERS


def test_an_offer_under_way_is_of_no_use_after_a_move() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.say(e.Moved())

    assert only(play.say(e.LinkUp()), c.Offer) == [c.Offer(AGENT, 2, DIRECT, None)]


def test_a_move_before_anybody_was_met_renews_the_link_only() -> None:
    play = Play().claimed()

    assert play.say(e.Moved()) == [c.RenewLink()]


def test_a_short_sleep_is_a_reason_to_doubt() -> None:
    play = Play().helped()

    commands = sleeps(play, ASLEEP + 0.1)

    assert c.RenewLink() in commands
    assert c.Doubt(AGENT) in commands
    assert only(commands, c.Drop) == []


def test_after_a_longer_sleep_the_peers_have_given_us_up() -> None:
    play = Play().helped()

    commands = sleeps(play, PATIENCE.silence)

    assert commands[:3] == [c.RenewLink(), c.Drop(RECORDER), c.Drop(AGENT)]
    assert play.status.apart
    assert only(play.say(e.LinkUp()), c.Offer) == OFFERS


def test_whoever_comes_back_in_time_goes_on_without_code_and_consent_once_it_is_recorded_again() -> None:
    play = Play().helped()
    sleeps(play, 60.0)
    play.say(e.LinkUp())

    at_first = play.connects(AGENT)
    assert c.ReleaseVideo(AGENT) not in at_first
    assert m.GateChanged(picture=Hold.NOT_RECORDED, input=Hold.NOT_RECORDED) in to_agent(at_first)
    assert injected(play.from_agent(m.TypeText(text="a"))) == []

    then = play.stores(play.connects(RECORDER))
    assert c.ReleaseVideo(AGENT) in then
    assert play.step is Step.HELPED
    assert play.status.grants == {Grant.VIEW, Grant.CONTROL}
    assert not play.status.apart
    assert injected(play.from_agent(m.TypeText(text="a"))) != []


def test_another_certificate_after_the_sleep_is_nobody_we_know() -> None:
    play = Play().helped()
    sleeps(play, 60.0)
    play.say(e.LinkUp())
    play.stores(play.connects(RECORDER))

    assert only(play.connects(AGENT, fingerprint=b"x" * 32), c.ReleaseVideo) == []
    assert play.status.apart


def test_what_the_agent_held_is_let_go_at_the_loss() -> None:
    play = Play().helped()
    play.from_agent(m.KeyDown(key="Control"))

    assert ReleaseKey("Control") in injected(sleeps(play, PATIENCE.silence))


def test_what_the_agent_sent_before_the_sleep_is_not_done_after_it() -> None:
    play = Play().helped()
    play.now += PATIENCE.silence

    assert injected(play.from_agent(m.TypeText(text="late"))) == []


def test_a_consent_survives_a_break_of_less_than_two_minutes() -> None:
    play = Play().helped()

    assert to_server(sleeps(play, APART_AT_MOST - 1)) == []
    assert play.step is Step.HELPED


@pytest.mark.promise("P07")
def test_a_consent_does_not_survive_a_sleep_of_two_minutes() -> None:
    play = Play().helped()

    commands = sleeps(play, APART_AT_MOST)
    told = play.say(e.LinkUp())

    assert c.StopCapture() in commands
    assert only(commands + told, c.Offer) == []
    assert play.status.reason is EndReason.CONNECTION_LOST
    assert play.help._course.entry.consent is consent.State.REFUSED
    assert END in to_server(told)


@pytest.mark.promise("P07")
def test_nor_does_it_survive_two_minutes_without_the_agent() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))

    assert END not in to_server(play.after(APART_AT_MOST - 1))
    assert END in to_server(play.after(2))


def test_a_sleep_adds_to_the_time_that_the_agent_was_away_before_it() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(30)

    sleeps(play, APART_AT_MOST - 31)
    assert play.step is Step.HELPED
    play.after(2)
    assert play.status.reason is EndReason.CONNECTION_LOST


def test_who_never_met_the_agent_found_no_way() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.after(APART_AT_MOST + 1)

    assert play.status.reason is EndReason.PEER_UNREACHABLE


def test_a_break_is_told_at_once_and_its_reason_after_a_while() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    assert (play.status.apart, play.status.problem) == (True, None)

    play.after(APART_IS_A_PROBLEM_AFTER + 0.1)
    assert play.status.problem is PeerUnreachable

    play.say(e.LinkDown(ServerUnreachable))
    play.after(0.1)
    assert play.status.problem is ServerUnreachable


def test_the_receipt_names_the_break() -> None:
    play = Play().helped()
    sleeps(play, 60.0)
    play.say(e.LinkUp())
    play.connects(AGENT)
    play.say(e.PanicKeyPressed())

    assert play.status.receipt
    told = [line.what for line in play.status.receipt.lines]
    assert told.index("connection-lost") < told.index("connection-back")


def test_after_the_end_nothing_is_made_anew_but_what_the_server_does_not_know_yet_is_told() -> None:
    play = Play().helped()
    play.say(e.PanicKeyPressed())
    assert play.say(e.Moved()) == []

    away = Play().helped()
    away.say(e.LinkDown(ServerUnreachable), e.PanicKeyPressed())
    assert c.RenewLink() in away.say(e.Moved())
