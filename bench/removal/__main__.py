"""`python -m bench.removal FILE`: starts a downloaded client often, and compares the machine after each end."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from bench.desktop import Desktop, DidNotComeUp, end_in_order, wait_for
from bench.removal.plans import End, Run, Victim, plans
from bench.removal.planted import missed
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
    """One run, to the moment when nothing is left or the time is over.

    It counts from the moment when the customer closes the window, or when somebody is killed; if the program goes on
    then, from when the customer closes that; if everybody was killed, from the next start.
    """
    machine.start(machine.fails_with if run.end is End.FAILED else ())
    match run.end:
        case End.KILLED:
            begun = _kill(machine, run)
        case End.CLOSED:
            wait_for(
                lambda: machine.desktop.xdotool("search", "--onlyvisible", "--name", TITLE), TITLE, COMES_UP_WITHIN
            )
            time.sleep(run.after)
            begun = _close(machine)
        case _:
            wait_for(lambda: machine.victims(Victim.PROGRAM), "the program", COMES_UP_WITHIN)
            wait_for(lambda: not machine.victims(Victim.PROGRAM), "its end", COMES_UP_WITHIN)
            begun = time.monotonic()
    return _watched(machine, run, begun, patience)


def _close(machine: Machine) -> float:
    """When the customer did it for the first time."""
    machine.close()
    first = time.monotonic()
    while time.monotonic() < first + COMES_UP_WITHIN:
        with suppress(DidNotComeUp):
            wait_for(lambda: not machine.victims(Victim.PROGRAM), "its end", _A_MOMENT)
            break
        machine.close()
    return first


def _kill(machine: Machine, run: Run) -> float:
    time.sleep(run.after)
    # Before it has said whose its folder is it has done nothing: the file is the customer's, as it was downloaded.
    wait_for(machine.has_begun, "a folder", COMES_UP_WITHIN)
    victim = run.victim or Victim.EVERYBODY
    for process in machine.victims(victim) or machine.victims(Victim.EVERYBODY):
        with suppress(psutil.Error):
            process.kill()
    killed = time.monotonic()
    if victim is Victim.EVERYBODY or not _somebody_is_there(machine):
        machine.start(machine.fails_with)
        return time.monotonic()
    if victim is not Victim.PROGRAM:
        # Whoever was killed was not the program: that goes on until the customer closes it.
        wait_for(
            lambda: machine.victims(Victim.PROGRAM) or not machine.left(), "the program, or nothing", COMES_UP_WITHIN
        )
        return _close(machine) if machine.victims(Victim.PROGRAM) else killed
    return killed


def _somebody_is_there(machine: Machine) -> bool:
    """One that was killed takes a moment to be gone."""
    with suppress(DidNotComeUp):
        return not wait_for(lambda: not machine.victims(Victim.EVERYBODY), "nobody", _A_MOMENT)
    return True


def _watched(machine: Machine, run: Run, begun: float, patience: float) -> Outcome:
    while left := machine.left():
        took = time.monotonic() - begun
        if took > patience * WITHIN[run.end]:
            machine.put_back()
            return Outcome(run, took, tuple(left))
        time.sleep(0.05)
    took = time.monotonic() - begun
    return Outcome(run, took, tuple(machine.registry_changes()))


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
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1.0, help="times the bar, on a machine that others use too")
    given = parser.parse_args(argv)
    end_in_order()
    with tempfile.TemporaryDirectory(prefix="bench-removal-") as place, Desktop(log_folder=Path(place)) as desktop:
        machine = _machine(given.file.absolute(), Path(place) / "machine", desktop)
        try:
            if unseen := missed(machine):
                print("the comparison does not find:", *unseen)
                return 1
            outcomes = _all(machine, plans(given.runs, given.killed, until=UNTIL, seed=given.seed), given.patience)
        finally:
            machine.end()
    print(told(outcomes))
    return 0 if len(outcomes) == given.runs and not any(each.left for each in outcomes) else 1


def _machine(file: Path, place: Path, desktop: Desktop) -> Machine:
    place.mkdir()
    return WindowsMachine(file, place, desktop) if file.suffix == ".exe" else LinuxMachine(file, place, desktop)


def _all(machine: Machine, runs: Sequence[Run], patience: float) -> list[Outcome]:
    """Those that were carried out."""
    outcomes: list[Outcome] = []
    try:
        for number, run in enumerate(runs, start=1):
            outcomes.append(carried_out(machine, run, patience))
            print(number, run, f"{outcomes[-1].seconds:.1f} s", *outcomes[-1].left[:3], flush=True)
    except (DidNotComeUp, KeyboardInterrupt) as stopped:
        print(f"stopped after {len(outcomes)} runs: {stopped!r}")
    machine.put_back()
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
