from signaling.budget import Budget

SIXTY = Budget(capacity=60, period=600.0)


def _spend(budget: Budget, times: int, now: float) -> Budget:
    for _ in range(times):
        budget = budget.spend(now)
    return budget


def test_a_budget_is_spent_by_as_many_as_it_holds() -> None:
    assert _spend(SIXTY, 59, 1000.0).left(1000.0) == 1
    assert _spend(SIXTY, 60, 1000.0).left(1000.0) == 0


def test_it_comes_back_evenly() -> None:
    spent = _spend(SIXTY, 60, 1000.0)
    assert spent.left(1010.0) == 1
    assert spent.left(1300.0) == 30
    assert spent.left(99_999.0) == 60


def test_a_flood_does_not_make_it_take_longer_to_come_back() -> None:
    assert _spend(SIXTY, 10_000, 1000.0).left(1010.0) == 1


def test_what_is_given_back_can_be_spent_again() -> None:
    assert _spend(SIXTY, 60, 1000.0).give_back(1000.0).left(1000.0) == 1
    assert SIXTY.give_back(1000.0).left(1000.0) == 60


def test_a_clock_that_was_set_back_gives_nothing_away() -> None:
    assert _spend(SIXTY, 60, 1000.0).left(0.0) == 0
