"""The last resort against a test that hangs: its process says where each thread stands, and ends.

A test's own timeout raises an error in its main thread. That does not help where tidying up hangs as well: a program
that is waited for, or a thread of asyncio's that Python 3.11 joins without a limit. One such test kept a whole run
waiting. After this end, what starts the tests (`pytest -n`) names the test as failed, tries it once more in a new
process, and gives up at the second such end (`--max-worker-restart`, without which it would try for ever).
"""

import faulthandler
import os
import threading
from collections.abc import Generator

import pytest

GRACE = 60.0
"""Seconds that a test gets beyond its own timeout: for its report, and for tidying up."""


class Watchdog:
    """One thread per process, told at each test how long that may take."""

    def __init__(self, stderr: int) -> None:
        self._stderr = stderr
        self._changed = threading.Condition()
        self._limit: float | None = None
        self._thread: threading.Thread | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._tell(limit_of(item) + GRACE)
        try:
            return (yield)
        finally:
            self._tell(None)

    def _tell(self, limit: float | None) -> None:
        with self._changed:
            self._limit = limit
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
            self._thread.start()

    def _watch(self) -> None:
        with self._changed:
            while self._changed.wait(self._limit):
                pass
        faulthandler.dump_traceback(self._stderr)
        os._exit(1)


def limit_of(item: pytest.Item) -> float:
    """The seconds that a test gives itself, or that all tests have."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0] if mark else item.config.getini("timeout"))
