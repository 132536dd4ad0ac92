import pytest

from customer_client.injection.echoes import FOR, REPEATS_FOR, Echoes, Kind
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def echoes(clock: FakeClock) -> Echoes:
    return Echoes(clock)


def test_what_was_injected_comes_back_once(echoes: Echoes) -> None:
    echoes.expect(Kind.BUTTON_DOWN, 1)

    assert echoes.is_echo(Kind.BUTTON_DOWN, 1)
    assert not echoes.is_echo(Kind.BUTTON_DOWN, 1)


def test_what_was_not_injected_is_the_customers(echoes: Echoes) -> None:
    echoes.expect(Kind.MOTION, (5, 5))

    assert not echoes.is_echo(Kind.MOTION, (5, 6))
    assert not echoes.is_echo(Kind.KEY_DOWN, 38)


def test_echoes_may_overtake_each_other(echoes: Echoes) -> None:
    echoes.expect(Kind.MOTION, (1, 1))
    echoes.expect(Kind.BUTTON_DOWN, 1)

    assert echoes.is_echo(Kind.BUTTON_DOWN, 1)
    assert echoes.is_echo(Kind.MOTION, (1, 1))


def test_an_echo_that_is_late_is_none(echoes: Echoes, clock: FakeClock) -> None:
    echoes.expect(Kind.MOTION, (1, 1))
    clock.now += FOR + 0.1

    assert not echoes.is_echo(Kind.MOTION, (1, 1))


def test_a_key_that_is_held_repeats_until_it_is_let_go(echoes: Echoes, clock: FakeClock) -> None:
    echoes.expect(Kind.KEY_DOWN, 38)
    for _ in range(5):
        clock.now += 1
        assert echoes.is_echo(Kind.KEY_DOWN, 38)
        assert echoes.is_echo(Kind.KEY_UP, 38)
    echoes.expect(Kind.KEY_UP, 38)
    assert echoes.is_echo(Kind.KEY_UP, 38)
    assert echoes.is_echo(Kind.KEY_DOWN, 38)
    clock.now += REPEATS_FOR

    assert not echoes.is_echo(Kind.KEY_DOWN, 38)


def test_a_key_that_was_only_tapped_does_not_repeat(echoes: Echoes) -> None:
    for kind in (Kind.KEY_DOWN, Kind.KEY_UP):
        echoes.expect(kind, 9)
        assert echoes.is_echo(kind, 9)

    assert not echoes.is_echo(Kind.KEY_DOWN, 9)


def test_motions_to_where_the_pointer_is_already_are_forgotten(echoes: Echoes, clock: FakeClock) -> None:
    for step in range(20_000):
        clock.now += 0.001
        echoes.expect(Kind.MOTION, (step, 0))

    assert sum(map(len, echoes._expected.values())) <= 4096
