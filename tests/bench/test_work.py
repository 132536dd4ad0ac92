import os
from dataclasses import replace
from typing import Any, cast

import pytest

from bench import work
from bench.lines import Loopback
from bench.watching import Motion, Timings
from bench.work import FULL, QUICK, WORK, Ring, Spent


class CountingLine(Loopback):
    """Has carried a thousand bytes more each time one asks."""

    def __init__(self) -> None:
        super().__init__("")
        self.count = 0

    def carried(self) -> int | None:
        self.count += 1000
        return self.count


class Somebody:
    def customer_pids(self) -> list[int]:
        return [os.getpid()]


def ring(line: Loopback) -> Ring:
    nothing = cast("Any", None)
    return Ring(cast("Any", Somebody()), nothing, nothing, line, QUICK, 0)


def test_what_is_spent_is_told_for_each_part() -> None:
    figures = Spent(ring(CountingLine())).figures(10)
    assert figures["bytes each"] == 100
    assert {"cpu", "bytes a second", "Mbit/s"} <= set(figures)


def test_where_bytes_cannot_be_counted_there_is_no_figure_for_them() -> None:
    assert set(Spent(ring(Loopback("no namespaces"))).figures(10)) == {"cpu"}


def test_frames_are_counted_of_600_however_long_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Motion(27, 135, Timings((1.0,)), Timings((2.0,)), 0.5, None)
    monkeypatch.setattr(work, "WARM", 0)
    monkeypatch.setattr(work.probe, "running", lambda *_: NothingRuns())
    monkeypatch.setattr(work.probe, "motion", lambda *_: seen)
    figures = work.drag(ring(CountingLine()))
    assert figures["of 600"] == 135 * 600 / QUICK.frames == 540
    assert (figures["latency p95"], figures["frozen"]) == (2, 0.5)
    assert "dB" not in figures
    monkeypatch.setattr(work.probe, "motion", lambda *_: replace(seen, sharpness=38.0))
    assert work.drag(ring(CountingLine()))["dB"] == 38


def test_what_the_recorder_costs_is_asked_of_ours_alone() -> None:
    assert WORK["recorded"](ring(CountingLine())) == {}


def test_a_full_run_counts_600_frames() -> None:
    assert FULL.frames == 600


class NothingRuns:
    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass
