from itertools import pairwise

import pytest

from agent_client.viewing import commands as c
from agent_client.viewing import events as e
from agent_client.viewing.drawing import OTHER_AREA_WITHIN
from agent_client.viewing.quality import Word
from agent_client.viewing.status import (
    AdjustCamera,
    Ask,
    AskControl,
    ChooseMonitor,
    End,
    Pause,
    Point,
    Say,
    TypeCode,
    Use,
)
from agent_client.viewing.steps import Step
from peer.picture import Area
from peer.routes import DIRECT, Outcome, Routes
from protocol import link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.problems import (
    DescriptionRefused,
    MessageRefused,
    OutOfOrder,
    PeerUnreachable,
    RecorderAbsent,
    RecorderNotTrusted,
    RelayRefused,
    SafetyCodeMismatch,
)
from protocol.session import EndReason, State
from tests.fakes.agent_play import (
    CONNECT,
    CUSTOMER_SEEN,
    OTHER_RECORDER_TEXT,
    PROOF,
    RECORDER_TEXT,
    SESSION,
    Play,
    all_sent,
    sent,
)
from tests.fakes.identities import STRANGER, proof

OPEN = m.GateChanged(picture=None, input=None)


def test_the_customer_s_steps_are_followed_in_words() -> None:
    play = Play().opened()
    steps = [play.status.step]
    for state in (State.CLAIMED, State.CONSENTED, State.ALLOWED):
        play.server(play.state(state))
        steps.append(play.status.step)
    assert steps == [Step.READ_KEY_OUT, Step.NOTICE, Step.ACCESS, Step.CONNECTING]
    assert play.status.key == ""


def test_an_offer_is_answered_and_the_answer_repeats_its_attempt() -> None:
    play = Play().allowed()
    assert play.offer(3) == [c.Answer(SESSION, 3, "offer")]
    answer = sent(play.happens(e.Answered(SESSION, 3, "answer")), link.Description)
    assert (answer.peer, answer.attempt, answer.kind, answer.sdp) == (link.Role.CUSTOMER, 3, "answer", "answer")


def test_an_offer_before_the_recorder_is_known_is_left_alone() -> None:
    assert Play().opened().offer(1) == []


def test_an_earlier_offer_and_what_happens_to_it_do_not_matter() -> None:
    play = Play().allowed()
    play.offer(2)
    assert play.offer(1) == []
    assert play.happens(e.Answered(SESSION, 1, "old")) == []


def test_the_agent_types_the_code_and_both_sides_compare() -> None:
    play = Play().code_asked()
    assert play.status.step is Step.TYPE_CODE
    typed = sent(play.acts(TypeCode(play.customer.code)), m.SafetyCodeTyped)
    assert play.status.step is Step.COMPARING
    assert play.customer.receive_typed(typed) is None
    play.says(play.customer.confirm(play.status.confirmation))
    assert play.customer.matched
    assert play.status.confirmation == ""
    assert play.status.step is Step.VIEWING


@pytest.mark.promise("P05")
def test_a_wrong_code_ends_the_session_at_once_and_there_is_one_try() -> None:
    play = Play().code_asked()
    commands = play.acts(TypeCode(play.wrong_code()))
    assert sent(commands, m.SafetyCodeTyped)
    assert sent(commands, m.Ending).reason is EndReason.SAFETY_CODE
    assert sent(commands, link.EndSession).reason is EndReason.SAFETY_CODE
    assert (play.status.step, play.status.problem) == (Step.ENDED, SafetyCodeMismatch)
    assert play.status.confirmation == ""
    assert play.acts(TypeCode(play.customer.code)) == []


@pytest.mark.promise("P05")
def test_no_picture_is_shown_because_the_customer_s_client_merely_says_that_the_code_matched() -> None:
    play = Play().code_asked()
    commands = play.says(m.SafetyResult(matched=True)) + play.says(OPEN)
    assert c.ShowPictures() not in commands
    assert (play.status.step, play.status.problem) == (Step.ENDED, OutOfOrder)


@pytest.mark.promise("P05")
def test_no_picture_is_shown_before_the_code_matched_even_if_the_gate_is_said_to_be_open() -> None:
    play = Play().code_asked()
    play.says(m.Granted(grants=frozenset({Grant.VIEW})), OPEN)
    play.acts(TypeCode(play.customer.code))
    play.says(OPEN)
    assert c.ShowPictures() not in play.commands


@pytest.mark.promise("P05")
def test_a_code_that_the_customer_found_wrong_ends_the_session() -> None:
    play = Play().code_asked()
    play.acts(TypeCode(play.customer.code))
    play.says(m.SafetyResult(matched=False))
    assert (play.status.step, play.status.reason) == (Step.ENDED, EndReason.SAFETY_CODE)


@pytest.mark.promise("P05")
def test_a_recorder_that_the_server_named_counts_for_nothing_until_it_has_proved_who_it_is() -> None:
    play = Play().allowed()
    play.server(link.Connect(session=SESSION, peer=link.Role.CUSTOMER, recorder=OTHER_RECORDER_TEXT))
    play.offer(1)
    play.exchange(play.connects())
    play.acts(TypeCode(play.customer.code))
    assert play.status.step is Step.COMPARING


@pytest.mark.promise("P05")
def test_without_a_recorder_of_ours_no_customer_is_met() -> None:
    play = Play().opened()
    play.server(play.state(State.ALLOWED), CONNECT, proof(SESSION, RECORDER_TEXT, STRANGER))
    assert play.status.problem is RecorderNotTrusted
    assert play.offer(1) == []

    play.server(PROOF)
    assert len(play.offer(2)) == 1


def test_before_the_code_has_matched_another_recorder_may_take_over() -> None:
    play = Play().allowed()
    connect = link.Connect(session=SESSION, peer=link.Role.CUSTOMER, recorder=OTHER_RECORDER_TEXT)
    play.server(connect, proof(SESSION, OTHER_RECORDER_TEXT))
    play.offer(1)
    with pytest.raises(SafetyCodeMismatch):  # the customer's side of this play knows the first one
        play.exchange(play.connects())


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12a456", "١٢٣٤٥٦"])
def test_what_is_no_code_is_not_a_try(typed: str) -> None:
    play = Play().code_asked()
    assert play.acts(TypeCode(typed)) == []
    assert play.status.step is Step.TYPE_CODE


def test_the_picture_is_there_when_the_gate_opens_and_the_first_one_is_drawn() -> None:
    play = Play().matched()
    assert play.status.pause is Pause.SAFETY_CODE_OPEN
    commands = play.says(m.Granted(grants=frozenset({Grant.VIEW})), OPEN)
    assert c.ShowPictures() in commands
    assert play.status.pause is Pause.FIRST_PICTURE
    play.happens(e.PictureShown(SESSION, 1))
    assert play.status.pause is None
    assert play.status.recording


@pytest.mark.promise("P18")
@pytest.mark.parametrize("hold", [Hold.NOT_RECORDED, Hold.NOT_GRANTED, Hold.NO_CONSENT])
def test_a_shut_gate_hides_the_picture_at_once_and_says_why(hold: Hold) -> None:
    play = Play().viewing(Grant.CONTROL)
    assert c.HidePictures() in play.says(m.GateChanged(picture=hold, input=hold))
    assert play.status.pause == Pause(hold.value)
    assert not play.status.recording
    assert not play.status.in_control


@pytest.mark.promise("P18")
def test_when_the_recorder_is_back_the_session_goes_on() -> None:
    play = Play().viewing()
    play.says(m.GateChanged(picture=Hold.NOT_RECORDED, input=Hold.NOT_RECORDED))
    assert c.ShowPictures() in play.says(OPEN)
    play.happens(e.PictureShown(SESSION, 1))
    assert play.status.pause is None


@pytest.mark.promise("P18")
def test_without_a_recorder_the_agent_is_told_before_there_is_a_connection() -> None:
    play = Play().opened()
    play.server(play.state(State.ALLOWED), link.Refused(problem=RecorderAbsent.code, session=SESSION))
    assert (play.status.step, play.status.problem) == (Step.CONNECTING, RecorderAbsent)


@pytest.mark.promise("P03")
def test_no_input_leaves_the_viewer_without_control() -> None:
    play = Play().viewing()
    assert play.acts(Use((m.PointerMove(x=1, y=1), m.TypeText(text="a"), m.KeyDown(key="Enter")))) == []


@pytest.mark.promise("P03")
def test_with_control_input_goes_out_in_order_until_it_is_taken_back() -> None:
    play = Play().viewing(Grant.CONTROL)
    used = (m.PointerDown(button=0, x=5, y=6), m.TypeText(text="@"))
    left = [one for one in play.acts(Use(used)) if isinstance(one, c.SendPeer)]
    assert [one for one in left if not isinstance(one.message, m.Heartbeat)] == [
        c.SendPeer(m.INPUT, message) for message in used
    ]
    play.says(m.Granted(grants=frozenset({Grant.VIEW})))
    assert play.acts(Use(used)) == []
    assert not play.status.in_control


@pytest.mark.promise("P03")
def test_control_is_asked_for_once_and_the_answer_is_shown() -> None:
    play = Play().viewing()
    assert sent(play.acts(AskControl()), m.AskGrant).grant is Grant.CONTROL
    assert play.acts(AskControl()) == []
    assert play.status.asked is Grant.CONTROL
    play.says(m.GrantRefused(grant=Grant.CONTROL))
    assert (play.status.asked, play.status.refused) == (None, Grant.CONTROL)
    play.acts(AskControl())
    play.says(m.Granted(grants=frozenset({Grant.VIEW, Grant.CONTROL})))
    assert (play.status.asked, play.status.refused, play.status.in_control) == (None, None, True)


def test_what_is_written_goes_both_ways_once_the_code_matched() -> None:
    play = Play().code_asked()
    play.says(m.Capabilities(frozenset({m.Ability.CHAT})), m.Chat("too early"))
    assert play.acts(Say("too early")) == []

    play = Play().viewing()
    assert play.acts(Say("nobody could read it")) == []
    play.says(m.Capabilities(frozenset({m.Ability.CHAT})), m.Chat("Guten Tag"))
    assert sent(play.acts(Say("  Hallo\x07\n")), m.Chat).text == "Hallo"
    assert play.acts(Say(" \n ")) == []
    assert [(line.own, line.text) for line in play.status.beside.said] == [(False, "Guten Tag"), (True, "Hallo")]


def test_the_camera_is_directed_while_its_picture_is_seen() -> None:
    play = Play().viewing()
    camera = m.CameraIs(torch=False, zoom=100, zoom_most=400, still=False)
    play.says(camera)
    assert play.status.beside.camera == camera
    assert sent(play.acts(AdjustCamera(torch=True)), m.UseCamera) == m.UseCamera(torch=True, zoom=None, still=None)
    play.says(m.GateChanged(picture=Hold.NOT_RECORDED, input=Hold.NOT_RECORDED))
    assert play.acts(AdjustCamera(torch=True)) == []
    play.says(m.CameraAway())
    assert play.status.beside.camera is None


def test_the_agent_points_with_the_right_for_it_only() -> None:
    play = Play().viewing()
    assert play.acts(Point(3, 4)) == []
    assert sent(play.acts(Ask(Grant.POINTER)), m.AskGrant).grant is Grant.POINTER
    play.says(m.Granted(grants=frozenset({Grant.VIEW, Grant.POINTER})))
    assert sent(play.acts(Point(3, 4)), m.PointAt) == m.PointAt(3, 4)


def test_facts_of_the_device_are_those_that_the_customer_sent_last() -> None:
    play = Play().viewing()
    facts = (m.DeviceFact(m.Fact.MODEL, "Example 7"),)
    play.says(m.DeviceFacts((m.DeviceFact(m.Fact.SYSTEM, "older"),)), m.DeviceFacts(facts))
    assert play.status.beside.facts == facts


MONITORS = m.Monitors((m.Monitor("left", 1920, 1080, primary=True), m.Monitor("right", 1280, 1024)), 0)


def test_the_agent_chooses_one_of_the_monitors_that_there_are() -> None:
    play = Play().viewing()
    play.says(MONITORS)
    assert (play.status.monitors, play.status.monitor) == (MONITORS.monitors, 0)

    assert sent(play.acts(ChooseMonitor(2)), m.ChooseMonitor).number == 2
    assert play.acts(ChooseMonitor(3)) == []
    play.says(m.GateChanged(picture=Hold.NOT_RECORDED, input=Hold.NOT_RECORDED))
    assert play.acts(ChooseMonitor(1)) == []


def test_nothing_is_clicked_before_the_other_monitors_picture_is_there() -> None:
    play = Play().viewing(Grant.CONTROL)
    click = Use((m.PointerDown(button=0, x=2000, y=5),))
    play.says(m.ScreenSize(width=1280, height=1024, left=1920, top=0))
    assert play.status.area == Area(1920, 0, 1280, 1024)

    assert play.acts(click) == []
    assert play.acts(Use((m.PointerMove(x=2000, y=5), m.TypeText(text="a"))))
    play.happens(e.WholePictureShown(SESSION, 1))
    assert play.acts(click)


def test_a_picture_that_came_before_the_word_of_it_keeps_nobody_from_clicking_for_long() -> None:
    play = Play().viewing(Grant.CONTROL)
    click = Use((m.PointerDown(button=0, x=2000, y=5),))
    play.says(m.ScreenSize(width=1280, height=1024, left=1920, top=0))
    play.passes(OTHER_AREA_WITHIN - 0.25)
    assert play.acts(click) == []
    play.passes(0.25)
    assert play.acts(click)


def test_the_same_area_again_changes_nothing() -> None:
    play = Play().viewing(Grant.CONTROL)
    play.says(m.ScreenSize(width=1920, height=1080))
    assert play.acts(Use((m.PointerDown(button=0, x=5, y=5),)))


def test_heartbeats_go_out_while_connected_and_measure_the_round_trip() -> None:
    play = Play().viewing()
    beats = all_sent(play.passes(3.25), m.Heartbeat)
    assert [later.number - earlier.number for earlier, later in pairwise(beats)] == [1, 1, 1]
    play.now += 0.03
    play.says(m.HeartbeatAnswer(number=beats[-1].number), channel=m.INPUT)
    assert play.status.quality.round_trip_ms == 30
    assert play.status.quality.word is Word.GOOD


def test_a_press_brings_a_heartbeat_along_and_what_is_held_more_of_them() -> None:
    play = Play().viewing(Grant.CONTROL)
    play.passes(0.5)
    assert len(all_sent(play.acts(Use((m.KeyDown(key="Control"),))), m.Heartbeat)) == 1
    assert len(all_sent(play.passes(1.0), m.Heartbeat)) == 4
    play.acts(Use((m.KeyUp(key="Control"),)))
    assert len(all_sent(play.passes(2.0), m.Heartbeat)) == 2


def test_a_broken_connection_pauses_and_the_same_customer_comes_back_without_a_new_code() -> None:
    play = Play().viewing()
    lost = play.happens(e.PeerLost(SESSION, 1))
    assert c.HidePictures() in lost
    assert c.Drop() in lost
    assert play.status.pause is Pause.CONNECTION_LOST
    assert play.offer(2) == [c.Answer(SESSION, 2, "offer", DIRECT, CUSTOMER_SEEN)]
    assert all_sent(play.connects(), m.SafetyCommit) == []
    play.says(m.Granted(grants=frozenset({Grant.VIEW})), OPEN)
    play.happens(e.PictureShown(SESSION, 2))
    assert play.status.pause is None


@pytest.mark.promise("P05")
def test_another_customer_after_a_broken_connection_ends_the_session() -> None:
    play = Play().viewing()
    play.happens(e.PeerLost(SESSION, 1))
    play.offer(2)
    play.connects(customer=b"x" * 32)
    assert (play.status.step, play.status.reason) == (Step.ENDED, EndReason.SAFETY_CODE)


def test_a_connection_that_breaks_while_the_code_is_open_brings_a_new_code() -> None:
    play = Play().code_asked()
    play.happens(e.PeerLost(SESSION, 1))
    assert play.status.step is Step.CONNECTING
    play.offer(2)
    play.exchange(play.connects())
    assert play.status.step is Step.TYPE_CODE
    play.acts(TypeCode(play.customer.code))
    assert play.status.step is Step.COMPARING


def test_when_the_relay_refused_us_that_is_what_is_said() -> None:
    play = Play().allowed()
    play.offer(1)
    play.happens(e.Answered(SESSION, 1, "answer", Outcome.NOT_TRUSTED))
    play.passes(31)
    assert play.status.problem is RelayRefused


def test_the_servers_for_the_next_connection_are_the_newest() -> None:
    play = Play().allowed()
    newer = link.IceServer(["turn:relay.example"], "u", "c")
    play.server(link.IceServers(SESSION, [newer]))
    (answer,) = play.offer(1)
    assert answer == c.Answer(SESSION, 1, "offer", Routes((newer,)))


def test_an_attempt_after_a_failed_one_has_more_patience_but_not_one_after_a_broken_connection() -> None:
    play = Play().allowed()
    play.offer(1)
    play.happens(e.PeerLost(SESSION, 1))
    (second,) = play.offer(2)
    assert isinstance(second, c.Answer)
    assert second.routes.patient
    play.connects()
    play.happens(e.PeerLost(SESSION, 2))
    (third,) = [command for command in play.offer(3) if isinstance(command, c.Answer)]
    assert not third.routes.patient


def test_a_connection_that_does_not_come_about_is_explained() -> None:
    play = Play().allowed()
    play.passes(31)
    assert play.status.problem is PeerUnreachable
    play.offer(1)
    play.connects()
    assert play.status.problem is None


@pytest.mark.parametrize(
    ("data", "channel"),
    [
        (b"", m.CONTROL),
        (b"not json", m.CONTROL),
        (b'{"type":"granted","grants":["everything"]}', m.CONTROL),
        (b'{"type":"granted","grants":[],"extra":1}', m.CONTROL),
        (b'{"type":"heartbeat-answer","number":1}', m.CONTROL),
        (b'{"type":"granted","grants":["control"]}', m.INPUT),
        (b'{"type":"mark","number":1}', m.CONTROL),
        (b'{"type":"screen-size","width":' + b"9" * 5000 + b"}", m.CONTROL),
    ],
)
def test_a_customer_s_client_that_makes_no_sense_ends_its_session(data: bytes, channel: str) -> None:
    play = Play().viewing()
    play.says_bytes(data, channel)
    assert (play.status.step, play.status.reason) == (Step.ENDED, EndReason.FAULT)
    assert play.status.problem is MessageRefused


def test_a_safety_message_out_of_order_ends_the_session() -> None:
    play = Play().code_asked()
    play.says(m.SafetyAnswer(nonce=b"m" * 16, consent=b"h" * 32))
    assert (play.status.step, play.status.problem) == (Step.ENDED, OutOfOrder)


def test_an_offer_without_a_fingerprint_ends_the_session_with_a_clear_text() -> None:
    play = Play().allowed()
    play.offer(1)
    commands = play.happens(e.OfferRefused(SESSION, 1, DescriptionRefused))
    assert sent(commands, link.EndSession).reason is EndReason.FAULT
    assert play.status.problem is DescriptionRefused


def test_a_session_that_has_ended_stays_ended() -> None:
    play = Play().viewing(Grant.CONTROL)
    play.says(m.Ending(reason=EndReason.CUSTOMER))
    assert (play.status.step, play.status.reason) == (Step.ENDED, EndReason.CUSTOMER)
    before = play.status
    led_to = [*play.says(OPEN), *play.offer(9), *play.acts(End()), *play.acts(Use((m.TypeText(text="a"),)))]
    led_to += play.server(play.state(State.RUNNING)) + play.passes(1.0)
    assert led_to == []
    assert play.status.step is before.step
