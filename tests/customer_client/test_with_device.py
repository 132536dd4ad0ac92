import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.status import Device, KeepButton, Kept, RemoveButton, Step, SwitchDevice, TypeKey
from protocol import link
from protocol.problems import ServerUnreachable
from protocol.session import EndReason, State
from tests.fakes.customer_play import CLAIMED, OPERATOR, Play, only

OFF, ON = e.DeviceSeen(Device(on=False)), e.DeviceSeen(Device(on=True))


def sent(commands: list[c.Command]) -> list[link.LinkMessage]:
    return [command.message for command in only(commands, c.SendLink)]


@pytest.mark.promise("P01")
@pytest.mark.parametrize("ticket", ["", "T" * 43])
def test_while_it_is_switched_off_neither_key_nor_ticket_leaves_the_device_and_the_server_hears_why(
    ticket: str,
) -> None:
    play = Play(ticket=ticket, device=Device(on=False))
    assert play.step is Step.SWITCHED_OFF
    assert sent(play.say(e.LinkUp())) == [link.SwitchedOff()]
    assert sent(play.acts(TypeKey("481 92 03"))) == []
    play.say(e.LinkDown(ServerUnreachable))
    assert sent(play.say(e.LinkUp())) == [], "once is enough"
    assert play.step is Step.SWITCHED_OFF


@pytest.mark.promise("P01")
def test_switched_on_again_the_key_is_asked_for() -> None:
    play = Play(device=Device(on=False))
    play.say(e.LinkUp())
    assert play.acts(SwitchDevice(on=True)) == [c.SwitchDevice(on=True)]
    assert play.step is Step.SWITCHED_OFF, "only when it has happened"
    play.say(ON)
    assert play.step is Step.ENTER_KEY
    assert sent(play.acts(TypeKey("481 92 03"))) == [link.ClaimKey("4819203")]


def test_a_ticket_that_waited_is_presented_when_it_is_switched_on() -> None:
    play = Play(ticket="T" * 43, device=Device(on=False))
    play.say(e.LinkUp())
    assert sent(play.say(ON)) == [link.PresentTicket("T" * 43)]
    assert play.step is Step.CLAIMING


@pytest.mark.promise("P01")
def test_switched_off_before_the_key_no_session_begins() -> None:
    play = Play()
    play.say(e.LinkUp())
    play.acts(SwitchDevice(on=False))
    play.say(OFF)
    assert play.step is Step.SWITCHED_OFF
    assert sent(play.acts(TypeKey("481 92 03"))) == []


@pytest.mark.promise("P01")
@pytest.mark.promise("P02")
def test_switched_off_in_another_window_what_runs_ends_at_once_and_the_server_hears_why() -> None:
    play = Play().helped()
    ended = play.say(OFF)
    assert isinstance(ended[0], c.StopCapture)
    assert link.EndSession(CLAIMED.session, EndReason.SWITCHED_OFF) in sent(ended)
    assert (play.step, play.status.reason) == (Step.ENDED, EndReason.SWITCHED_OFF)


def test_a_key_that_is_being_checked_leads_to_no_session_either() -> None:
    play = Play()
    play.say(e.LinkUp())
    play.acts(TypeKey("481 92 03"))
    play.say(OFF)
    assert sent(play.server(CLAIMED)) == [link.EndSession(CLAIMED.session, EndReason.CUSTOMER)]


@pytest.mark.promise("P11")
def test_a_button_is_kept_under_the_name_of_the_operator_who_helped() -> None:
    play = Play().helped()
    assert play.acts(KeepButton("de")) == [], "not while somebody helps"
    assert play.acts(RemoveButton()) == []
    play.server(link.SessionChanged(CLAIMED.session, State.ENDED, reason=EndReason.AGENT))
    assert play.acts(KeepButton("de")) == [c.KeepButton(OPERATOR.name, "de")]
    assert play.acts(RemoveButton()) == [c.RemoveButton()]


def test_before_a_session_the_operator_has_no_name() -> None:
    assert Play().acts(KeepButton("en")) == [c.KeepButton("", "en")]


def test_a_program_whose_button_was_removed_is_gone_at_its_end() -> None:
    play = Play()
    play.say(e.DeviceSeen(Device(kept=Kept.REMOVED)))
    assert play.status.removes_itself
