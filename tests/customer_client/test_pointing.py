from itertools import pairwise

import pytest

from customer_client.capture import Sighting
from customer_client.pointing import AGAIN_AFTER, ANIMATED_EVERY, SHAPE_EVERY, TOLD_EVERY, Pointing, Told
from peer.picture import Area
from protocol import peer_messages as m
from protocol.pointer_shape import messages
from tests.fakes.sight import shape

SHOWN = Area(0, 0, 800, 600)
ARROW, HAND = shape(10), shape(20)


class Agent:
    """What one agent was told, and the clock."""

    def __init__(self) -> None:
        self.pointing = Pointing()
        self.now = 100.0

    def sees(self, x: int, y: int, what: object = ARROW) -> list[Told]:
        self.pointing.seen(Sighting(x, y, what), self.now)  # type: ignore[arg-type]  # a shape, or none
        return self.told()

    def told(self, shown: Area | None = SHOWN) -> list[Told]:
        return list(self.pointing.due(shown, self.now))

    def later(self, seconds: float = TOLD_EVERY) -> None:
        self.now += seconds


@pytest.fixture
def agent() -> Agent:
    return Agent()


def places(told: list[Told]) -> list[tuple[int, int, int | None, bool]]:
    return [(at.x, at.y, at.slot, at.injected) for at in told if isinstance(at, m.PointerAt)]


def test_at_first_the_agent_is_told_shape_and_place(agent: Agent) -> None:
    assert agent.told() == []
    assert agent.sees(5, 6) == [*messages(0, ARROW), m.PointerAt(1, 5, 6, 0, injected=False)]


def test_while_the_pointer_rests_its_last_place_is_repeated_twice_and_then_nothing_is_said(agent: Agent) -> None:
    agent.sees(5, 6)
    said = []
    for _ in range(200):
        agent.later(0.05)
        said += [agent.now - 100.0 for _ in agent.told()]

    assert said == pytest.approx(AGAIN_AFTER, abs=0.051)


def test_it_is_told_sixty_times_a_second_at_most_and_then_the_newest(agent: Agent) -> None:
    said: list[Told] = []
    for step in range(2000):
        agent.later(0.001)
        said += agent.sees(step % 700, 5)

    assert len(places(said)) <= 2 * 60 * 1.15
    numbers = [at.number for at in said if isinstance(at, m.PointerAt)]
    assert all(later > earlier for earlier, later in pairwise(numbers))
    agent.later()
    assert places(agent.told())[-1:] in ([], [(1999 % 700, 5, 0, False)])


def test_a_shape_is_sent_once(agent: Agent) -> None:
    agent.sees(5, 6)
    agent.later(1)
    assert agent.sees(5, 6, HAND)[:-1] == list(messages(1, HAND))
    agent.later(1)
    assert places(agent.sees(5, 6)) == [(5, 6, 0, False)]


def test_a_shape_that_is_not_known_is_said_to_be_none(agent: Agent) -> None:
    assert places(agent.sees(5, 6, None)) == [(5, 6, None, False)]


def test_new_shapes_come_one_after_the_other_and_the_newest_counts(agent: Agent) -> None:
    agent.sees(5, 6)
    agent.later(SHAPE_EVERY / 2)
    assert places(agent.sees(6, 6, HAND)) == [(6, 6, 0, False)]
    agent.later(SHAPE_EVERY)
    assert agent.told() == [*messages(1, HAND)]
    agent.later(ANIMATED_EVERY)
    assert places(agent.told()) == [(6, 6, 1, False)]


def test_an_hourglass_that_turns_is_told_ten_times_a_second(agent: Agent) -> None:
    frames = [shape(number) for number in range(1, 24)]
    said: list[Told] = []
    for step in range(120):
        agent.later(1 / 60)
        said += agent.sees(5, 6, frames[step % 23])

    assert len(places(said)) <= 2 / ANIMATED_EVERY + 1
    assert len([part for part in said if isinstance(part, m.PointerShape)]) <= 23


def test_slots_are_used_again_and_the_oldest_first(agent: Agent) -> None:
    for number in range(m.POINTER_SLOTS):
        agent.later(1)
        agent.sees(number, 0, shape(number + 1))
    agent.later(1)
    agent.sees(0, 1, shape(1))
    agent.later(1)
    newest = agent.sees(0, 2, shape(200))
    assert places(newest) == [(0, 2, 1, False)]
    agent.later(1)
    assert not [part for part in agent.sees(0, 3, shape(1)) if isinstance(part, m.PointerShape)]


def test_where_the_agents_own_input_puts_it_is_not_news(agent: Agent) -> None:
    agent.sees(5, 6)
    agent.pointing.injected((50, 60), agent.now)
    agent.later()
    assert places(agent.sees(50, 60)) == [(50, 60, 0, True)]
    for _ in AGAIN_AFTER:
        agent.later(1)
        agent.told()
    for step in range(61, 80):
        agent.pointing.injected((50, step), agent.now)
        agent.later()
        assert agent.sees(50, step) == []
    agent.later(1)
    assert places(agent.sees(50, 79, HAND)) == [(50, 79, 1, True)]


def test_a_place_from_a_moment_ago_is_still_the_agents(agent: Agent) -> None:
    for x in range(100):
        agent.pointing.injected((x, 0), agent.now)
    agent.later()

    assert places(agent.sees(90, 1)) == [(90, 1, 0, True)]


def test_a_customer_who_moves_it_is_seen_at_once_also_where_the_agent_was(agent: Agent) -> None:
    agent.pointing.injected((50, 60), agent.now)
    agent.sees(50, 60)
    agent.later()
    assert places(agent.sees(300, 300)) == [(300, 300, 0, False)]
    agent.later()
    assert places(agent.sees(50, 60)) == [(50, 60, 0, False)]


def test_outside_of_what_is_shown_the_agent_hears_that_it_is_away_and_not_where(agent: Agent) -> None:
    agent.sees(5, 6)
    agent.later()
    assert agent.sees(800, 6) == [m.PointerAway(2)]
    agent.later()
    assert agent.sees(900, 7, HAND) == []
    agent.later()
    assert places(agent.sees(799, 6)) == [(799, 6, 0, False)]


def test_what_nothing_is_shown_of_has_no_pointer(agent: Agent) -> None:
    agent.pointing.seen(Sighting(5, 6), agent.now)
    assert agent.told(shown=None) == []


def test_after_a_pause_place_is_told_again_and_after_a_new_connection_shape_too(agent: Agent) -> None:
    agent.sees(5, 6)
    agent.later(5)
    agent.pointing.hold()
    assert agent.told() == [m.PointerAt(2, 5, 6, 0, injected=False)]
    agent.pointing.forget()
    agent.later(5)
    assert agent.told() == [*messages(0, ARROW), m.PointerAt(1, 5, 6, 0, injected=False)]
