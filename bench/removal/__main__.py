"""`python -m bench.removal FILE`: starts a downloaded client often, and compares the machine after each end.

With `--sessions N` each of N starts becomes a whole session, with a real server, recorder and agent.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.desktop import Desktop, DidNotComeUp, end_in_order
from bench.removal.carrying_out import WITHIN, Outcome, carried_out, session_carried_out
from bench.removal.hotline import Hotline
from bench.removal.plans import End, Run, Victim, plans, sessions
from bench.removal.planted import missed
from bench.removal.started import LinuxMachine, Machine
from bench.removal.windows_machine import WindowsMachine
from release.windows.wine import DESKTOP

UNTIL: Final = 8.0
"""Seconds after a start in which it may be killed: while it unpacks, while it loads, at the window."""


def told(outcomes: Sequence[Outcome]) -> str:
    """The table."""
    lines = ["| end | runs | left something | seconds, median | worst | bar |", "|---|---|---|---|---|---|"]
    for end, victim in dict.fromkeys((each.run.end, each.run.victim) for each in sorted(outcomes, key=_in_order)):
        those = [each for each in outcomes if (each.run.end, each.run.victim) == (end, victim)]
        seconds = [each.seconds for each in those]
        left = sum(bool(each.left) for each in those)
        median, worst = statistics.median(seconds), max(seconds)
        name = f"{end}: {victim}" if victim else end
        lines.append(f"| {name} | {len(those)} | {left} | {median:.1f} | {worst:.1f} | {WITHIN[end]:.0f} |")
    faults = [f"{each.run}: {', '.join(each.left[:8])}" for each in outcomes if each.left]
    return "\n".join([*lines, *faults])


def _in_order(outcome: Outcome) -> tuple[int, int]:
    victims = [None, *Victim]
    return [*End].index(outcome.run.end), victims.index(outcome.run.victim)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs them all, prints, and says by its exit status whether nothing was ever left."""
    parser = argparse.ArgumentParser(prog="python -m bench.removal", description=__doc__)
    parser.add_argument("file", type=Path, help="a built client; one that ends in .exe runs in wine")
    parser.add_argument("--runs", type=int, default=100, metavar="N")
    parser.add_argument("--killed", type=int, default=20, metavar="N", help="of them, at random moments")
    parser.add_argument("--sessions", type=int, default=0, metavar="N", help="whole sessions, in place of mere starts")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave the first so many out: for portions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1.0, help="times the bar, on a machine that others use too")
    given = parser.parse_args(argv)
    end_in_order()
    is_for_windows = given.file.suffix == ".exe"
    width, height = (int(part) for part in DESKTOP.split("x"))  # wine's, which fills the screen then (0168)
    with (
        tempfile.TemporaryDirectory(prefix="bench-removal-") as place,
        Desktop(width, height, log_folder=Path(place)) as desktop,
    ):
        (folder := Path(place) / "machine").mkdir()
        machine = (WindowsMachine if is_for_windows else LinuxMachine)(given.file.absolute(), folder, desktop)
        try:
            if unseen := missed(machine):
                print("the comparison does not find:", *unseen)
                return 1
            outcomes, wanted = _runs(machine, given, Path(place))
        finally:
            machine.end()
    print(told(outcomes))
    return 0 if len(outcomes) == wanted and not any(each.left for each in outcomes) else 1


def _runs(machine: Machine, given: argparse.Namespace, place: Path) -> tuple[list[Outcome], int]:
    """Those that were carried out, and how many there should be."""
    if not given.sessions:
        starts = plans(given.runs, given.killed, until=UNTIL, seed=given.seed)[given.skip :]
        return _all(machine, starts, lambda run: carried_out(machine, run, given.patience)), len(starts)
    whole = sessions(given.sessions, seed=given.seed)[given.skip :]
    with Hotline(place / "service") as hotline:

        def carry(run: Run) -> Outcome:
            return session_carried_out(machine, run, hotline, place, given.patience)

        return _all(machine, whole, carry), len(whole)


def _all(machine: Machine, runs: Sequence[Run], carry_out: Callable[[Run], Outcome]) -> list[Outcome]:
    """Those that were carried out."""
    outcomes: list[Outcome] = []
    try:
        for number, run in enumerate(runs, start=1):
            outcomes.append(carry_out(run))
            print(number, run, f"{outcomes[-1].seconds:.1f} s", *outcomes[-1].left[:3], flush=True)
    except (DidNotComeUp, KeyboardInterrupt) as stopped:
        print(f"stopped after {len(outcomes)} runs: {stopped!r}")
    machine.put_back()
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
