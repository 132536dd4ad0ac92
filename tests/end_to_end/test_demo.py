"""The demo and the pair: whole sessions of the real programs, as a person or an outside tool starts them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.desktop import Desktop

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]


@pytest.mark.promise("P03")
@pytest.mark.promise("P04")
@pytest.mark.promise("P05")
@pytest.mark.promise("P18")
def test_the_demo_holds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.demo", "--json", "--language", "en", "--folder", str(tmp_path / "demo")]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=200)
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["failures"] == []
    assert done.returncode == 0
    assert summary["key_to_first_picture_ms"] <= 2000
    assert summary["recording_playable"]
    assert summary["recording_seconds"] > 10
    assert {path.suffix for path in (tmp_path / "demo").iterdir()} >= {".png", ".mkv", ".txt", ".json"}


def test_a_pair_is_ready_without_a_person_and_ends_with_its_input(tmp_path: Path) -> None:
    with Desktop(log_folder=tmp_path / "host") as host, Desktop(log_folder=tmp_path / "viewer") as viewer:
        command = [sys.executable, "-m", "bench.pair", "--host-display", host.name, "--viewer-display", viewer.name]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as pair:
            assert pair.stdout is not None
            assert pair.stdin is not None
            assert pair.stdout.readline().startswith("customer ")
            assert pair.stdout.readline() == "ready\n"
            pair.stdin.close()
            assert pair.wait(60) == 0
