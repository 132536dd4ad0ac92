"""Whole helps, as plays."""

from collections.abc import Callable

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.injection.strokes import (
    MoveTo,
    PressButton,
    PressKey,
    ReleaseButton,
    ReleaseKey,
    Turn,
    Type,
)
from customer_client.status import (
    AgreeToNotice,
    AnswerGrant,
    ChooseAccess,
    End,
    GiveAgain,
    Quit,
    Refuse,
    SaveReceipt,
    Step,
    TakeBack,
    TypeKey,
)
from customer_client.window import OwnWindows, Rectangle
from protocol import consent, link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant, Level
from protocol.problems import (
    DescriptionRefused,
    MessageRefused,
    PeerUnreachable,
    RecorderAbsent,
    RecordingDiskFull,
    SafetyCodeMismatch,
    ScreenGone,
    ServerUnreachable,
    SessionKeyMalformed,
    SessionKeyRefused,
)
from protocol.session import EndReason, State
from tests.fakes.customer_play import (
    AGENT_SEEN,
    CLAIMED,
    NOTICE,
    SESSION,
    Play,
    injected,
    only,
    to_agent,
    to_server,
)

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


# The way in


def test_a_key_typed_with_spaces_goes_to_the_server_as_seven_digits() -> None:
    play = Play()
    play.say(e.LinkUp())

    assert to_server(play.acts(TypeKey("481 92 03"))) == [link.ClaimKey(key="4819203", language="de")]
    assert play.step is Step.CLAIMING


def test_a_malformed_key_is_told_apart_at_once_and_goes_nowhere() -> None:
    play = Play()
    play.say(e.LinkUp())

    assert to_server(play.acts(TypeKey("48192"))) == []
    assert play.step is Step.ENTER_KEY
    assert play.status.problem is SessionKeyMalformed


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

    assert to_server(play.say(e.LinkUp())) == [link.ClaimKey(key="4819203", language="de")]


def test_a_ticket_needs_no_key() -> None:
    play = Play(ticket="abc", language="en")
    assert play.step is Step.CLAIMING

    assert to_server(play.say(e.LinkUp())) == [link.PresentTicket(ticket="abc", language="en")]


def test_a_refused_ticket_leads_to_the_key() -> None:
    play = Play(ticket="abc")
    play.say(e.LinkUp())
    play.server(link.Refused(problem="ticket-refused"))

    assert play.step is Step.ENTER_KEY


# Consent, then access


@pytest.mark.promise("P07")
def test_each_session_asks_for_consent_first() -> None:
    play = Play().claimed()

    assert play.step is Step.READ_NOTICE
    assert play.status.notice == NOTICE
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

    first = to_server(play.acts(AgreeToNotice()))
    second = to_server(play.acts(ChooseAccess(Level.VIEW)))

    assert [type(message) for message in first + second] == [link.GiveConsent, link.AllowAccess]
    assert play.step is Step.CONNECTING


@pytest.mark.promise("P21")
def test_the_consent_names_version_and_hash_of_exactly_the_text_that_was_shown() -> None:
    play = Play().claimed()

    (message,) = to_server(play.acts(AgreeToNotice()))

    assert message == link.GiveConsent(
        session=SESSION,
        notice_version="2026-01",
        notice_sha256="03ea8ac84f611f1a0059d459a11c2c12f4ae7fe2824a9c555b6fa0c1c12be765",
        language="de",
    )


@pytest.mark.promise("P07")
@pytest.mark.parametrize(
    ("scene", "reason"), [(Play.claimed, EndReason.NO_CONSENT), (Play.consented, EndReason.NO_ACCESS)]
)
def test_no_answer_is_a_no(scene: Callable[[Play], Play], reason: EndReason) -> None:
    play = scene(Play())
    play.now += consent.ANSWER_WITHIN - 1
    assert play.say(e.Tick()) == []

    play.now += 1
    commands = play.say(e.Tick())

    assert link.EndSession(session=SESSION, reason=reason) in to_server(commands)
    assert play.step is Step.ENDED
    assert play.acts(AgreeToNotice()) == play.acts(ChooseAccess(Level.FULL)) == []


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


def test_a_claim_that_is_answered_after_the_customer_gave_up_is_ended() -> None:
    play = Play()
    play.say(e.LinkUp())
    play.acts(TypeKey("4819203"))
    play.acts(End())

    assert to_server(play.server(CLAIMED)) == [link.EndSession(session=SESSION, reason=EndReason.CUSTOMER)]


# Meeting the peers


def test_the_customer_offers_to_both_peers_and_pins_the_recorder() -> None:
    play = Play().allowed()

    (to_recorder,) = only(play.invite(RECORDER), c.Offer)
    (to_the_agent,) = only(play.invite(AGENT), c.Offer)

    assert to_recorder == c.Offer(RECORDER, 1, (), bytes([15] * 32))
    assert to_the_agent == c.Offer(AGENT, 1, (), None)


def test_offers_and_answers_travel_through_the_server() -> None:
    play = Play().allowed()
    play.invite(AGENT)

    (description,) = to_server(play.say(e.Offered(AGENT, 1, "v=0 offer")))
    answer = link.Description(session=SESSION, peer=AGENT, attempt=1, kind="answer", sdp="v=0 answer")

    assert description == link.Description(session=SESSION, peer=AGENT, attempt=1, kind="offer", sdp="v=0 offer")
    assert play.server(answer) == [c.Accept(AGENT, 1, "v=0 answer")]


def test_an_answer_to_an_earlier_offer_is_too_late() -> None:
    play = Play().allowed()
    play.invite(AGENT)
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)

    assert play.attempt(AGENT) == 2
    late = link.Description(session=SESSION, peer=AGENT, attempt=1, kind="answer", sdp="v=0")
    assert play.server(late) == []


def test_a_recorder_with_another_certificate_is_refused_for_the_rest_of_the_session() -> None:
    play = Play().helped()
    play.say(e.PeerLost(RECORDER, 1))

    commands = play.invite(RECORDER, recorder=":".join(["AA"] * 32))

    assert only(commands, c.Offer) == []
    assert play.status.problem is DescriptionRefused


def test_a_lost_agent_is_offered_again_and_must_show_the_same_certificate() -> None:
    play = Play().helped()

    lost = play.say(e.PeerLost(AGENT, 1))
    offers = only(play.after(1), c.Offer)

    assert c.Drop(AGENT) in lost
    assert offers == [c.Offer(AGENT, 2, (), AGENT_SEEN)]


def test_an_agent_who_comes_back_goes_on_without_a_second_code() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)

    commands = play.connects(AGENT)

    assert c.ReleaseVideo(AGENT) in commands
    assert to_agent(commands) == [
        m.ScreenSize(width=1920, height=1080),
        m.Granted(grants=frozenset({Grant.VIEW, Grant.CONTROL})),
        m.GateChanged(picture=None, input=None),
    ]


def test_a_peer_with_another_certificate_than_before_does_not_count_as_connected() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(1)

    assert only(play.connects(AGENT, fingerprint=b"x" * 32), c.ReleaseVideo) == []


def test_an_agent_who_stays_away_for_two_minutes_ends_the_session() -> None:
    play = Play().helped()
    play.say(e.PeerLost(AGENT, 1))
    play.after(11)
    assert play.status.problem is PeerUnreachable

    commands = play.after(110)

    assert link.EndSession(session=SESSION, reason=EndReason.PEER_UNREACHABLE) in to_server(commands)


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


# The safety code


def test_the_code_is_read_out_and_the_right_one_opens_the_gate() -> None:
    play = Play().code_shown()
    assert play.step is Step.READ_CODE_OUT
    assert len(play.status.code) == 6

    commands = play.from_agent(play.agent.type(play.status.code))

    assert m.SafetyResult(matched=True) in to_agent(commands)
    assert c.ReleaseVideo(AGENT) in commands
    assert link.ReportGate(session=SESSION, hold=None) in to_server(commands)
    assert play.step is Step.HELPED


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


# The recorder


@pytest.mark.promise("P18")
def test_without_a_recorder_there_is_no_picture_and_no_input() -> None:
    play = Play().helped()

    commands = play.after(6, storing=False)

    assert c.HoldVideo(AGENT) in commands
    assert m.GateChanged(picture=Hold.NOT_RECORDED, input=Hold.NOT_RECORDED) in to_agent(commands)
    assert link.ReportGate(session=SESSION, hold=Hold.NOT_RECORDED) in to_server(commands)
    assert injected(play.from_agent(m.TypeText(text="a"))) == []
    assert not play.status.recording


@pytest.mark.promise("P18")
def test_the_gate_is_shut_five_seconds_after_the_last_stored_mark_was_sent() -> None:
    play = Play().helped()

    assert c.HoldVideo(AGENT) not in play.after(4.9, storing=False)
    assert c.HoldVideo(AGENT) in play.after(0.3, storing=False)


@pytest.mark.promise("P18")
def test_when_a_recorder_is_back_the_session_goes_on() -> None:
    play = Play().helped()
    play.say(e.PeerLost(RECORDER, 1))
    play.after(8)
    assert play.status.hold is Hold.NOT_RECORDED

    play.invite(RECORDER)
    commands = play.stores(play.connects(RECORDER))

    assert c.ReleaseVideo(AGENT) in commands
    assert m.GateChanged(picture=None, input=None) in to_agent(commands)


@pytest.mark.promise("P18")
def test_a_full_disk_at_the_recorder_shuts_the_gate_at_once() -> None:
    play = Play().helped()

    commands = play.from_recorder(m.NotStored(problem="recording-disk-full"))

    assert c.HoldVideo(AGENT) in commands
    assert play.status.problem is RecordingDiskFull


# Grants


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


# Input


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


# The end


@pytest.mark.parametrize(
    "ending",
    [e.Acted(End()), e.PanicKeyPressed(), e.ScreenLost(ScreenGone), e.Acted(Quit())],
    ids=["end", "panic", "screen-gone", "quit"],
)
def test_at_the_end_capture_stops_before_anybody_is_told(ending: e.Event) -> None:
    play = Play().helped()
    play.from_agent(m.KeyDown(key="Shift"))

    commands = play.say(ending)

    kinds = [type(command) for command in commands]
    assert kinds[:3] == [c.StopCapture, c.HoldVideo, c.HoldVideo]
    assert kinds.index(c.Inject) < kinds.index(c.SendPeer) < kinds.index(c.SendLink)
    assert play.step is Step.ENDED
    assert play.status.grants == frozenset()


def test_the_panic_key_means_nothing_before_there_is_a_session() -> None:
    play = Play()

    assert play.say(e.PanicKeyPressed()) == []
    assert play.step is Step.ENTER_KEY


def test_after_the_end_nothing_begins_again() -> None:
    play = Play().helped()
    play.acts(End())
    play.after(2)
    play.invite(AGENT)
    play.server(link.SessionChanged(session=SESSION, state=State.RUNNING))
    play.said.clear()
    play.after(10)

    assert play.said == []


def test_the_connections_are_closed_shortly_after_the_farewell() -> None:
    play = Play().helped()
    play.acts(End())

    assert only(play.after(0.2), c.Drop) == []
    assert only(play.after(0.3), c.Drop) == [c.Drop(RECORDER), c.Drop(AGENT)]


def test_the_agent_ends_the_session() -> None:
    play = Play().helped()

    commands = play.from_agent(m.Ending(reason=EndReason.AGENT))

    assert commands[0] == c.StopCapture()
    assert play.status.reason is EndReason.AGENT


def test_the_server_ends_the_session_and_is_not_told_what_it_said() -> None:
    play = Play().helped()

    commands = play.server(link.SessionChanged(session=SESSION, state=State.ENDED, reason=EndReason.AGENT))

    assert to_server(commands) == []
    assert play.status.reason is EndReason.AGENT


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


def test_the_receipt_says_what_happened_and_is_written_only_when_it_is_wanted() -> None:
    play = Play().helped()
    play.after(10)
    play.acts(TakeBack(Grant.CONTROL))
    ended = play.acts(End())

    receipt = play.status.receipt
    assert receipt is not None
    assert [line.what for line in receipt.lines] == [
        "connected",
        "consented",
        "allowed-full",
        "recording-started",
        "code-matched",
        "picture-shown",
        "taken-back-control",
        "ended",
    ]
    assert receipt.recording_deleted_on == "2024-02-12"
    assert only(ended, c.WriteReceipt) == []
    assert play.acts(SaveReceipt("/tmp/x")) == [c.WriteReceipt("/tmp/x", receipt)]


def test_a_session_that_was_refused_has_no_receipt() -> None:
    play = Play().claimed()
    play.acts(Refuse())

    assert play.status.receipt is None
