"""The last resort against a test that hangs: its process says where each thread stands, and ends.

A test's own timeout raises an error in its main thread. That does not help where tidying up hangs as well: a program
that is waited for, or a thread of asyncio's that Python 3.11 joins without a limit. One such test kept a whole run
waiting. After this end, what starts the tests (`pytest -n`) names the test as failed, tries it once more in a new
process, and gives up at the second such end (`--max-worker-restart`, without which it would try for ever).
"""

import faulthandler
from collections.abc import Generator

import pytest

GRACE = 60.0
"""Seconds that a test gets beyond its own timeout: for its report, and for tidying up."""


class Watchdog:
    """The interpreter's own timer, which needs no thread of Python's to get a turn, set for each test."""

    def __init__(self, stderr: int) -> None:
        self._stderr = stderr

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._set(limit_of(item) + GRACE)
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()

    @pytest.hookimpl(wrapper=True)
    def pytest_exception_interact(self) -> Generator[None, object, object]:
        """Pytest itself takes the timer away here, for who would debug; but what hangs may come after the error."""
        result = yield
        self._set(GRACE)
        return result

    def _set(self, seconds: float) -> None:
        faulthandler.dump_traceback_later(seconds, file=self._stderr, exit=True)


def limit_of(item: pytest.Item) -> float:
    """The seconds that a test gives itself, or that all tests have."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0] if mark else item.config.getini("timeout"))
