from collections import Counter

from bench.removal.plans import End, Victim, plans


def test_so_many_are_killed_each_within_the_time_and_the_others_are_closed_or_fail() -> None:
    made = plans(100, 20, until=8.0, seed=1)
    killed = [run for run in made if run.end is End.KILLED]
    assert (len(made), len(killed)) == (100, 20)
    assert all(run.victim and 0 < run.after <= 8 for run in killed)
    assert {run.end for run in made} == set(End)
    assert Counter(run.victim for run in killed) == dict.fromkeys(Victim, 4), "each as often as the others"
    assert all(0 < run.after <= 2 for run in made if run.end is End.CLOSED)


def test_the_same_seed_gives_the_same_runs_and_another_gives_others() -> None:
    assert plans(50, 10, until=8.0, seed=1) == plans(50, 10, until=8.0, seed=1) != plans(50, 10, until=8.0, seed=2)
