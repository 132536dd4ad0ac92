from bench.removal.__main__ import told
from bench.removal.carrying_out import Outcome
from bench.removal.plans import End, Run, Victim


def test_each_kind_of_end_has_its_worst_time_and_what_was_left_is_named() -> None:
    outcomes = [
        Outcome(Run(End.KILLED, Victim.BROOM, 1.0), 4.0, ("a folder",)),
        Outcome(Run(End.CLOSED), 1.0, ()),
        Outcome(Run(End.CLOSED), 3.0, ()),
        Outcome(Run(End.KILLED, Victim.PROGRAM, 1.0), 2.0, ()),
    ]
    _, _, *rows = told(outcomes).splitlines()
    assert rows == [
        "| closed | 2 | 0 | 2.0 | 3.0 | 10 |",
        "| killed: program | 1 | 0 | 2.0 | 2.0 | 60 |",
        "| killed: broom | 1 | 1 | 4.0 | 4.0 | 60 |",
        "killed: broom after 1.0 s: a folder",
    ]
