"""The end of a session, as plays."""

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.status import (
    End,
    Quit,
    Refuse,
    SaveReceipt,
    Step,
    TakeBack,
)
from protocol import link
from protocol import peer_messages as m
from protocol.grants import Grant
from protocol.problems import (
    ScreenGone,
)
from protocol.session import EndReason, State
from tests.fakes.customer_play import (
    SESSION,
    Play,
    only,
)

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


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
    assert play.acts(SaveReceipt("/tmp/x", "en")) == [c.WriteReceipt("/tmp/x", receipt, "en")]


def test_a_session_that_was_refused_has_no_receipt() -> None:
    play = Play().claimed()
    play.acts(Refuse())

    assert play.status.receipt is None
