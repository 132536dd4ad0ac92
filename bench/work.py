"""What is done with each contestant: one piece of work, measured once, as figures by their name."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from bench import probe, scenes
from bench.contestants import Contestant, Ours
from bench.desktop import Desktop
from bench.lines import Line
from bench.watching import GIVE_UP

SETTLE = 1.5
"""Seconds for a picture to come to rest before it is measured, and three times as much on a line with a rate."""
WARM = 3.0
"""Seconds of motion before it is measured: whoever has to find out what the line carries has done so by then."""
SHARP = 45.0
"""dB from which on nobody sees a difference."""

Figures = dict[str, float]


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    keys: int
    letters: int
    pages: int
    seconds: float
    frames: int
    still: float


FULL = Effort(keys=40, letters=48, pages=2, seconds=6.0, frames=600, still=10.0)
QUICK = Effort(keys=15, letters=24, pages=1, seconds=4.0, frames=150, still=3.0)


@dataclass(frozen=True)
class Ring:
    """Where the work is done, and by whom."""

    contestant: Contestant
    host: Desktop
    viewer: Desktop
    line: Line
    effort: Effort
    settle: float


class Spent:
    """Processor and bytes since this value was made."""

    def __init__(self, ring: Ring) -> None:
        self._line = ring.line
        self._effort = probe.Processor(ring.contestant.customer_pids())
        self._began, self._carried = time.monotonic(), ring.line.carried()

    def figures(self, parts: int = 0) -> Figures:
        """Percent of a core; kbit/s, and bytes for each of `parts`, where the line counts them."""
        figures = {"cpu": self._effort.percent()}
        now = self._line.carried()
        if now is not None and self._carried is not None:
            count, passed = now - self._carried, time.monotonic() - self._began
            figures |= {"bytes a second": count / passed, "Mbit/s": count * 8 / passed / 1e6}
            if parts:
                figures["bytes each"] = count / parts
        return figures


def echo(ring: Ring) -> Figures:
    """Single keys, each of which changes a patch of the screen."""
    with probe.running("echo", ring.host):
        time.sleep(2 * ring.settle)
        timings = probe.echo(ring.viewer, ring.effort.keys)
    return {"p50": timings.p50, "p95": timings.p95}


def changes(ring: Ring) -> Figures:
    """Single changes that nothing follows."""
    with probe.running("changes", ring.host) as log:
        time.sleep(ring.settle)
        timings = probe.last_change_shown(ring.viewer, log, ring.effort.keys // 3)
    return {"p95": timings.p95}


def typing(ring: Ring) -> Figures:
    """Letters, eight a second."""
    with probe.running("typing", ring.host):
        time.sleep(2 * ring.settle + GIVE_UP)
        spent = Spent(ring)
        timings = probe.typed(ring.viewer, ring.effort.letters)
        figures = spent.figures(ring.effort.letters)
    return {"p50": timings.p50, "p95": timings.p95, **figures}


def text(ring: Ring) -> Figures:
    """Pages of small coloured text, turned."""
    seen, spent = [], []
    with probe.running("text", ring.host) as log:
        time.sleep(2 * ring.settle)
        for _ in range(ring.effort.pages):
            cost = Spent(ring)
            seen.append(probe.sharpening(ring.host, ring.viewer, log, SHARP))
            spent.append(cost.figures(1))
    figures = {
        "dB": statistics.median(one.page for one in seen),
        "loud dB": statistics.median(one.loud for one in seen),
        "ms to sharp": statistics.median(one.reached for one in seen),
    }
    if all("bytes each" in one for one in spent):
        figures["MB a page"] = statistics.median(one["bytes each"] for one in spent) / 1e6
    return figures


def still(ring: Ring) -> Figures:
    """Nothing happens."""
    with probe.running("text", ring.host):
        time.sleep(2 * ring.settle + GIVE_UP)
        spent = Spent(ring)
        time.sleep(ring.effort.still)
        return spent.figures()


def scroll(ring: Ring) -> Figures:
    """A long page goes by, 60 frames a second."""
    page = _page()

    def truth(number: int) -> scenes.Pixels:
        top = scenes.scrolled_to(number)
        return page[top : top + scenes.HEIGHT][probe.LOOKED_AT]

    return _motion("scroll", ring, ring.effort.seconds, truth)


@cache
def _page() -> scenes.Pixels:
    return scenes.copied(scenes.long_page())


def recorded(ring: Ring) -> Figures:
    """Scrolling with and without the recorder as a second peer: what a picture costs the customer's processor."""
    if not isinstance(ring.contestant, Ours):
        return {}
    costs: dict[bool, list[float]] = {True: [], False: []}
    with probe.running("scroll", ring.host) as log:
        time.sleep(WARM)
        for recording in (True, False, False, True):
            ring.contestant.record(recording=recording)
            time.sleep(1)
            effort = probe.Processor(ring.contestant.customer_pids())
            shown = probe.motion(ring.viewer, log, ring.effort.seconds / 2).frames_per_second
            costs[recording].append(effort.percent() / max(shown, 1))
    return {"ratio": sum(costs[True]) / sum(costs[False])}


def video(ring: Ring) -> Figures:
    """A moving picture, 30 frames a second."""
    rows = _film()
    return _motion("video", ring, ring.effort.seconds, lambda number: rows[scenes.of_film(number, len(rows))])


@cache
def _film() -> list[scenes.Pixels]:
    """Of each frame the rows that are compared."""
    return [frame[probe.LOOKED_AT].copy() for frame in scenes.film(scenes.FILM)]


def drag(ring: Ring) -> Figures:
    """A window full of text is dragged about, 30 frames a second. Frames are counted of 600 in any case."""
    figures = _motion("drag", ring, ring.effort.frames / 30)
    return {**figures, "of 600": figures["shown"] * 600 / ring.effort.frames}


def _motion(name: str, ring: Ring, seconds: float, truth: Callable[[int], scenes.Pixels] | None = None) -> Figures:
    with probe.running(name, ring.host) as log:
        time.sleep(WARM)
        spent = Spent(ring)
        seen = probe.motion(ring.viewer, log, seconds, truth)
        figures = spent.figures()
    figures |= {"fps": seen.frames_per_second, "shown": seen.shown, "frozen": seen.frozen}
    figures |= {"age p50": seen.age.p50, "age p95": seen.age.p95}
    figures |= {"latency p50": seen.latency.p50, "latency p95": seen.latency.p95}
    return figures if seen.sharpness is None else {**figures, "dB": seen.sharpness}


WORK: Mapping[str, Callable[[Ring], Figures]] = {
    work.__name__: work for work in (echo, changes, typing, text, still, scroll, video, drag, recorded)
}
