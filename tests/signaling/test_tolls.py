from collections.abc import Iterator

import pytest

from protocol import toll
from signaling.tolls import Booth, Toll


@pytest.fixture
def booth() -> Iterator[Booth]:
    booth = Booth()
    yield booth
    booth.close()


async def test_a_demand_is_paid_once(booth: Booth) -> None:
    here = Toll(booth)
    demand = here.demand(2)
    numbers = toll.pay(demand.challenge, demand.bits)
    assert await here.paid(numbers)
    assert not await here.paid(numbers)


async def test_nothing_is_paid_that_was_not_demanded_on_this_line(booth: Booth) -> None:
    here, there = Toll(booth), Toll(booth)
    demand = here.demand(2)
    assert not await there.paid(toll.pay(demand.challenge, demand.bits))


async def test_numbers_for_another_challenge_pay_nothing(booth: Booth) -> None:
    here = Toll(booth)
    here.demand(8)
    assert not await here.paid([0] * toll.PARTS), "one chance in very, very many"


async def test_a_newer_demand_takes_the_place_of_an_older_and_none_is_the_same(booth: Booth) -> None:
    here = Toll(booth)
    demands = [here.demand(2) for _ in range(10)]
    assert len({demand.challenge for demand in demands}) == 10
    assert await here.paid(toll.pay(demands[-1].challenge, 2))


async def test_what_was_demanded_is_what_has_to_be_paid_whatever_it_costs_by_now(booth: Booth) -> None:
    here = Toll(booth)
    demand = here.demand(3)
    assert demand.bits == 3
    assert await here.paid(toll.pay(demand.challenge, 3))


async def test_without_numbers_a_demand_is_not_paid(booth: Booth) -> None:
    here = Toll(booth)
    here.demand(2)
    assert not await here.paid([])
