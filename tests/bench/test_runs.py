from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from bench.desktop import DidNotComeUp
from bench.lines import Loopback, NoLine
from bench.runs import Run
from bench.table import Job
from bench.work import QUICK, Effort, Figures, Ring

ECHO, SCROLL, THIN = Job("lan", "echo"), Job("lan", "scroll"), Job("3mbit", "echo")


class Stage:
    """Prepares rings without desktops, and remembers in which order."""

    def __init__(self, failing: dict[tuple[str, str, int], Exception] | None = None) -> None:
        self.prepared: list[tuple[str, str, int]] = []
        self.failing = failing or {}
        self.line: object = None

    @contextmanager
    def prepare(self, name: str, line: str, number: int, effort: Effort, logs: Path) -> Iterator[Ring]:
        self.prepared.append((name, line, number))
        if reason := self.failing.get((name, line, number)):
            raise reason
        nothing = cast("Any", None)
        yield Ring(nothing, nothing, nothing, cast("Any", self.line), effort, 0)


def run(stage: Stage, tmp_path: Path, **more: Any) -> Run:
    def work(ring: Ring) -> Figures:
        return {"p50": float(len(stage.prepared))}

    return Run(
        QUICK, 2, tmp_path, prepare=stage.prepare, work={"echo": work, "scroll": work}, missing=lambda _: "", **more
    )


def test_contestants_take_turns_in_each_round(tmp_path: Path) -> None:
    stage = Stage()
    measured = run(stage, tmp_path)
    measured.go(["ours", "naive"], [ECHO, THIN])
    assert stage.prepared == [
        ("ours", "lan", 1), ("naive", "lan", 1), ("ours", "lan", 2), ("naive", "lan", 2),
        ("ours", "3mbit", 1), ("naive", "3mbit", 1), ("ours", "3mbit", 2), ("naive", "3mbit", 2),
    ]  # fmt: skip
    assert measured.results["naive", ECHO, "p50"] == [2.0, 4.0]
    assert len(measured.others) == 8


def test_all_work_on_one_line_is_done_in_one_session(tmp_path: Path) -> None:
    stage = Stage()
    run(stage, tmp_path).go(["ours"], [ECHO, SCROLL])
    assert stage.prepared == [("ours", "lan", 1), ("ours", "lan", 2)]


def test_who_is_not_installed_is_left_out_and_it_is_said_why(tmp_path: Path) -> None:
    stage = Stage()
    measured = run(stage, tmp_path)
    measured.missing = {"ours": "", "tigervnc": "not installed"}.__getitem__
    measured.go(["ours", "tigervnc"], [ECHO])
    assert {name for name, _, _ in stage.prepared} == {"ours"}
    assert measured.why == {"tigervnc": "not installed"}


def test_a_line_that_cannot_be_does_not_end_the_run(tmp_path: Path) -> None:
    stage = Stage({("ours", "3mbit", number): NoLine("no namespaces") for number in (1, 2)})
    measured = run(stage, tmp_path)
    measured.go(["ours"], [THIN, ECHO])
    assert measured.why == {"3mbit": "no namespaces"}
    assert len(measured.results["ours", ECHO, "p50"]) == 2


def test_who_does_not_come_up_once_is_asked_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage = Stage({("naive", "lan", 1): DidNotComeUp("a window did not come up within 20 s")})
    measured = run(stage, tmp_path)
    measured.go(["naive"], [ECHO])
    assert measured.results["naive", ECHO, "p50"] == [2.0]
    assert "a window did not come up" in capsys.readouterr().err


def test_a_cable_over_the_loopback_says_why_it_counts_no_bytes(tmp_path: Path) -> None:
    stage = Stage()
    stage.line = Loopback("no namespaces")
    measured = run(stage, tmp_path)
    measured.go(["ours"], [ECHO])
    assert measured.why == {"lan": "no namespaces"}


def test_the_lock_is_free_again_after_each_piece_of_work(tmp_path: Path) -> None:
    stage = Stage()
    run(stage, tmp_path, lock=tmp_path / "lock").go(["ours"], [ECHO, SCROLL])
    assert (tmp_path / "lock").exists()
