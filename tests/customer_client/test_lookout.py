import asyncio
from collections.abc import Callable

from customer_client.events import Event, Moved
from customer_client.lookout import Lookout
from peer.server_link import Ends
from peer.whereabouts import NOWHERE

HOME, OUTSIDE = "192.0.2.10", "198.51.100.7"
SERVER = "203.0.113.1"


class Lines:
    """Lines that only remember what they were asked."""

    def __init__(self, told: list[Event]) -> None:
        self.told = told
        self.looked_at = 0
        self.lost: Event | None = None

    def look(self, is_ours: Callable[[str], bool]) -> None:
        self.looked_at += 1
        if self.lost is not None and not is_ours(HOME):
            self.told.append(self.lost)


class World:
    """A computer that can be carried about."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.lines = Lines(self.told)
        self.ends: Ends | None = Ends(HOME, SERVER)
        self.way = HOME
        self.addresses = {HOME}
        self.lookout = Lookout(
            lambda: self.ends,
            self.lines,  # type: ignore[arg-type]  # all that a lookout does with lines
            self.told.append,
            way_to=lambda _: self.way,
            is_ours=lambda address: address in self.addresses,
        )

    def goes(self, way: str) -> list[Event]:
        """Where it has this address besides those that it had, and this is the way that packets take."""
        self.way = way
        self.addresses.add(way)
        self.told.clear()
        self.lookout.look()
        return list(self.told)


def test_another_way_none_and_one_again_are_each_a_move() -> None:
    world = World()
    world.goes(HOME)
    assert world.goes(OUTSIDE) == [Moved()]
    assert world.goes(NOWHERE) == [Moved()]
    assert world.goes(NOWHERE) == []
    assert world.goes(OUTSIDE) == [Moved()]


def test_a_lost_line_is_told_before_the_move_that_lost_it() -> None:
    world = World()
    world.goes(HOME)
    lost = Moved()
    world.lines.lost = lost
    world.addresses.clear()
    told = world.goes(OUTSIDE)
    assert told[0] is lost
    assert len(told) == 2


async def test_it_looks_until_it_is_cancelled() -> None:
    world = World()
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(world.lookout.run(), name="lookout")
        await asyncio.sleep(0)
        looking.cancel()
    assert world.lines.looked_at == 1
