"""For all tests: which promises were proven, how many examples chance makes, and what no test may leave behind.

For each test that proves a promise, it is kept whether it passed in its last run; `make promises` reads it.
"""

import gc
import json
import logging
import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.watchdog import Watchdog

RESULTS = Path(__file__).parent.parent / "out" / "promises.json"

# The same few examples while one works, many and always others in CI (`make test`). No deadlines: how long an example
# takes says what else the machine does, and nothing of our code.
settings.register_profile("quick", max_examples=25, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None)
settings.load_profile("quick")


class Promises:
    """Collects the outcome of every test that carries the promise mark."""

    def __init__(self) -> None:
        self.passed: dict[str, list[str]] = {}
        self.others: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [str(value) for name, value in report.user_properties if name == "promise"]
        if ids and (report.failed or report.skipped):
            self.others.add(report.nodeid)
        elif ids and report.when == "call":
            self.passed[report.nodeid] = ids

    def pytest_sessionfinish(self) -> None:
        if not self.passed and not self.others:
            return
        known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        known = {name: ids for name, ids in known.items() if Path(name.split("::")[0]).exists()}
        known |= self.passed
        for name in self.others:
            known.pop(name, None)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True))


@pytest.fixture(autouse=True)
def what_nobody_caught_fails_the_test_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that was started in this process puts its own log in the place of pytest's hooks, for the test only."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


@pytest.fixture(autouse=True)
def no_log_outlives_its_program() -> Generator[None]:
    """A program that was started in this process writes to what pytest then takes away; each line was a traceback."""
    level = logging.root.level
    yield
    for handler in [each for each in logging.root.handlers if type(each) is logging.StreamHandler]:
        logging.root.removeHandler(handler)
        logging.root.setLevel(level)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A report carries its test's promises, also from one process to another."""
    for item in items:
        promises = {mark.args[0] for mark in item.iter_markers("promise")}
        item.user_properties += [("promise", promise) for promise in sorted(promises)]


def compile_catalogues() -> None:
    """`make` has done so, but a test can be started without it. Not in wine, without Babel: the client has its own."""
    if sys.platform != "win32":
        from release import words

        for catalogue in words.catalogues():
            words.compiled(catalogue)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watchdog(os.dup(2)), "watchdog")
    if not hasattr(config, "workerinput"):  # of several processes, the one that leads hears of all
        config.pluginmanager.register(Promises(), "promises")
        compile_catalogues()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays to the end: to look for garbage in it took a tenth of the whole run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
