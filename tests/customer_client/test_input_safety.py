"""The bounds of input, measured on the whole core: who wins, how soon, and what happens to what is held."""

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.app import TICK_EVERY
from customer_client.injection.strokes import MoveTo, ReleaseButton, ReleaseKey
from customer_client.status import Step, TakeBack
from protocol import link
from protocol import peer_messages as m
from protocol.grants import Grant
from protocol.problems import ServerUnreachable
from tests.fakes.customer_play import Play, injected

AGENT = link.Role.AGENT
RELEASED_WITHIN = 1.5
LOCAL_WINS = 1.5
FLOOD = 1000


def holding() -> Play:
    """The agent holds a key and a button."""
    play = Play().helped()
    play.from_agent(m.Heartbeat(number=1))
    play.from_agent(m.KeyDown(key="Control"))
    play.from_agent(m.PointerDown(button=0, x=5, y=5))
    return play


def released(commands: list[c.Command]) -> bool:
    return {ReleaseKey("Control"), ReleaseButton(0)} <= set(injected(commands))


@pytest.mark.promise("P03")
def test_a_viewer_that_is_killed_has_let_go_within_a_second_and_a_half() -> None:
    play = holding()
    began = play.now
    while not released(play.after(TICK_EVERY, beating=False)):
        assert play.now - began < 2 * RELEASED_WITHIN
    assert play.now - began <= RELEASED_WITHIN


@pytest.mark.parametrize("loss", [e.PeerLost(AGENT, 1), e.PanicKeyPressed(), e.Acted(TakeBack(Grant.CONTROL))])
def test_whatever_else_ends_the_agents_input_lets_go_at_once(loss: e.Event) -> None:
    assert released(holding().say(loss))


def test_the_customers_own_hand_wins_at_the_next_event_and_for_a_second_and_a_half() -> None:
    play = holding()
    used = play.now
    assert released(play.say(e.LocalInputUsed()))
    while play.now - used < LOCAL_WINS - TICK_EVERY:
        assert injected(play.from_agent(m.PointerMove(x=7, y=7))) == []
        play.after(TICK_EVERY)
    play.after(2 * TICK_EVERY)
    assert injected(play.from_agent(m.PointerMove(x=7, y=7))) == [MoveTo(7, 7)]


@pytest.mark.promise("P07")
def test_the_panic_key_ends_it_in_a_flood_of_a_thousand_moves_a_second_without_a_server() -> None:
    play = holding()
    play.say(e.LinkDown(ServerUnreachable))
    for number in range(FLOOD):
        play.now += 1 / FLOOD
        play.from_agent(m.PointerMove(x=number % 100, y=5))
        if number == FLOOD // 2:
            commands = play.say(e.PanicKeyPressed())
            assert isinstance(commands[0], c.StopCapture)
            assert released(commands)
    assert play.step is Step.ENDED
    assert injected(play.from_agent(m.PointerMove(x=1, y=1))) == []
