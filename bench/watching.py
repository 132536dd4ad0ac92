"""What was seen, as figures: delays, pictures in motion, pages that grow sharp. Pure; time is an argument."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bench import scenes

GIVE_UP = 3.0
"""Seconds after which a picture that did not come is counted as lost, with this value."""
FREEZE = 0.25
"""Seconds without a new picture from which on a moving one stands still."""
LOST = (GIVE_UP * 1000,)
PEAK = 255.0


@dataclass(frozen=True)
class Timings:
    """Latencies in milliseconds."""

    values: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return float(np.percentile(self.values, 95))


@dataclass(frozen=True)
class Motion:
    """What a person saw of a moving picture."""

    frames_per_second: float
    shown: int
    """Frames that were shown at all."""
    age: Timings
    """How old the picture on show was, looked at evenly in time."""
    latency: Timings
    """Drawn at the customer until shown, for each frame that was shown."""
    frozen: float
    """Seconds of pauses longer than `FREEZE`."""
    sharpness: float | None
    """PSNR in dB against what the customer's screen had at that moment; the median of one look a second."""


class Watch:
    """Which frames of a moving workload are seen, look by look."""

    def __init__(self, began: float, drawn_at: Callable[[int], float]) -> None:
        self._began, self._drawn_at = began, drawn_at
        self._seen: dict[int, float] = {}
        self._ages: list[float] = []
        self._shown: int | None = None

    def look(self, number: int | None, newest: int, now: float) -> None:
        """Frame `number` stands there, or nothing that can be read; `newest` is the last that was drawn."""
        if number is not None and number <= newest:
            self._shown = number
            self._seen.setdefault(number, now)
        if self._shown is not None:
            self._ages.append((now - self._drawn_at(self._shown)) * 1000)

    def motion(self, ended: float, looks: Sequence[float]) -> Motion:
        """All of it. `looks` are PSNRs."""
        pauses = [after - before for before, after in pairwise([self._began, *sorted(self._seen.values()), ended])]
        latencies = [(moment - self._drawn_at(number)) * 1000 for number, moment in self._seen.items()]
        return Motion(
            frames_per_second=len(self._seen) / (ended - self._began),
            shown=len(self._seen),
            age=Timings(tuple(self._ages) or LOST),
            latency=Timings(tuple(latencies) or LOST),
            frozen=sum(pause for pause in pauses if pause > FREEZE),
            sharpness=statistics.median(looks) if looks else None,
        )


@dataclass(frozen=True)
class Stillness:
    """What became of a page that was turned and then stood still."""

    reached: float
    """Milliseconds until all of it, and its loudest part, were at the target; `GIVE_UP` when never."""
    page: float
    """PSNR in dB of all of it, at the end."""
    loud: float
    """PSNR in dB of the letters in saturated colours, at the end."""


def psnr(truth: scenes.Pixels, picture: scenes.Pixels) -> float:
    """How alike two pictures are, in dB; 99 when they are the same."""
    error = float(np.mean((truth[..., :3].astype(np.int32) - picture[..., :3]) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(PEAK**2 / error))


def loud(truth: scenes.Pixels, picture: scenes.Pixels) -> float:
    """PSNR of the letters alone, without the ground that they stand on."""
    area = scenes.LOUD
    rows, columns = slice(area.top(), area.bottom()), slice(area.left(), area.right())
    wanted, got = truth[rows, columns, :3], picture[rows, columns, :3]
    letters = np.any(wanted != wanted[0, 0], axis=2)
    return psnr(wanted[letters], got[letters])
