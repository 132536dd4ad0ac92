"""How long something took, without what a busy machine adds: our speed is ours to test, other programs are not."""

import time
from contextlib import suppress
from pathlib import Path

_THREADS = Path("/proc/self/task")


def kept_waiting() -> float:
    """Seconds that our threads were ready to run and got no processor, so far; nothing where no system tells.

    The second figure of https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat.
    """
    nanoseconds = 0
    for thread in _THREADS.glob("*"):
        with suppress(OSError):  # it has just ended
            nanoseconds += int((thread / "schedstat").read_text().split()[1])
    return nanoseconds / 1e9


class Stopwatch:
    """Runs from its making on. Several threads that wait at once count as if they waited in turn."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._kept_waiting = kept_waiting()

    def kept_waiting(self) -> float:
        """Seconds that other programs took."""
        return max(0.0, kept_waiting() - self._kept_waiting)

    def seconds(self) -> float:
        """Seconds that it took ourselves."""
        return time.monotonic() - self.began - self.kept_waiting()
