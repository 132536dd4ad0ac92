"""`python -m bench.bulk`: how fast a file goes, and what it does to input and pictures, against plain aiortc."""

import argparse
import fcntl
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from bench import machine
from bench.bulk.rows import measure, rows
from bench.others import Others
from bench.priority import served_first
from bench.rows import printed
from bench.runs import say


def main() -> int:
    """Measures, prints, and says by its exit status whether every target was met."""
    parser = argparse.ArgumentParser(prog="bench.bulk", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often everything is done")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="hold this file while something is measured")
    given = parser.parse_args()

    @contextmanager
    def locked() -> Iterator[None]:
        if given.lock is None:
            yield
            return
        with given.lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    painter = QGuiApplication(["bench", "-platform", "offscreen"])  # draws the workload's pages
    with served_first():
        others = Others()
        table = rows(measure(given.rounds, say, locked))
        taken = others.percent()
    print(f"medians of {given.rounds} rounds, {machine.described()}; others took {taken:.0f} % of a core\n")
    print(printed(table))
    if given.json:
        print(json.dumps({"rows": [row.as_json() for row in table]}))
    painter.quit()
    return 0 if all(row.ok is not False for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
