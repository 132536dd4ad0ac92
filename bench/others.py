"""What other programs take of this machine while something is measured: a figure from a busy machine is to say so."""

import time

import psutil


class Others:
    """Processor time of everything that this process did not start, in percent of one core."""

    def __init__(self) -> None:
        self._began, self._before = time.monotonic(), _everybody() - _ours()

    def percent(self) -> float:
        """Since this value was made."""
        spent = _everybody() - _ours() - self._before
        return max(0.0, spent / (time.monotonic() - self._began) * 100)


def _everybody() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def _ours() -> float:
    """This process, those it has started, and those of them that have ended."""
    me = psutil.Process()
    total = 0.0
    for process in (me, *me.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # it has just ended, and is counted with its parent
        total += times.user + times.system + times.children_user + times.children_system
    return total
