"""What the programs decide, when server and peers say what is well formed and makes no sense, at any time."""

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.hostile.examples import value
from protocol import link
from protocol import peer_messages as m
from tests.fakes import agent_play, customer_play

SEEDS = st.integers(0, 2**64 - 1)
EACH = 60 if settings().max_examples > 100 else 3
SAID = 25
"""Messages of one play."""


def about(session: str, message: Any, chance: Random) -> Any:
    """Mostly about the session that there is."""
    if "session" in message.__struct_fields__ and chance.random() < 0.8:
        return msgspec.structs.replace(message, session=session)
    return message


CUSTOMER: list[Callable[[customer_play.Play], object]] = [
    lambda play: play,
    lambda play: play.claimed(),
    lambda play: play.allowed(),
    lambda play: play.connected(),
    lambda play: play.helped(),
]


@pytest.mark.hypothesis
@pytest.mark.promise("P07")
@pytest.mark.parametrize("begun", range(len(CUSTOMER)))
def test_a_customers_client_lives_through_whatever_is_said_to_it(begun: int) -> None:
    def played(seed: int) -> None:
        chance, play = Random(seed), customer_play.Play()
        CUSTOMER[begun](play)
        for _ in range(SAID):
            match chance.randrange(4):
                case 0:
                    said = value(link.ToPayingCustomer, chance)
                    if not isinstance(said, link.Toll):
                        play.server(about(customer_play.SESSION, said, chance))
                case 1:
                    play.from_agent(value(m.FromAgent, chance))
                case 2:
                    play.from_recorder(value(m.FromRecorder, chance))
                case _:
                    play.after(chance.choice((0.1, 1.0)), beating=False)
            assert play.status

    settings(max_examples=EACH)(given(SEEDS)(played))()


AGENT: list[Callable[[agent_play.Play], object]] = [
    lambda play: play,
    lambda play: play.signed_in(),
    lambda play: play.allowed(),
    lambda play: play.matched(),
    lambda play: play.viewing(),
]


@pytest.mark.hypothesis
@pytest.mark.parametrize("begun", range(len(AGENT)))
def test_an_agents_viewer_lives_through_whatever_is_said_to_it(begun: int) -> None:
    def played(seed: int) -> None:
        chance, play = Random(seed), agent_play.Play()
        AGENT[begun](play)
        for _ in range(SAID):
            match chance.randrange(4):
                case 0:
                    said = value(link.ToPayingAgent, chance)
                    if not isinstance(said, link.Toll):
                        play.server(about(agent_play.SESSION, said, chance))
                case 1:
                    play.says(value(m.FromCustomer, chance), channel=chance.choice((m.CONTROL, m.INPUT, m.POINTER)))
                case 2:
                    play.says_bytes(chance.randbytes(20))
                case _:
                    play.passes(chance.choice((0.1, 1.0)))
            assert play.status

    settings(max_examples=EACH)(given(SEEDS)(played))()
