"""`python -m bench.faults`: rounds of sessions with faults, drawn from a seed; what must hold, and the figures."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bench.desktop import Desktop, DidNotComeUp, end_in_order
from bench.faults.machine import Machine
from bench.faults.people import Agent
from bench.faults.plans import Kind, Plan, plan
from bench.faults.reading import reader
from bench.faults.rounds import SIZE, Painter, play
from bench.faults.seen import Seen
from bench.faults.verdict import HEADER, row, wrong


def arguments() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, metavar="N", help="how many (12)")
    parser.add_argument(
        "--first", type=int, default=0, metavar="N", help="the number of the first, to go on with a run"
    )
    parser.add_argument("--seed", type=int, default=1, help="what they are drawn from")
    parser.add_argument("--only", action="append", type=Kind, choices=list(Kind), default=[], help="this kind of fault")
    parser.add_argument("--logs", type=Path, metavar="FOLDER", help="keep what the programs say")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Plays, prints, and says by its exit status whether all that must hold did."""
    given = arguments().parse_args(argv)
    end_in_order()
    kinds = tuple(given.only) or tuple(Kind)
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as temporary:
        folder = given.logs or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rounds, bad = run(folder, given.seed, range(given.first, given.first + given.rounds), kinds)
    print(f"\n{HEADER}")
    for kind in kinds:
        print(row(kind, rounds))
    print(f"\n{len(rounds)} rounds, seed {given.seed}: {bad or 'nothing'} went wrong")
    return 1 if bad else 0


def run(folder: Path, seed: int, numbers: Sequence[int], kinds: tuple[Kind, ...]) -> tuple[list[Seen], int]:
    """The rounds of these numbers, and in how many something was wrong. Those with the clock have their own machine."""
    plans = [plan(seed, number, kinds) for number in numbers]
    rounds: list[Seen] = []
    bad = 0
    with Desktop(*SIZE, log_folder=folder) as desktop:
        os.environ["DISPLAY"] = desktop.name
        for clock in (False, True):
            if own := [each for each in plans if (each.kind is Kind.CLOCK_JUMPED) is clock]:
                found = _played(folder / ("clock" if clock else "others"), desktop.name, own, clock=clock)
                rounds += found
                bad += sum(bool(flaws) for flaws in found.values())
    return rounds, bad


def _played(folder: Path, display: str, plans: Sequence[Plan], *, clock: bool) -> dict[Seen, list[str]]:
    """Every round, and what was wrong with it."""
    played = {}
    with (
        Machine(folder, clock=clock) as machine,
        closing(Agent(machine.service)) as agent,
        closing(Painter(display)) as painter,
    ):
        readable = reader(machine.service.state, machine.service.officers)
        for each in plans:
            began = time.monotonic()
            seen = play(machine, agent, painter, display, each)
            played[seen] = wrong(seen, readable)
            print(_line(seen, played[seen], time.monotonic() - began), flush=True)
        for session in machine.not_entered():
            print(f"{session} was not entered into the ledger", flush=True)
            next(found for seen, found in played.items() if seen.session == session).append("not entered")
    return played


def _line(seen: Seen, found: Sequence[str], took: float) -> str:
    own = seen.plan
    when = f"{'early ' if own.early else ''}+{own.age:.1f} s for {own.lasts:.1f} s{' to the end' * own.ends_during}"
    return f"{own.number:4} {own.kind:13} {when:36} {took:5.1f} s  {'; '.join(found) or 'ok'}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DidNotComeUp as reason:
        sys.stderr.write(f"bench.faults: {reason}\n")
        sys.exit(1)
