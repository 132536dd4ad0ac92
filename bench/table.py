"""Which rows there are: what is measured on which line, and what it should be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median

from bench.lines import QUALITIES
from bench.rows import Better, Row


@dataclass(frozen=True, order=True)
class Job:
    """One piece of work on one line."""

    line: str
    work: str


@dataclass(frozen=True)
class Wanted:
    """One row to be."""

    name: str
    unit: str
    job: Job
    figure: str
    better: Better
    target: float | None = None
    target_ratio: float | None = None


Results = Mapping[tuple[str, Job, str], list[float]]
"""Contestant, job and figure: what was measured, once for each round."""

LOSS, QUEUE = "lossy", ("1mbit", "500kbit")


def _row(  # noqa: PLR0917  # the columns of the table below
    name: str,
    unit: str,
    line: str,
    work: str,
    figure: str,
    better: Better,
    target: float | None = None,
    ratio: float | None = None,
) -> Wanted:
    where = "" if line == "lan" else f"{QUALITIES[line].about}: "
    return Wanted(where + name, unit, Job(line, work), figure, better, target, ratio)


def _motion(line: str, work: str, fps: float, age: float) -> tuple[Wanted, ...]:
    return (
        _row(f"{work}, pictures shown", "per second", line, work, "fps", "higher", fps),
        _row(f"{work}, age of the picture, p50", "ms", line, work, "age p50", "lower", age),
    )


def _bytes(line: str, work: str, target: float | None = None) -> Wanted:
    return _row(f"{work}, carried", "Mbit/s", line, work, "Mbit/s", "lower", target)


TABLE: tuple[Wanted, ...] = (
    _row("input to picture, p50", "ms", "lan", "echo", "p50", "lower", 20, 0.25),
    _row("input to picture, p95", "ms", "lan", "echo", "p95", "lower", 30, 0.25),
    _row("input to picture, p50", "ms", "20mbit", "echo", "p50", "lower", 65),
    _row("input to picture, p95", "ms", "20mbit", "echo", "p95", "lower", 120),
    _row("input to picture, p50", "ms", "3mbit", "echo", "p50", "lower", 140),
    _row("input to picture, p95", "ms", "3mbit", "echo", "p95", "lower", 300),
    _row("last change shown, p95", "ms", "lan", "changes", "p95", "lower", 100),
    *_motion("lan", "scroll", 55, 35),
    _bytes("lan", "scroll", 8),
    _row("scroll, sharpness in motion", "dB", "lan", "scroll", "dB", "higher"),
    *_motion("20mbit", "scroll", 50, 75),
    _row("scroll, sharpness in motion", "dB", "20mbit", "scroll", "dB", "higher"),
    *_motion("3mbit", "scroll", 35, 130),
    _row("scroll, sharpness in motion", "dB", "3mbit", "scroll", "dB", "higher"),
    *_motion("lan", "video", 29, 45),
    _bytes("lan", "video"),
    _row("video, sharpness", "dB", "lan", "video", "dB", "higher"),
    _row("small coloured text, PSNR", "dB", "lan", "text", "dB", "higher", 45),
    _row("saturated coloured text, PSNR", "dB", "lan", "text", "loud dB", "higher", 45),
    _row("small coloured text, time to 45 dB", "ms", "lan", "text", "ms to sharp", "lower", 300),
    _row("small coloured text, carried", "MB a page", "lan", "text", "MB a page", "lower", 1),
    _row("small coloured text, time to 45 dB", "ms", "3mbit", "text", "ms to sharp", "lower", 1000),
    _row("typing, carried", "bytes a letter", "lan", "typing", "bytes each", "lower", 1500),
    _row("typing, key to letter, p50", "ms", "lan", "typing", "p50", "lower"),
    _row("still, carried", "bytes a second", "lan", "still", "bytes a second", "lower"),
    _row("drag, pictures of 600", "", "1mbit", "drag", "of 600", "higher", 550),
    _row("drag, drawn to shown, p95", "ms", "1mbit", "drag", "latency p95", "lower", 150),
    _row("drag, pictures of 600", "", "500kbit", "drag", "of 600", "higher", 480),
    _row("drag, drawn to shown, p95", "ms", "500kbit", "drag", "latency p95", "lower", 200),
    _row("drag, drawn to shown, p95", "ms", "lossy", "drag", "latency p95", "lower", 110),
    _row("drag, frozen", "s", "lossy", "drag", "frozen", "lower", 0),
    _row("typing, customer's processor", "% of a core", "lan", "typing", "cpu", "lower", 10),
    _row("scroll, customer's processor", "% of a core", "lan", "scroll", "cpu", "lower", 60),
    _row("video, customer's processor", "% of a core", "lan", "video", "cpu", "lower"),
    _row("scroll, customer's processor with recorder", "× without", "lan", "recorded", "ratio", "lower", 1.15),
    _row("still, customer's processor", "% of a core", "lan", "still", "cpu", "lower", 1),
)


def chosen(only: Collection[str], lines: Collection[str]) -> list[Wanted]:
    """The rows whose name or work contains one of `only`, on one of `lines`; of an empty choice all."""
    return [
        wanted
        for wanted in TABLE
        if (not only or any(part in wanted.name or part == wanted.job.work for part in only))
        and (not lines or wanted.job.line in lines)
    ]


def row(wanted: Wanted, results: Results, why: Mapping[str, str]) -> Row:
    """The row with the medians of what was measured. `why` has, by contestant or line, why something was not."""

    def middle(contestant: str) -> float | None:
        values = results.get((contestant, wanted.job, wanted.figure))
        return median(values) if values else None

    ours, naive, tigervnc = middle("ours"), middle("naive"), middle("tigervnc")
    absent = [name for name, value in (("ours", ours), ("naive", naive), ("tigervnc", tigervnc)) if value is None]
    reasons = dict.fromkeys(why[key] for key in (wanted.job.line, *absent) if absent and key in why)
    return Row(
        wanted.name,
        wanted.unit,
        ours,
        naive,
        wanted.better,
        wanted.target,
        wanted.target_ratio if naive is not None or ours is None else None,
        tigervnc,
        "; ".join(reasons),
    )


if __name__ == "__main__":
    print("\n".join(f"{wanted.name}, {wanted.unit}" for wanted in TABLE))
