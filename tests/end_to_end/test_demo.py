"""The demo and the pair: whole sessions of the real programs, as a person or an outside tool starts them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.desktop import Desktop
from bench.pair import agent_of, session
from bench.service import Service

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


def test_two_sessions_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    with (
        Desktop(log_folder=tmp_path / "host") as host,
        Desktop(log_folder=tmp_path / "viewer") as viewer,
        Service(tmp_path) as service,
        agent_of(service, viewer.name) as first_agent,
        agent_of(service, viewer.name) as second_agent,
        session(service, first_agent, host.name),
        session(service, second_agent, host.name) as second,
    ):
        first_agent.tell("end")
        first_agent.wait_for("ended")
        assert second.customer.said_since() == []
        assert second_agent.said_since() == []
        second_agent.tell("end")
        second_agent.wait_for("ended")
