"""What agent and recorder say, as plays: meeting them, the safety code, input."""

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.capture.desktop import Desktop, Monitor, View
from customer_client.injection.strokes import (
    MoveTo,
    PressButton,
    PressKey,
    ReleaseButton,
    ReleaseKey,
    Turn,
    Type,
)
from customer_client.status import Step, TakeBack, TypeConfirmation
from customer_client.window import OwnWindows, Rectangle
from peer.picture import Area
from peer.routes import DIRECT, Outcome
from peer.safety import AgentSide, Seen
from protocol import link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant, Level
from protocol.problems import (
    DescriptionRefused,
    MessageRefused,
    RecorderNotTrusted,
    RelayRefused,
    SafetyCodeMismatch,
)
from protocol.session import EndReason
from tests.fakes.customer_play import (
    AGENT_SEEN,
    OURS,
    RECORDER_SEEN,
    SESSION,
    Play,
    injected,
    only,
    to_agent,
    to_server,
)
from tests.fakes.identities import STRANGER, proof

OTHER_TEXT = ":".join(["AA"] * 32)
AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


def test_the_customer_offers_to_both_peers_and_pins_the_recorder() -> None:
    play = Play().allowed()

    (to_recorder,) = only(play.invite(RECORDER), c.Offer)
    (to_the_agent,) = only(play.invite(AGENT), c.Offer)

    assert to_recorder == c.Offer(RECORDER, 1, DIRECT, bytes([15] * 32))
    assert to_the_agent == c.Offer(AGENT, 1, DIRECT, None)


def test_an_answer_to_an_earlier_offer_is_too_late() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)

    assert play.attempt(AGENT) == 2
    late = link.Description(session=SESSION, peer=AGENT, attempt=1, kind="answer", sdp="v=0")
    assert play.server(late) == []


@pytest.mark.promise("P05")
def test_a_recorder_that_is_not_one_of_the_operators_is_refused_whatever_the_server_says() -> None:
    play = Play().helped()
    play.say(e.PeerLost(RECORDER, 1))
    connect = link.Connect(session=SESSION, peer=RECORDER, recorder=OTHER_TEXT)

    commands = [*play.server(connect), *play.server(proof(SESSION, OTHER_TEXT, STRANGER))]

    assert [offer for offer in only(commands, c.Offer) if offer.expected != RECORDER_SEEN] == []
    assert play.status.problem is RecorderNotTrusted


def test_a_recorder_that_never_proves_who_it_is_becomes_a_problem_that_is_shown() -> None:
    play = Play().allowed()
    for peer in (RECORDER, AGENT):
        play.server(link.Connect(session=SESSION, peer=peer, recorder=OTHER_TEXT))
    play.after(9.9)
    assert play.status.problem is None
    play.after(0.2)
    assert play.status.problem is RecorderNotTrusted
    assert only(play.said, c.Offer) == []


def test_another_recorder_of_the_operators_takes_over_and_the_code_stands() -> None:
    play = Play().helped()
    play.say(e.PeerLost(RECORDER, 1))

    (offer,) = [offer for offer in only(play.invite(RECORDER, OTHER_TEXT), c.Offer) if offer.peer is RECORDER]
    assert offer.expected == bytes([0xAA] * 32)
    assert c.ReleaseVideo(RECORDER) in play.connects(RECORDER, bytes([0xAA] * 32))
    assert play.step is Step.HELPED


def test_before_the_code_has_matched_another_recorder_means_another_exchange() -> None:
    play = Play().code_shown()

    commands = play.invite(RECORDER, OTHER_TEXT)

    assert {c.Drop(AGENT), c.Drop(RECORDER)} <= set(only(commands, c.Drop))
    assert play.step is Step.CONNECTING
    assert {(offer.peer, offer.attempt) for offer in only([*commands, *play.after(1)], c.Offer)} == {
        (AGENT, 2),
        (RECORDER, 2),
    }
    play.connects(RECORDER, bytes([0xAA] * 32))
    play.connects(AGENT)
    play.agent = AgentSide(Seen(SESSION, OURS, AGENT_SEEN, bytes([0xAA] * 32)), b"m" * 16)
    play.exchange()
    assert play.step is Step.READ_CODE_OUT


def test_a_lost_agent_is_offered_again_and_must_show_the_same_certificate() -> None:
    play = Play().helped()

    lost = play.say(e.PeerLost(AGENT, 1))
    offers = only(play.after(1), c.Offer)

    assert c.Drop(AGENT) in lost
    assert offers == [c.Offer(AGENT, 2, DIRECT, AGENT_SEEN)]


def test_an_agent_who_comes_back_goes_on_without_a_second_code() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)

    commands = play.connects(AGENT)

    assert c.ReleaseVideo(AGENT) in commands
    assert to_agent(commands) == [
        m.ScreenSize(width=1920, height=1080),
        m.Monitors((m.Monitor("one", 1920, 1080, primary=True),), 0),
        m.Granted(grants=frozenset({Grant.VIEW, Grant.CONTROL})),
        m.GateChanged(picture=None, input=None),
    ]


def test_a_peer_with_another_certificate_than_before_does_not_count_as_connected() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)

    assert only(play.connects(AGENT, fingerprint=b"x" * 32), c.ReleaseVideo) == []


def test_when_the_relay_refused_us_that_is_what_is_said() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)
    play.say(e.Offered(AGENT, 2, "v=0", Outcome.REFUSED))
    play.after(10)
    assert play.status.problem is RelayRefused

    play.say(e.PeerConnected(AGENT, 2, AGENT_SEEN))
    assert play.status.problem is None


def test_offers_that_nobody_answers_are_repeated_slower_and_slower() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.after(100)

    assert play.attempt(AGENT) == 5


def test_a_recorder_that_comes_back_while_the_old_connection_still_answers_changes_nothing() -> None:
    play = Play().helped()
    play.invite(RECORDER)

    assert only(play.after(10), c.Offer) == []


def test_a_new_recorder_is_offered_as_soon_as_the_old_one_is_silent() -> None:
    play = Play().helped()
    play.after(2)
    play.invite(RECORDER)

    commands = play.after(2.3, storing=False)

    assert [offer.attempt for offer in only(commands, c.Offer)] == [2]


@pytest.mark.promise("P05")
def test_the_code_is_read_out_and_what_the_agent_says_back_opens_the_gate() -> None:
    play = Play().code_shown()
    assert play.step is Step.READ_CODE_OUT
    assert len(play.status.code) == 6

    typed = play.from_agent(play.agent.type(play.status.code))
    assert to_agent(typed) == []
    assert c.ReleaseVideo(AGENT) not in [*typed, *play.after(5)]
    assert (play.step, play.status.code) == (Step.CONFIRM, "")

    commands = play.acts(TypeConfirmation(f" {play.agent.confirmation}"))

    assert m.SafetyResult(matched=True) in to_agent(commands)
    assert c.ReleaseVideo(AGENT) in commands
    assert link.ReportGate(session=SESSION, hold=None) in to_server(commands)
    assert play.step is Step.HELPED


@pytest.mark.promise("P05")
def test_a_wrong_confirmation_ends_the_session_at_once() -> None:
    play = Play().code_typed()

    commands = play.acts(TypeConfirmation(f"{(int(play.agent.confirmation) + 1) % 1000:03d}"))

    assert m.SafetyResult(matched=False) in to_agent(commands)
    assert link.EndSession(session=SESSION, reason=EndReason.SAFETY_CODE) in to_server(commands)
    assert (play.step, play.status.problem) == (Step.ENDED, SafetyCodeMismatch)


@pytest.mark.parametrize("typed", ["", "12", "1234", "12a", "١٢٣"])
def test_a_slip_of_the_hand_is_no_try(typed: str) -> None:
    play = Play().code_typed()
    assert play.acts(TypeConfirmation(typed)) == []
    assert play.step is Step.CONFIRM


def test_a_confirmation_before_the_code_was_typed_is_a_key_pressed_too_early() -> None:
    play = Play().code_shown()
    assert play.acts(TypeConfirmation("123")) == []
    assert play.step is Step.READ_CODE_OUT


def test_a_connection_that_breaks_before_the_confirmation_begins_again() -> None:
    play = Play().code_typed()
    play.say(e.PeerLost(AGENT, 1))
    assert play.step is Step.CONNECTING


def test_a_wrong_code_ends_the_session_at_once() -> None:
    play = Play().code_shown()
    wrong = "000000" if play.status.code != "000000" else "000001"

    commands = play.from_agent(m.SafetyCodeTyped(digits=wrong))

    assert m.SafetyResult(matched=False) in to_agent(commands)
    assert link.EndSession(session=SESSION, reason=EndReason.SAFETY_CODE) in to_server(commands)
    assert play.status.problem is SafetyCodeMismatch
    assert only(play.said, c.ReleaseVideo) == [c.ReleaseVideo(RECORDER)]


def test_no_picture_goes_to_the_agent_before_the_code_was_compared() -> None:
    play = Play().code_shown()
    play.after(5)

    assert c.ReleaseVideo(AGENT) not in play.said
    assert play.status.hold is Hold.SAFETY_CODE_OPEN


def test_the_agents_commitment_waits_for_the_recorders_certificate() -> None:
    play = Play().allowed()
    play.invite(RECORDER)
    play.invite(AGENT)
    play.connects(AGENT)
    assert to_agent(play.from_agent(play.agent.begin())) == []

    answers = to_agent(play.connects(RECORDER))

    assert [type(answer) for answer in answers] == [m.SafetyAnswer]


def test_codes_are_not_drawn_without_end() -> None:
    play = Play().connected()
    for _ in range(5):
        play.from_agent(m.SafetyCommit(commitment=b"x" * 32))
        play.say(e.PeerLost(AGENT, play.attempt(AGENT)))
        play.after(1)
        play.connects(AGENT)

    commands = play.from_agent(m.SafetyCommit(commitment=b"x" * 32))

    assert link.EndSession(session=SESSION, reason=EndReason.SAFETY_CODE) in to_server(commands)


def test_a_connection_lost_before_the_code_was_typed_leads_to_another_code() -> None:
    play = Play().code_shown()
    play.say(e.PeerLost(AGENT, 1))

    assert play.step is Step.CONNECTING
    assert play.status.code == ""


def test_local_input_wins_for_a_moment() -> None:
    play = Play().helped()
    play.from_agent(m.PointerDown(button=0, x=7, y=7))

    assert injected(play.say(e.LocalInputUsed())) == [ReleaseButton(0)]
    assert injected(play.from_agent(m.TypeText(text="a"))) == []
    play.after(1.6)
    assert injected(play.from_agent(m.TypeText(text="a"))) == [Type("a")]


def test_held_keys_are_let_go_when_the_agents_heart_stops() -> None:
    play = Play().helped()
    play.from_agent(m.Heartbeat(number=1))
    play.from_agent(m.KeyDown(key="Control"))

    assert injected(play.after(0.9, beating=False)) == []
    assert injected(play.after(0.3, beating=False)) == [ReleaseKey("Control")]


def test_an_agent_who_presses_is_alive_however_long_its_last_heartbeat_is_ago() -> None:
    play = Play().helped()
    play.from_agent(m.Heartbeat(number=1))
    play.after(0.9, beating=False)
    play.from_agent(m.KeyDown(key="Control"))

    assert injected(play.after(0.9, beating=False)) == []
    assert injected(play.after(0.3, beating=False)) == [ReleaseKey("Control")]


def test_a_heartbeat_is_answered_even_when_the_agent_may_only_see() -> None:
    play = Play().helped(Level.VIEW)

    assert to_agent(play.from_agent(m.Heartbeat(number=7))) == [m.HeartbeatAnswer(number=7)]


def test_held_keys_are_let_go_when_the_agent_is_lost_and_when_it_says_so() -> None:
    play = Play().helped()
    play.from_agent(m.KeyDown(key="Alt"))
    assert injected(play.from_agent(m.ReleaseAll())) == [ReleaseKey("Alt")]

    play.from_agent(m.KeyDown(key="Alt"))
    assert injected(play.say(e.PeerLost(AGENT, 1))) == [ReleaseKey("Alt")]


def test_a_press_into_our_own_windows_is_refused() -> None:
    play = Play().helped()
    own = OwnWindows((Rectangle(0, 0, 100, 50),))

    assert injected(play.from_agent(m.PointerDown(button=0, x=10, y=10), own)) == []
    assert injected(play.from_agent(m.PointerDown(button=0, x=10, y=60), own)) == [MoveTo(10, 60), PressButton(0)]


def test_keys_are_refused_while_one_of_our_windows_has_the_focus() -> None:
    play = Play().helped()
    own = OwnWindows(has_focus=True)

    assert injected(play.from_agent(m.TypeText(text="a"), own)) == []
    assert injected(play.from_agent(m.KeyDown(key="Enter"), own)) == []
    assert injected(play.from_agent(m.KeyDown(key="Enter"))) == [PressKey("Enter")]


def test_another_monitor_is_captured_when_the_agent_chooses_it_and_input_goes_there() -> None:
    play = Play().helped()
    left, right = Monitor("left", Area(0, 0, 800, 600)), Monitor("right", Area(800, 0, 640, 480))
    desktop = Desktop(Area(0, 0, 1440, 600), (left, right))
    play.say(e.ViewChanged(View(desktop)))

    assert play.from_agent(m.ChooseMonitor(2)) == [c.ShowMonitor(right)]
    told = to_agent(play.say(e.ViewChanged(View(desktop, right))))
    assert told[0] == m.ScreenSize(width=640, height=480, left=800, top=0)
    assert injected(play.from_agent(m.PointerDown(button=0, x=810, y=5))) == [MoveTo(810, 5), PressButton(0)]
    assert injected(play.from_agent(m.PointerDown(button=2, x=10, y=5))) == []
    assert injected(play.from_agent(m.PointerMove(x=10, y=5))) == [MoveTo(800, 5)]


def test_a_choice_that_cannot_be_followed_is_answered_with_what_there_is() -> None:
    play = Play().helped()
    told = [m.ScreenSize(width=1920, height=1080), m.Monitors((m.Monitor("one", 1920, 1080, primary=True),), 0)]
    assert to_agent(play.from_agent(m.ChooseMonitor(2))) == told

    play.acts(TakeBack(Grant.VIEW))
    commands = play.from_agent(m.ChooseMonitor(0))
    assert only(commands, c.ShowMonitor) == []
    assert to_agent(commands) == told


def test_the_wheel_turns_where_the_agents_pointer_is() -> None:
    play = Play().helped()
    play.from_agent(m.PointerMove(x=30, y=5000))

    assert injected(play.from_agent(m.Wheel(delta_x=0, delta_y=2))) == [MoveTo(30, 1079), Turn(0, 2)]


def test_messages_of_an_earlier_connection_move_nothing() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)
    play.connects(AGENT)

    assert injected(play.say(e.FromAgent(1, m.TypeText(text="a")))) == []


def test_what_is_no_message_ends_the_session_with_that_agent() -> None:
    play = Play().helped()

    commands = play.say(e.PeerRefused(AGENT, 1, MessageRefused))

    assert link.EndSession(session=SESSION, reason=EndReason.FAULT) in to_server(commands)
    assert play.status.problem is MessageRefused


def test_a_recorder_that_talks_nonsense_is_offered_again() -> None:
    play = Play().helped()
    play.say(e.PeerRefused(RECORDER, 1, MessageRefused))

    assert [offer.peer for offer in only(play.after(1), c.Offer)] == [RECORDER]


def test_an_answer_that_is_no_description_is_named_and_another_offer_made() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.say(e.PeerLost(AGENT, 1), e.PeerRefused(AGENT, 1, DescriptionRefused))
    assert play.status.problem is DescriptionRefused

    assert [offer.attempt for offer in only(play.after(1), c.Offer)] == [2]
