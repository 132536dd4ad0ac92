"""The unit tests of all that the Windows client is made of, against what customers get, in Windows' Python, in wine."""

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from release.windows import __main__ as windows
from release.windows.wine import windows_path
from tests.built.units import in_wine
from tests.built.wine_here import CACHE, ONLY_WITH_TOOLS

LIMIT: Final = 900.0
"""Seconds for all of them on a machine that ten others use; alone they take about a minute."""
pytestmark = [pytest.mark.wine, pytest.mark.timeout(LIMIT + 180), ONLY_WITH_TOOLS]
AT_A_TIME: Final = (("tests/peer",), tuple(each for each in in_wine.TESTS if each != "tests/peer"))
"""Two processes, as there are two cores: the peers' tests take as long as all others."""
RUN_AT_LEAST: Final = {"tests/peer": 650, "tests/customer_client": 1400, "tests/protocol": 700}
"""Tests that have to run and not only to be there: some more are, and each that is written."""
SKIPPED_AT_MOST: Final = 60
SHOWN: Final = 200
"""Lines of what pytest said that are shown of a run that failed."""


@dataclass(frozen=True)
class Outcome:
    """What one process had to say."""

    ended_with: int
    said: str
    took: float
    ran: int
    skipped: Counter[str]
    """How many tests, by the reason."""


def run(client: Path, equipment: Path, environ: dict[str, str], tests: tuple[str, ...], work: Path) -> Outcome:
    """Runs them to their end, or to the limit."""
    work.mkdir()
    report, begun = work / "report.xml", time.monotonic()
    options = (f"--junitxml={windows_path(report)}", f"--basetemp={windows_path(work / 'temporary')}", "-q")
    running = in_wine.started(client, equipment, environ, [*tests, *options])
    enough = threading.Timer(LIMIT, running.kill)
    enough.start()
    said, _ = running.communicate()
    enough.cancel()
    took = time.monotonic() - begun
    cases = [*ET.parse(report).iter("testcase")] if report.exists() else []
    skipped = Counter(str(skip.get("message")) for case in cases for skip in case.iter("skipped"))
    return Outcome(running.returncode, said.decode(errors="replace"), took, len(cases) - skipped.total(), skipped)


@pytest.fixture(scope="module")
def outcomes(windows_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Outcome]:
    wine, equipment = windows.prepared(CACHE), in_wine.equipment(CACHE)
    work, found = tmp_path_factory.mktemp("units"), dict[tuple[str, ...], Outcome]()
    with in_wine.desktop_for(work) as desktop:
        environ = wine.environment({"DISPLAY": desktop.name})

        def keep(number: int, tests: tuple[str, ...]) -> None:
            found[tests] = run(windows_folder, equipment, environ, tests, work / str(number))

        threads = [threading.Thread(target=keep, args=each) for each in enumerate(AT_A_TIME)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wine.end()
    return found


@pytest.mark.parametrize("tests", AT_A_TIME, ids=["peer", "all others"])
def test_they_pass_on_windows(
    outcomes: dict[tuple[str, ...], Outcome], tests: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = outcomes[tests]
    with capsys.disabled():
        sys.stdout.write(f"\nIn wine, of {', '.join(tests)}: {outcome.ran} ran in {outcome.took:.0f} s\n")
        for reason, count in sorted(outcome.skipped.items()):
            sys.stdout.write(f"  {count} skipped: {reason}\n")
    assert outcome.ended_with == 0, "\n".join(outcome.said.splitlines()[-SHOWN:])
    assert outcome.ran >= sum(RUN_AT_LEAST.get(each, 0) for each in tests)


def test_few_are_skipped_and_each_says_why(outcomes: dict[tuple[str, ...], Outcome]) -> None:
    reasons = sum((outcome.skipped for outcome in outcomes.values()), Counter[str]())
    assert reasons.total() <= SKIPPED_AT_MOST
    assert all(len(reason.split()) > 2 for reason in reasons)


def test_nothing_that_tests_need_is_in_what_customers_get(windows_folder: Path) -> None:
    known = {path.name.partition(".")[0] for path in (in_wine.equipment(CACHE) / "site").iterdir()} - {""}
    assert "pytest" in known
    shipped = {path.name.partition(".")[0] for path in (windows_folder / "lib").iterdir()}
    assert shipped.isdisjoint(known - {"typing_extensions"})
