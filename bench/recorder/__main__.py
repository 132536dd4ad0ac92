"""`python -m bench.recorder`: how many sessions one core records, beside the naive recorder, in the same run."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from bench import machine
from bench.recorder import reel
from bench.recorder.trial import NAIVE, OURS, Outcome, held
from bench.rows import Row, printed

BIT_RATE: Final = 2_000_000
SECONDS: Final = 4
"""Of the reel."""
PER_CORE, CHEAPER, MEMORY = 60, 30, 9.5
"""What the product promises itself: sessions per core; times the naive one's; MiB (10 MB) of memory per session."""


def rows(ours: Outcome, naive: Outcome | None) -> list[Row]:
    """What was measured, beside what was wanted."""
    per_core, cheaper = (naive.per_core, CHEAPER) if naive else (None, None)
    return [
        Row("sessions per core, 1080p at 2 Mbit/s", "", ours.per_core, per_core, "higher", PER_CORE, cheaper),
        Row("sessions at once", "", ours.sessions, None, "higher", PER_CORE),
        Row("pictures lost", "", ours.lost, None, "lower", 0),
        Row("seconds without a stored picture", "", ours.refused, None, "lower", 0),
        Row("memory per session", "MiB", ours.memory, naive.memory if naive else None, "lower", MEMORY),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, prints, and says by its exit status whether every target was met."""
    parser = argparse.ArgumentParser(prog="python -m bench.recorder", description=__doc__)
    parser.add_argument("--sessions", type=int, default=PER_CORE, metavar="N", help="recorded at once")
    parser.add_argument("--seconds", type=float, default=20, metavar="S", help="that count")
    parser.add_argument("--alone", action="store_true", help="without the naive recorder")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="hold this file while something is measured")
    given = parser.parse_args(argv)
    shown = reel.made(SECONDS, BIT_RATE)
    with given.lock.open("w") if given.lock else nullcontext() as lock:
        if lock:
            flock(lock, LOCK_EX)
        naive = None if given.alone else asyncio.run(held(NAIVE, 1, given.seconds, shown))
        ours = asyncio.run(held(OURS, given.sessions, given.seconds, shown))
    table = rows(ours, naive)
    caption = f"{given.sessions} sessions of {shown.bit_rate / 1e6:.2f} Mbit/s, {reel.PICTURES} pictures a second, on"
    print(f"{caption} {machine.described()}\n\n{printed(table)}")
    print(f"\nThe senders used {ours.sender_cpu / ours.seconds:.2f} of a core, ours {ours.cpu / ours.seconds:.2f}.")
    if given.json:
        print(json.dumps({"machine": machine.described(), "rows": [row.as_json() for row in table]}))
    return 0 if all(row.ok is not False for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
