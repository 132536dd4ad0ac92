"""What is measured of bulk, and what it should be."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from bench.bulk.figures import KINDS, ends
from bench.bulk.session import session
from bench.desktop import DidNotComeUp
from bench.lines import Quality
from bench.rows import Row
from bench.watching import Timings

CABLE = Quality("lan", "a cable")
LOSSY = Quality("bulk", "100 Mbit/s, 40 ms, 1 % loss", 100_000, 40, 1)
THIN = Quality("bulk-thin", "20 Mbit/s, 40 ms, 1 % loss", 20_000, 40, 1)
SIZES = {
    (CABLE.name, "ours"): 100_000_000,
    (CABLE.name, "stock"): 60_000_000,
    (LOSSY.name, "ours"): 40_000_000,
    (LOSSY.name, "stock"): 3_000_000,
}
"""Bytes: what takes some ten seconds."""
PRESSES = 400
IN_SESSION = {CABLE.name: 100_000_000, THIN.name: 40_000_000}

Locked = Callable[[], AbstractContextManager[object]]


@dataclass
class Measured:
    """Values by name, one for each round; and why some are missing."""

    values: dict[str, list[float]] = field(default_factory=dict)
    why: str = ""

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    def middle(self, name: str) -> float | None:
        return median(self.values[name]) if name in self.values else None


def measure(rounds: int, say: Callable[[str], None], locked: Locked = nullcontext) -> Measured:
    """All of it. `locked` is entered for each measurement."""
    measured = Measured()
    for number in range(1, rounds + 1):
        with tempfile.TemporaryDirectory(prefix="bulk-") as folder:
            for kind in KINDS:
                for quality in (CABLE, LOSSY):
                    with locked():
                        _carried(measured, kind, quality, Path(folder), number)
                with locked():
                    _pressed(measured, kind, Path(folder), number)
            for quality in (CABLE, THIN):
                with locked():
                    _in_session(measured, quality, Path(folder) / quality.name, number)
        say(f"{number}/{rounds}: " + ", ".join(f"{name} {values[-1]:.4g}" for name, values in measured.values.items()))
    return measured


def rows(measured: Measured) -> list[Row]:
    """What it came to; plain aiortc is the baseline."""

    def row(name: str, unit: str, figure: str, *, lower: bool = False, target: float | None = None) -> Row:
        ours, stock = measured.middle(f"ours {figure}"), measured.middle(f"stock {figure}")
        why = "" if ours is not None else measured.why
        return Row(name, unit, ours, stock, "lower" if lower else "higher", target, why=why)

    return [
        row("file, a cable", "Mbit/s", "lan", target=50),
        row("file, a cable, sender's processor", "% of a core for 10 Mbit/s", "lan sender", lower=True),
        row("file, a cable, receiver's processor", "% of a core for 10 Mbit/s", "lan receiver", lower=True),
        row(f"file, {LOSSY.about}", "Mbit/s", "bulk", target=15),
        row(f"key, {LOSSY.about}, p50", "ms", "alone p50", lower=True),
        row(f"key, {LOSSY.about}, p99", "ms", "alone p99", lower=True),
        row(f"key beside a file, {THIN.about}, p50", "ms", "beside p50", lower=True),
        row(f"key beside a file, {THIN.about}, p99", "ms", "beside p99", lower=True),
        *(
            made
            for quality in (CABLE, THIN)
            for way in ("to the agent", "to the customer")
            for made in (
                row(
                    f"{quality.about}, file {way}: key to picture later by",
                    "ms",
                    f"{quality.name} {way}",
                    lower=True,
                    target=30,
                ),
                row(f"{quality.about}, file {way} beside a session", "Mbit/s", f"{quality.name} {way} file"),
            )
        ),
    ]


def _carried(measured: Measured, kind: str, quality: Quality, folder: Path, seed: int) -> None:
    with ends(kind, quality, folder, seed) as pair:
        carried = pair.carry(SIZES[quality.name, kind])
    measured.add(f"{kind} {quality.name}", carried.megabits)
    measured.add(f"{kind} {quality.name} sender", carried.sender * 10 / carried.megabits)
    measured.add(f"{kind} {quality.name} receiver", carried.receiver * 10 / carried.megabits)


def _pressed(measured: Measured, kind: str, folder: Path, seed: int) -> None:
    with ends(kind, LOSSY, folder, seed) as pair:
        _note(measured, f"{kind} alone", pair.press(PRESSES))
    with ends(kind, THIN, folder, seed) as pair:
        pair.sender.tell("large", str(1 << 30))
        _note(measured, f"{kind} beside", pair.press(PRESSES))


def _note(measured: Measured, name: str, timings: Timings) -> None:
    measured.add(f"{name} p50", timings.p50)
    measured.add(f"{name} p99", float(np.percentile(timings.values, 99)))


def _in_session(measured: Measured, quality: Quality, folder: Path, seed: int) -> None:
    folder.mkdir()
    try:
        with session(quality, folder, seed) as running:
            for way, to_agent in (("to the agent", True), ("to the customer", False)):
                told = running.measure(to_agent=to_agent, size=IN_SESSION[quality.name])
                measured.add(f"ours {quality.name} {way}", told.raised)
                measured.add(f"ours {quality.name} {way} file", told.megabits)
    except DidNotComeUp as reason:
        measured.why = str(reason)
