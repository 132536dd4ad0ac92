from peer.lookout import Lookout
from peer.server_link import Ends
from peer.whereabouts import NOWHERE

HOME, OUTSIDE = "192.0.2.10", "198.51.100.7"
SERVER = "203.0.113.1"


class World:
    """A computer that can be carried about."""

    def __init__(self) -> None:
        self.ends: Ends | None = Ends(HOME, SERVER)
        self.way = HOME
        self.addresses = {HOME}
        self.lookout = Lookout(
            lambda: self.ends, way_to=lambda _: self.way, is_ours=lambda address: address in self.addresses
        )

    def goes(self, way: str) -> bool:
        """Where it has this address besides those that it had, and this is the way that packets take."""
        self.way = way
        self.addresses.add(way)
        return self.lookout.moved()


def test_who_stays_has_not_moved() -> None:
    world = World()
    assert [world.goes(HOME) for _ in range(3)] == [False, False, False]


def test_another_way_none_and_one_again_are_each_a_move() -> None:
    world = World()
    world.goes(HOME)
    assert world.goes(OUTSIDE)
    assert world.goes(NOWHERE)
    assert not world.goes(NOWHERE)
    assert world.goes(OUTSIDE)


def test_before_the_server_is_known_there_is_nothing_to_compare() -> None:
    world = World()
    world.ends = None
    assert not world.goes(HOME)
    assert not world.goes(OUTSIDE)
    world.ends = Ends(HOME, SERVER)
    assert not world.goes(HOME)


def test_another_address_of_the_servers_is_no_move_of_ours() -> None:
    world = World()
    world.goes(HOME)
    world.ends = Ends(HOME, "203.0.113.2")
    assert not world.goes(OUTSIDE)


def test_a_link_from_an_address_that_is_gone_before_the_first_look_is_told_once() -> None:
    world = World()
    world.addresses.clear()
    assert world.goes(OUTSIDE)
    assert not world.goes(OUTSIDE)
    world.ends = Ends(OUTSIDE, SERVER)
    assert not world.goes(OUTSIDE)
