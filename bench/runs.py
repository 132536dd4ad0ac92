"""The rounds: each contestant does its work on each line, in turn, so that all meet the same machine."""

import fcntl
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.contestants import CONTESTANTS, missing
from bench.desktop import Desktop, DidNotComeUp
from bench.lines import QUALITIES, Between, Line, Loopback, NoLine
from bench.others import Others
from bench.table import Job
from bench.work import SETTLE, WORK, Effort, Figures, Ring

OUT_OF_THE_WAY = (300, 1000)
"""Where the pointer rests: on nothing that is measured."""


@contextmanager
def prepared(name: str, line: str, number: int, effort: Effort, logs: Path) -> Iterator[Ring]:
    """Two desktops with a line between them, and a contestant that shows the one on the other.

    Raises `NoLine` and `DidNotComeUp`.
    """
    contestant = CONTESTANTS[name]()
    with ExitStack() as stack:
        between = _laid(stack, line, number)
        host = stack.enter_context(Desktop(log_folder=logs / "host"))
        viewer = stack.enter_context(Desktop(log_folder=logs / "viewer"))
        viewer.xdotool("mousemove", *OUT_OF_THE_WAY)
        stack.callback(contestant.stop)
        contestant.start(host, viewer, between)
        yield Ring(contestant, host, viewer, between, effort, SETTLE * (3 if QUALITIES[line].rate else 1))


def _laid(stack: ExitStack, name: str, number: int) -> Line:
    """Between two namespaces; where there are none, a cable may also be the loopback. Raises `NoLine`."""
    quality = QUALITIES[name]
    try:
        return stack.enter_context(Between(quality, seed=number))
    except NoLine as reason:
        if quality.rate:
            raise
        return Loopback(str(reason))


Prepare = Callable[[str, str, int, Effort, Path], AbstractContextManager[Ring]]


@dataclass
class Run:
    """What is measured, and what came of it."""

    effort: Effort
    rounds: int
    logs: Path
    lock: Path | None = None
    """A file to hold while something is measured, where several measure on one machine."""
    prepare: Prepare = prepared
    work: Mapping[str, Callable[[Ring], Figures]] = field(default_factory=lambda: WORK)
    missing: Callable[[str], str] = missing
    results: dict[tuple[str, Job, str], list[float]] = field(default_factory=dict)
    others: list[float] = field(default_factory=list)
    """Percent of a core that other programs took, during each piece of work."""
    why: dict[str, str] = field(default_factory=dict)
    """Why something may not have been measured, by contestant or line."""

    def go(self, contestants: Collection[str], jobs: Collection[Job]) -> None:
        """Everything, `rounds` times. What cannot be measured is left out, and `why` says why."""
        self.why |= {name: reason for name in contestants if (reason := self.missing(name))}
        present = [name for name in contestants if name not in self.why]
        for line in dict.fromkeys(job.line for job in jobs):
            asked = [job for job in jobs if job.line == line]
            for number in range(1, self.rounds + 1):
                for name in present:
                    self._one(name, line, asked, number)

    def _one(self, name: str, line: str, jobs: list[Job], number: int) -> None:
        place = f"{line} {number}/{self.rounds} {name}"
        try:
            with self.prepare(name, line, number, self.effort, self.logs / f"{line}-{name}-{number}") as ring:
                if isinstance(ring.line, Loopback):
                    self.why[line] = ring.line.why
                for job in jobs:
                    self._do(name, job, ring, place)
        except NoLine as reason:
            self.why[line] = str(reason)
        except DidNotComeUp as reason:
            say(f"{place}: {reason}")
            self.why.setdefault(name, str(reason))

    def _do(self, name: str, job: Job, ring: Ring, place: str) -> None:
        with self._locked():
            others = Others()
            figures = self.work[job.work](ring)
            self.others.append(others.percent())
        for figure, value in figures.items():
            self.results.setdefault((name, job, figure), []).append(value)
        told = ", ".join(f"{figure} {value:.4g}" for figure, value in figures.items())
        say(f"{place} {job.work}: {told} (others {self.others[-1]:.0f} %)")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self.lock is None:
            yield
            return
        with self.lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def say(text: str) -> None:
    """Progress, beside the result."""
    print(text, file=sys.stderr, flush=True)
