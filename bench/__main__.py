"""`make bench`: the same work on the same displays and lines: ours, the naive program and TigerVNC, in one run."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from PySide6.QtGui import QGuiApplication

from bench import chart, machine, page
from bench.contestants import CONTESTANTS
from bench.desktop import end_in_order
from bench.lines import QUALITIES
from bench.priority import served_first
from bench.rows import Row, printed
from bench.runs import Run
from bench.startup import key_to_first_picture
from bench.table import chosen, row
from bench.watching import Timings
from bench.work import FULL, QUICK

STARTUP = "key to first picture, p95"
STARTS, QUICK_STARTS = 20, 3


def arguments() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--quick", action="store_true", help="one short round, to see where one stands")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often everything is done; medians count (3)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="a kind of work, or words of a row")
    parser.add_argument("--line", action="append", default=[], choices=QUALITIES, help="these lines only")
    parser.add_argument(
        "--against",
        type=_names,
        default=["naive", "tigervnc"],
        metavar="NAMES",
        help="with whom ours is compared, e.g. naive,tigervnc; empty: with nobody",
    )
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw the rows into this SVG file too")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the rows as a table into this Markdown file too")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="hold this file while something is measured")
    parser.add_argument("--logs", type=Path, metavar="FOLDER", help="keep what the programs say")
    return parser


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if unknown := [name for name in names if name not in CONTESTANTS or name == "ours"]:
        raise argparse.ArgumentTypeError(f"nobody is called {', '.join(unknown)}")
    return names


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, prints, and says by its exit status whether every target was met."""
    given = arguments().parse_args(argv)
    wanted = chosen(given.only, given.line)
    startup = (not given.only or any(part in STARTUP for part in given.only)) and given.line in ([], ["lan"])
    if not wanted and not startup:
        print("No row has these words on this line; `python -m bench.table` names them all.", file=sys.stderr)
        return 2
    end_in_order()
    painter = QGuiApplication(["bench", "-platform", "offscreen"])  # lets this process draw the workloads' pages too
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, served_first():
        logs = given.logs or Path(folder)
        run = Run(QUICK if given.quick else FULL, given.rounds or (1 if given.quick else 3), logs, given.lock)
        run.go(["ours", *given.against], list(dict.fromkeys(one.job for one in wanted)))
        table = [row(one, run.results, run.why) for one in wanted]
        if startup:
            table.append(_startup(QUICK_STARTS if given.quick else STARTS, logs))
    painter.quit()
    _tell(given, run, table)
    return 0 if all(row.ok is not False for row in table) else 1


def _startup(count: int, logs: Path) -> Row:
    times = key_to_first_picture(count, logs)
    return Row(STARTUP, "ms", Timings(tuple(times)).p95, None, "lower", 2000)


def _tell(given: argparse.Namespace, run: Run, table: list[Row]) -> None:
    """Prints, draws, and ends with what programs read."""
    named, others = machine.described(), round(median(run.others)) if run.others else 0
    caption = f"1920x1080, medians of {run.rounds} rounds, on {named}; others at {others} % of a core"
    print(f"{caption}\n\n{printed(table)}")
    if given.chart:
        given.chart.write_text(chart.drawn(table, caption), encoding="utf-8")
    if given.page:
        page.write(given.page, table, caption)
    if given.json:
        rows = [row.as_json() for row in table]
        print(json.dumps({"machine": named, "rounds": run.rounds, "others": others, "rows": rows}))


if __name__ == "__main__":
    sys.exit(main())
