"""What the server says, and what it is told, as plays."""

from customer_client import commands as c
from customer_client import events as e
from customer_client.injection.strokes import (
    Type,
)
from customer_client.receipt import NOTED_AT_MOST
from customer_client.status import (
    End,
    Step,
    TypeKey,
)
from protocol import link
from protocol import peer_messages as m
from protocol.problems import (
    RecorderAbsent,
    ServerUnreachable,
    SessionKeyRefused,
)
from protocol.session import EndReason, State
from tests.fakes.customer_play import (
    CLAIMED,
    SESSION,
    Play,
    injected,
    only,
    to_server,
)

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


def test_a_refused_key_leads_back_to_the_key_with_the_reason() -> None:
    play = Play()
    play.say(e.LinkUp())
    play.acts(TypeKey("4819203"))
    play.server(link.Refused(problem="session-key-refused"))

    assert play.step is Step.ENTER_KEY
    assert play.status.problem is SessionKeyRefused


def test_a_key_typed_while_the_server_is_away_is_sent_when_it_is_back() -> None:
    play = Play()
    play.say(e.LinkDown(ServerUnreachable))
    assert play.status.problem is ServerUnreachable
    assert to_server(play.acts(TypeKey("4819203"))) == []

    assert to_server(play.say(e.LinkUp())) == [link.ClaimKey(key="4819203")]


def test_a_refused_ticket_leads_to_the_key() -> None:
    play = Play(ticket="abc")
    play.say(e.LinkUp())
    play.server(link.Refused(problem="ticket-refused"))

    assert play.step is Step.ENTER_KEY


def test_a_claim_that_is_answered_after_the_customer_gave_up_is_ended() -> None:
    play = Play()
    play.say(e.LinkUp())
    play.acts(TypeKey("4819203"))
    play.acts(End())

    assert to_server(play.server(CLAIMED)) == [link.EndSession(session=SESSION, reason=EndReason.CUSTOMER)]


def test_offers_and_answers_travel_through_the_server() -> None:
    play = Play().allowed()
    play.invite(AGENT)

    (description,) = to_server(play.say(e.Offered(AGENT, 1, "v=0 offer")))
    answer = link.Description(session=SESSION, peer=AGENT, attempt=1, kind="answer", sdp="v=0 answer")

    assert description == link.Description(session=SESSION, peer=AGENT, attempt=1, kind="offer", sdp="v=0 offer")
    assert play.server(answer) == [c.Accept(AGENT, 1, "v=0 answer")]


def test_newer_credentials_are_used_from_the_next_offer_on() -> None:
    play = Play().allowed()
    newer = link.IceServer(["turn:relay.example"], "u", "c")
    play.invite(AGENT)
    assert play.server(link.IceServers(SESSION, [newer])) == []
    play.say(e.PeerLost(AGENT, 1))
    (offer,) = [command for command in play.after(1) if isinstance(command, c.Offer)]
    assert offer.routes.ice_servers == (newer,)


def test_a_server_that_is_away_in_mid_session_changes_nothing_but_its_light() -> None:
    play = Play().helped()
    play.say(e.LinkDown(ServerUnreachable))

    assert not play.status.server_reached
    assert play.status.problem is None
    assert injected(play.from_agent(m.TypeText(text="a"))) == [Type("a")]
    back = to_server(play.say(e.LinkUp()))
    assert back == [link.Return(session=SESSION, token="t")]


def test_what_the_server_has_not_heard_is_said_again_after_the_return() -> None:
    play = Play().allowed()
    play.say(e.LinkDown(ServerUnreachable), e.LinkUp())

    again = to_server(play.server(link.SessionChanged(session=SESSION, state=State.CLAIMED)))
    assert [type(message) for message in again] == [link.GiveConsent, link.AllowAccess]
    assert to_server(play.server(link.SessionChanged(session=SESSION, state=State.CLAIMED))) == []


def test_an_offer_that_the_server_lost_is_made_again_when_it_is_back() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.say(e.LinkDown(ServerUnreachable))

    assert [offer.attempt for offer in only(play.say(e.LinkUp()), c.Offer)] == [2]


def test_an_absent_recorder_is_named_until_it_comes() -> None:
    play = Play().allowed()
    play.server(link.Refused(problem="recorder-absent", session=SESSION))
    assert play.status.problem is RecorderAbsent

    play.invite(RECORDER)
    assert play.status.problem is None


def test_the_server_ends_the_session_and_is_not_told_what_it_said() -> None:
    play = Play().helped()

    commands = play.server(link.SessionChanged(session=SESSION, state=State.ENDED, reason=EndReason.AGENT))

    assert to_server(commands) == []
    assert play.status.reason is EndReason.AGENT


def test_what_the_server_noted_is_in_the_receipt_also_what_comes_after_the_end() -> None:
    play = Play().helped()
    first, last = (link.Noted(SESSION, number, "{}", bytes(64)) for number in (3, 4))
    play.server(first)
    play.server(link.Noted("f" * 32, 5, "{}", bytes(64)))
    play.acts(End())
    play.server(last)
    assert play.status.receipt
    assert play.status.receipt.noted == (first, last)


def test_a_server_that_notes_without_end_fills_no_memory() -> None:
    play = Play().helped()
    for number in range(1000):
        play.server(link.Noted(SESSION, number, "{}", bytes(64)))
    play.acts(End())
    assert play.status.receipt
    assert len(play.status.receipt.noted) == NOTED_AT_MOST


def test_an_end_while_the_server_is_away_is_said_when_it_is_back() -> None:
    play = Play().helped()
    play.say(e.LinkDown(ServerUnreachable))
    assert to_server(play.acts(End())) == []

    assert to_server(play.say(e.LinkUp())) == [
        link.Return(session=SESSION, token="t"),
        link.EndSession(session=SESSION, reason=EndReason.CUSTOMER),
    ]
    assert to_server(play.say(e.LinkUp())) == []


def test_an_unknown_session_at_the_server_ends_it_here() -> None:
    play = Play().helped()
    play.server(link.Refused(problem="session-unknown", session=SESSION))

    assert play.step is Step.ENDED
