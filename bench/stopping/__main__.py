"""`python -m bench.stopping [--rounds N]`: the median and the worst of each figure, held against the issue's bars."""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench.desktop import Desktop, end_in_order
from bench.priority import served_first
from bench.service import Service
from bench.stopping.rounds import BARS, Round


def main() -> int:
    """See above. 1 when something is beyond its bar."""
    parser = argparse.ArgumentParser(prog="bench.stopping", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    end_in_order()
    found: dict[str, list[float]] = {bar.name: [] for bar in BARS}
    with tempfile.TemporaryDirectory(prefix="stopping-") as name:
        folder = Path(name)
        with served_first(), Desktop(1280, 800, log_folder=folder) as desktop, Service(folder) as service:
            for number in range(given.rounds):
                measured = Round(service, desktop.name).run()
                sys.stderr.write(f"round {number + 1}: {json.dumps(measured)}\n")
                for name_of, milliseconds in measured.items():
                    found[name_of].append(milliseconds)
    report = {
        bar.name: {
            "median": round(statistics.median(found[bar.name]), 1),
            "worst": round(max(found[bar.name]), 1),
            "least": round(min(found[bar.name]), 1),
            "bar": bar.most,
            "holds": bar.least <= min(found[bar.name]) and max(found[bar.name]) <= bar.most,
        }
        for bar in BARS
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0 if all(row["holds"] for row in report.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
