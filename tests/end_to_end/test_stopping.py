"""Everything stops in time: one round of `bench.stopping`, with real programs, a real screen and `kill -9`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.stopping.rounds import BARS

ROOT = Path(__file__).parents[2]
WITHIN = 170


@pytest.mark.end_to_end
@pytest.mark.promise("P03")
def test_what_is_taken_back_pressed_or_killed_stops_within_its_bar() -> None:
    command = [sys.executable, "-m", "bench.stopping", "--rounds", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN, check=False)
    assert done.returncode == 0, done.stdout or done.stderr[-2000:]
    assert json.loads(done.stdout).keys() == {bar.name for bar in BARS}
