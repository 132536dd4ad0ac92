"""`python -m bench.recorder.sizes`: how large the recordings of a quiet and of a busy office hour are."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication

from bench import chart, machine
from bench.recorder.hour import Hour, Prices, Till, hour
from bench.recorder.office import BUSY, QUIET
from bench.rows import Row, printed

AT_MOST: Final = {QUIET: 15, BUSY: 100}
"""Megabytes."""


def rows(hours: Sequence[Hour]) -> list[Row]:
    """What an hour takes, and what of it is not pictures."""
    table: list[Row] = []
    for one in hours:
        table.append(Row(one.work.name, "MB", one.megabytes, None, "lower", AT_MOST[one.work]))
        table.append(Row(f"{one.work.name}: to jump to", "MB", one.keyframes / 1e6, None, "lower"))
        table.append(Row(f"{one.work.name}: clock, container, seal", "MB", one.container / 1e6, None, "lower"))
    return table


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, prints, and says by its exit status whether both targets were met."""
    parser = argparse.ArgumentParser(prog="python -m bench.recorder.sizes", description=__doc__)
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw the rows into this SVG file too")
    given = parser.parse_args(argv)
    painter = QGuiApplication(["bench", "-platform", "offscreen"])
    prices = asyncio.run(_prices())
    painter.quit()
    table = rows([hour(work, prices) for work in AT_MOST])
    caption = f"Recordings of 1920x1080, an agent's line of 20 Mbit/s, on {machine.described()}"
    prized = ", ".join(f"{name} {price / 1000:.2f} kB" for name, price in asdict(prices).items())
    print(f"{caption}\n\n{printed(table)}\n\nOne each: {prized}")
    if given.chart:
        given.chart.write_text(chart.drawn([row for row in table if row.target], caption), encoding="utf-8")
    return 0 if all(row.ok is not False for row in table) else 1


async def _prices() -> Prices:
    return await Till().prices()


if __name__ == "__main__":
    sys.exit(main())
