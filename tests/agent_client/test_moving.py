import asyncio

from agent_client.moving import Moving
from peer.server_link import Ends

HOME, OUTSIDE, SERVER = "192.0.2.10", "198.51.100.7", "203.0.113.1"


class World:
    """An agent's computer that can be carried about and closed, and a link that counts how often it is made anew."""

    def __init__(self) -> None:
        self.ends: Ends | None = Ends(HOME, SERVER)
        self.renewed = 0
        self.way = HOME
        self.now = 0.0
        self.moving = Moving(self, way_to=lambda _: self.way, is_ours=lambda _: True, clock=lambda: self.now)

    def renew(self) -> None:
        self.renewed += 1

    def looks(self, after: float = 1.0) -> int:
        """How often the link was made anew, after a look so many seconds later."""
        self.now += after
        self.moving.look()
        return self.renewed


def test_an_agent_who_stays_keeps_the_link() -> None:
    world = World()
    assert [world.looks() for _ in range(3)] == [0, 0, 0]


def test_another_network_makes_the_link_anew_once() -> None:
    world = World()
    world.looks()
    world.way = OUTSIDE
    assert [world.looks(), world.looks()] == [1, 1]


def test_a_computer_that_slept_makes_the_link_anew() -> None:
    world = World()
    assert world.looks(after=4.9) == 0
    assert world.looks(after=5.0) == 1


async def test_it_looks_until_it_is_cancelled() -> None:
    world = World()
    world.now = 60.0
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(world.moving.run(), name="moving")
        await asyncio.sleep(0)
        looking.cancel()
    assert world.renewed == 1
