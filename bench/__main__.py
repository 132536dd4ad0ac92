"""`make bench`: the same work on the same displays, ours against the naive program, in one run."""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench import probe
from bench.contestants import Contestant, Naive, Ours
from bench.desktop import Desktop
from bench.rows import Better, Bounds, Row, printed
from bench.startup import key_to_first_picture

SETTLE = 1.5
"""Seconds for a picture to come to rest before it is measured."""


@dataclass
class Figures:
    """What one contestant reached, by the name of the figure; one value for each round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        return statistics.median(self.values[name])


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    rounds: int
    keys: int
    seconds: float
    starts: int


FULL = Effort(rounds=3, keys=40, seconds=4.0, starts=20)
QUICK = Effort(rounds=1, keys=15, seconds=2.0, starts=3)


def measure(contestant: Contestant, effort: Effort, logs: Path) -> Figures:
    """All workloads for one contestant, `effort.rounds` times."""
    figures = Figures()
    with (
        Desktop(log_folder=logs / f"{contestant.name}-host") as host,
        Desktop(log_folder=logs / f"{contestant.name}-viewer") as viewer,
        _started(contestant, host, viewer),
    ):
        for _ in range(effort.rounds):
            for workload in (_echo, _typing, _text, _scroll, _drag, _video):
                workload(contestant, host, viewer, effort, figures)
    return figures


@contextmanager
def _started(contestant: Contestant, host: Desktop, viewer: Desktop) -> Iterator[None]:
    try:
        contestant.start(host, viewer)
        yield
    finally:
        contestant.stop()


def _echo(_contestant: Contestant, host: Desktop, viewer: Desktop, effort: Effort, figures: Figures) -> None:
    with probe.running("echo", host):
        time.sleep(SETTLE)
        timings = probe.echo(viewer, effort.keys)
    figures.add("echo p50", timings.p50)
    figures.add("echo p95", timings.p95)


def _typing(contestant: Contestant, host: Desktop, viewer: Desktop, effort: Effort, figures: Figures) -> None:
    with probe.running("typing", host) as log:
        time.sleep(SETTLE)
        cost = probe.Effort(contestant.customer_pids())
        timings = probe.last_change_shown(viewer, log, effort.keys // 3)
        figures.add("typing cpu", cost.percent())
    figures.add("last change p95", timings.p95)


def _text(_contestant: Contestant, host: Desktop, viewer: Desktop, _effort: Effort, figures: Figures) -> None:
    with probe.running("text", host) as log:
        time.sleep(SETTLE)
        reached, final = probe.time_to_sharp(host, viewer, log, target=45)
    figures.add("text 45 dB", reached)
    figures.add("text psnr", final)


def _moving(name: str) -> Callable[[Contestant, Desktop, Desktop, Effort, Figures], None]:
    def workload(contestant: Contestant, host: Desktop, viewer: Desktop, effort: Effort, figures: Figures) -> None:
        with probe.running(name, host) as log:
            time.sleep(SETTLE)
            cost = probe.Effort(contestant.customer_pids())
            seen = probe.motion(viewer, log, effort.seconds)
            figures.add(f"{name} cpu", cost.percent())
        figures.add(f"{name} fps", seen.frames_per_second)
        figures.add(f"{name} age", seen.age.p50)

    return workload


_scroll, _drag, _video = _moving("scroll"), _moving("drag"), _moving("video")


def rows(ours: Figures, naive: Figures, starts: list[float]) -> list[Row]:
    """The figures side by side, with what they should be."""

    def row(
        name: str, unit: str, figure: str, *, better: Better, target: float | None = None, bounds: Bounds = "value"
    ) -> Row:
        return Row(name, unit, ours.median(figure), naive.median(figure), better, target, bounds)

    return [
        row("input to picture, p50", "ms", "echo p50", better="lower", target=0.5, bounds="ratio"),
        row("input to picture, p95", "ms", "echo p95", better="lower", target=0.5, bounds="ratio"),
        row("last change shown, p95", "ms", "last change p95", better="lower", target=100),
        Row("key to first picture, p95", "ms", probe.Timings(tuple(starts)).p95, None, "lower", 2000),
        row("small coloured text, PSNR", "dB", "text psnr", better="higher", target=45),
        row("small coloured text, time to 45 dB", "ms", "text 45 dB", better="lower"),
        row("typing, customer's processor", "% of a core", "typing cpu", better="lower"),
        *(
            made
            for name in ("scroll", "drag", "video")
            for made in (
                row(f"{name}, pictures shown", "per second", f"{name} fps", better="higher"),
                row(f"{name}, age of the picture, p50", "ms", f"{name} age", better="lower"),
                row(f"{name}, customer's processor", "% of a core", f"{name} cpu", better="lower"),
            )
        ),
    ]


def main() -> int:
    """Measures, prints, and says by its exit status whether every target was met."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything runs")
    arguments = parser.parse_args()
    effort = QUICK if arguments.quick else FULL
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        naive = measure(Naive(), effort, Path(folder))
        ours = measure(Ours(), effort, Path(folder))
        starts = key_to_first_picture(effort.starts, Path(folder))
    table = rows(ours, naive, starts)
    load = psutil.getloadavg()[0]
    machine = f"{platform.machine()}, {psutil.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
    print(f"1920x1080, medians of {effort.rounds} rounds, on {machine}\n\n{printed(table)}")
    if arguments.json:
        print(json.dumps({"machine": machine, "rows": [row.as_json() for row in table]}))
    return 0 if all(row.ok for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
