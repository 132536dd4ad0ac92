"""`python -m bench.removal FILE`: starts a downloaded client often, and compares the machine after each end."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.desktop import Desktop, DidNotComeUp, wait_for
from bench.removal.plans import End, Run, Victim, plans
from bench.removal.started import TITLE, LinuxMachine, Machine
from bench.removal.windows_machine import WindowsMachine

WITHIN: Final = {End.CLOSED: 10.0, End.FAILED: 10.0, End.KILLED: 60.0}
"""Seconds in which nothing may be left, by what was promised."""
COMES_UP_WITHIN: Final = 120.0
"""Seconds for a window, on a busy machine."""
_A_MOMENT: Final = 2.0
"""Seconds after which a customer clicks again."""
UNTIL: Final = 8.0
"""Seconds after a start in which it may be killed: while it unpacks, while it loads, at the window."""


@dataclass(frozen=True)
class Outcome:
    """How long something was left, and what was left for too long."""

    run: Run
    seconds: float
    left: tuple[str, ...]


def carried_out(machine: Machine, run: Run, patience: float = 1.0) -> Outcome:
    """One run, to the moment when nothing is left or the time is over."""
    machine.start(machine.fails_with if run.end is End.FAILED else ())
    if run.victim:
        _kill(machine, run.victim, run.after)
    elif run.end is End.CLOSED:
        wait_for(lambda: machine.desktop.xdotool("search", "--onlyvisible", "--name", TITLE), TITLE, COMES_UP_WITHIN)
        machine.close()
        wait_for(lambda: not machine.victims(Victim.PROGRAM), "its end", COMES_UP_WITHIN)
    else:
        wait_for(lambda: machine.victims(Victim.PROGRAM), "the program", COMES_UP_WITHIN)
        wait_for(lambda: not machine.victims(Victim.PROGRAM), "its end", COMES_UP_WITHIN)
    return _watched(machine, run, patience)


def _kill(machine: Machine, victim: Victim, after: float) -> None:
    time.sleep(after)
    # Before it has a folder it has done nothing: the file is the customer's, as it was downloaded.
    wait_for(machine.has_begun, "a folder", COMES_UP_WITHIN)
    for process in machine.victims(victim) or machine.victims(Victim.EVERYBODY):
        process.kill()
    if victim is Victim.EVERYBODY or not machine.victims(Victim.EVERYBODY):
        machine.start(machine.fails_with)
    elif victim is not Victim.PROGRAM:
        # Whoever was killed was not the program: that goes on until the customer closes it.
        wait_for(lambda: _goes_on_or_is_gone(machine), "the program", COMES_UP_WITHIN)
        until = time.monotonic() + COMES_UP_WITHIN
        while machine.victims(Victim.PROGRAM) and time.monotonic() < until:
            machine.close()
            time.sleep(_A_MOMENT)


def _goes_on_or_is_gone(machine: Machine) -> bool:
    """Whoever is killed while it unpacks never becomes a program."""
    return bool(machine.victims(Victim.PROGRAM)) or not machine.victims(Victim.EVERYBODY)


def _watched(machine: Machine, run: Run, patience: float) -> Outcome:
    begun = time.monotonic()
    while left := machine.left():
        took = time.monotonic() - begun
        if took > patience * WITHIN[run.end] and not machine.victims(Victim.PROGRAM):
            machine.put_back()
            return Outcome(run, took, tuple(left))
        time.sleep(0.1)
    return Outcome(run, time.monotonic() - begun, ())


def told(outcomes: Sequence[Outcome]) -> str:
    """The table."""
    lines = ["| end | runs | left something | seconds, median | worst | bar |", "|---|---|---|---|---|---|"]
    for end, bar in WITHIN.items():
        those = [each for each in outcomes if each.run.end is end]
        if those:
            seconds = [each.seconds for each in those]
            left = sum(bool(each.left) for each in those)
            median, worst = statistics.median(seconds), max(seconds)
            lines.append(f"| {end} | {len(those)} | {left} | {median:.1f} | {worst:.1f} | {bar:.0f} |")
    faults = [f"{each.run}: {', '.join(each.left[:8])}" for each in outcomes if each.left]
    return "\n".join([*lines, *faults])


def main(argv: Sequence[str] | None = None) -> int:
    """Runs them all, prints, and says by its exit status whether nothing was ever left."""
    parser = argparse.ArgumentParser(prog="python -m bench.removal", description=__doc__)
    parser.add_argument("file", type=Path, help="a built client; one that ends in .exe runs in wine")
    parser.add_argument("--runs", type=int, default=100, metavar="N")
    parser.add_argument("--killed", type=int, default=20, metavar="N", help="of them, at random moments")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1.0, help="times the bar, on a machine that others use too")
    given = parser.parse_args(argv)
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="bench-removal-") as place, Desktop(log_folder=Path(place)) as desktop:
        file, home = given.file.absolute(), Path(place) / "machine"
        machine: Machine
        machine = WindowsMachine(file, home, desktop) if file.suffix == ".exe" else LinuxMachine(file, home, desktop)
        try:
            for number, run in enumerate(plans(given.runs, given.killed, until=UNTIL, seed=given.seed), start=1):
                outcomes.append(carried_out(machine, run, given.patience))
                print(number, run, f"{outcomes[-1].seconds:.1f} s", *outcomes[-1].left[:3], flush=True)
        except (DidNotComeUp, KeyboardInterrupt) as stopped:
            print(f"stopped after {len(outcomes)} runs: {stopped!r}")
        machine.put_back()
        registry = machine.registry_changes() if isinstance(machine, WindowsMachine) else ()
    print(told(outcomes), *registry, sep="\n")
    whole = len(outcomes) == given.runs
    return 0 if whole and not registry and not any(each.left for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
