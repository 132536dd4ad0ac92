from collections import Counter

from bench.removal.plans import End, Stage, Victim, plans, sessions


def test_so_many_are_killed_each_within_the_time_and_the_others_are_closed_or_fail() -> None:
    made = plans(100, 20, until=8.0, seed=1)
    killed = [run for run in made if run.end is End.KILLED]
    assert (len(made), len(killed)) == (100, 20)
    assert all(run.victim and 0 < run.after <= 8 for run in killed)
    assert {run.end for run in made} == {End.CLOSED, End.FAILED, End.KILLED}
    assert Counter(run.victim for run in killed) == dict.fromkeys(Victim, 4), "each as often as the others"
    assert all(0 < run.after <= 2 for run in made if run.end is End.CLOSED)


def test_the_same_seed_gives_the_same_runs_and_another_gives_others() -> None:
    assert plans(50, 10, until=8.0, seed=1) == plans(50, 10, until=8.0, seed=1) != plans(50, 10, until=8.0, seed=2)


def test_sessions_end_in_every_way_and_every_third_is_killed_whoever_it_is() -> None:
    made = sessions(30, seed=1)
    ends = Counter(run.end for run in made)
    assert set(End) - set(ends) == {End.CLOSED, End.FAILED}, "which need no session"
    assert ends[End.KILLED] == 10
    assert Counter(run.victim for run in made if run.victim) == dict.fromkeys(Victim, 2)
    assert {run.stage for run in made if run.end is not End.KILLED} == {Stage.PICTURE, Stage.CONTROL}
    assert all(run.stage and 0 < run.after <= 4 for run in made)


def test_sessions_can_be_run_in_portions() -> None:
    assert sessions(20, seed=1)[:5] == sessions(5, seed=1)
