from bench.faults.plans import Kind, plan


def test_the_same_seed_is_the_same_plan_and_another_is_another() -> None:
    assert [plan(1, number) for number in range(20)] == [plan(1, number) for number in range(20)]
    assert plan(1, 3) != plan(2, 3)


def test_every_fault_has_its_turn() -> None:
    assert {plan(1, number).kind for number in range(len(Kind))} == set(Kind)
    assert {plan(1, number, (Kind.KILLED,)).kind for number in range(9)} == {Kind.KILLED}


def test_of_many_rounds_some_are_short_some_long_some_early_and_some_end_during_the_fault() -> None:
    plans = [plan(1, number) for number in range(200)]
    for each in (
        [p.lasts < 5 for p in plans],
        [p.early for p in plans],
        [p.ends_during for p in plans],
        [p.hours < 0 for p in plans],
    ):
        assert 20 < sum(each) < 180
