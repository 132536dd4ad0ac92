"""The gate, as plays: no recording, no session."""

from dataclasses import replace

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.capture import Sighting
from customer_client.status import End, GiveAgain, Step, TakeBack
from protocol import link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.problems import (
    RecordingDiskFull,
)
from tests.fakes.customer_play import (
    SESSION,
    Play,
    injected,
    only,
    to_agent,
    to_server,
)
from tests.fakes.screen import view

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


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


@pytest.mark.parametrize(
    "event",
    [
        e.Acted(TakeBack(Grant.CONTROL)),
        e.Acted(TakeBack(Grant.VIEW)),
        e.Acted(End()),
        e.LocalInputUsed(),
        e.PanicKeyPressed(),
        e.PeerLost(AGENT, 1),
    ],
    ids=lambda event: str(getattr(event, "action", event)),
)
def test_input_that_had_to_wait_is_not_injected_after_the_customer_stopped_it(event: e.Event) -> None:
    play = Play().helped()
    assert play.help.input_flows(play.now)
    play.say(event)

    assert not play.help.input_flows(play.now)


def to_recorder(commands: list[c.Command]) -> list[m.PeerMessage]:
    """What goes to the recorder, marks apart."""
    sent = [command for command in only(commands, c.SendPeer) if command.peer is RECORDER]
    return [command.message for command in sent if not isinstance(command.message, m.Mark)]


@pytest.mark.promise("P18")
def test_while_the_customer_has_stopped_the_picture_nothing_goes_to_the_recorder_either() -> None:
    play = Play().helped()
    play.after(1)

    commands = play.acts(TakeBack(Grant.VIEW))
    assert {c.HoldVideo(RECORDER), c.HoldVideo(AGENT), c.RestCapture()} <= set(commands)
    assert to_recorder(commands) == [m.RightChanged(Grant.VIEW, m.RightChange.TAKEN_BACK), m.Paused()]
    play.say(e.PointerSeen(Sighting(5, 5, None)))
    quiet = play.after(20)
    assert only(quiet, c.ReleaseVideo) == []
    assert [sent for sent in only(quiet, c.SendPeer) if sent.peer is RECORDER] == []
    assert (play.status.hold, play.status.recording) == (Hold.NOT_GRANTED, False)

    again = play.acts(GiveAgain(Grant.VIEW))
    assert c.WakeCapture() in again
    assert c.ReleaseVideo(RECORDER) in again
    assert c.ReleaseVideo(AGENT) not in again, "not before something is stored again"
    assert to_recorder(again)[:1] == [m.RightChanged(Grant.VIEW, m.RightChange.GIVEN)]
    assert m.Resumed() in to_recorder(again)
    assert c.ReleaseVideo(AGENT) in play.stores(again)


def test_a_recorder_that_comes_during_a_pause_is_told_of_it_and_gets_nothing() -> None:
    play = Play().helped()
    play.acts(TakeBack(Grant.VIEW))
    play.say(e.PeerLost(RECORDER, 1))
    play.after(1)
    commands = play.connects(RECORDER)
    assert m.Paused() in to_recorder(commands)
    assert c.ReleaseVideo(RECORDER) not in commands
    assert c.HoldVideo(RECORDER) in commands


def test_the_recorder_hears_of_rights_from_the_beginning_and_never_what_is_typed() -> None:
    play = Play().helped()
    said = to_recorder(play.said)
    assert said[:3] == [
        m.MonitorShown(0, 1920, 1080),
        m.RightChanged(Grant.VIEW, m.RightChange.GIVEN),
        m.RightChanged(Grant.CONTROL, m.RightChange.GIVEN),
    ]
    typed = play.from_agent(m.TypeText("Geheimwort"))
    assert injected(typed)
    assert to_recorder(typed) == [m.InputUsed(m.InputKind.TYPING)]
    assert m.Clicked(0, 640, 480) in to_recorder(play.from_agent(m.PointerDown(0, 640, 480)))


def test_while_windows_asks_for_a_password_the_session_waits_and_then_goes_on_by_itself() -> None:
    play = Play().helped()
    here = view(1920, 1080)
    asks = play.say(e.ViewChanged(replace(here, away=True)))
    assert m.GateChanged(picture=Hold.DESKTOP_AWAY, input=Hold.DESKTOP_AWAY) in to_agent(asks)
    assert play.status.hold is Hold.DESKTOP_AWAY
    play.after(60)
    assert play.step is Step.HELPED
    assert injected(play.from_agent(m.PointerDown(x=5, y=5, button=0))) == []

    back = play.say(e.ViewChanged(here))
    assert m.GateChanged(picture=None, input=None) in to_agent(back)
    assert play.status.hold is None
