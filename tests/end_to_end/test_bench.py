"""The bench's own tools, with the real system: its lines, and one row measured with the real programs."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.lines import AGENTS, CUSTOMERS, QUALITIES, Between, NoLine, Quality

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parents[2]
BUSY = 0.2
"""Seconds by which a busy machine may be late."""
HEADERS, GREETING = 28, 1000
"""Bytes that each packet has before its content, and that the system says by itself when an interface comes up."""
SENDER = """
import socket, sys, time
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for number in range(int(sys.argv[2])):
    line.sendto(repr(time.monotonic()).encode().ljust(1000), (sys.argv[1], 9))
    time.sleep(0.002)
"""
RECEIVER = """
import socket, sys, time
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.bind((sys.argv[1], 9))
print("listening", flush=True)
line.settimeout(float(sys.argv[2]))
try:
    while True:
        left_at = float(line.recv(2000))
        print(time.monotonic() - left_at, flush=True)
except TimeoutError:
    pass
"""


@contextmanager
def between(quality: Quality) -> Iterator[Between]:
    try:
        with Between(quality) as line:
            yield line
    except NoLine as reason:
        pytest.skip(f"this machine has no emulated lines: {reason}")


def delays(line: Between, count: int) -> list[float]:
    """Seconds that each packet took that arrived at the agent's end."""
    listen = [*line.at_agent(), sys.executable, "-c", RECEIVER, AGENTS, "1"]
    with subprocess.Popen(listen, stdout=subprocess.PIPE, text=True) as receiver:
        assert receiver.stdout is not None
        assert receiver.stdout.readline() == "listening\n"
        subprocess.run([*line.at_customer(), sys.executable, "-c", SENDER, AGENTS, str(count)], check=True)
        return [float(word) for word in receiver.stdout]


def test_a_line_takes_its_time_and_loses_its_share() -> None:
    with between(Quality("test", "", rate=20_000, round_trip=40, loss=20)) as line:
        taken = delays(line, 200)
        assert 0.02 < statistics.median(taken) < 0.02 + BUSY
        assert 120 < len(taken) < 190
        assert 0 <= (line.carried() or 0) - 200 * (1000 + HEADERS) < GREETING


def test_a_thin_line_lets_packets_queue_and_drops_what_would_wait_too_long() -> None:
    with between(Quality("test", "", rate=1000, round_trip=0, queue=50)) as line:
        taken = delays(line, 100)
        assert len(taken) < 60
        assert 0.04 < max(taken) < 0.05 + BUSY


def test_a_cable_loses_nothing_and_takes_no_time() -> None:
    with between(QUALITIES["lan"]) as line:
        taken = delays(line, 100)
        assert len(taken) == 100
        assert statistics.median(taken) < BUSY


def test_nothing_beyond_the_line_can_be_reached() -> None:
    with between(QUALITIES["20mbit"]) as line:
        knock = "import socket; socket.create_connection(('192.0.2.1', 443), 5)"
        done = subprocess.run(
            [*line.at_customer(), sys.executable, "-c", knock], capture_output=True, text=True, check=False
        )
        assert "Network is unreachable" in done.stderr
        assert CUSTOMERS != AGENTS


def test_one_row_is_measured_and_the_last_line_is_for_programs(tmp_path: Path) -> None:
    chart = tmp_path / "bench.svg"
    command = [sys.executable, "-m", "bench", "--quick", "--only", "input to picture, p50", "--line", "lan"]
    done = subprocess.run(
        [*command, "--against", "", "--json", "--chart", str(chart)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    (row,) = json.loads(done.stdout.splitlines()[-1])["rows"]
    assert row["name"] == "input to picture, p50"
    assert 0 < row["value"] < 1000
    assert done.returncode == (0 if row["ok"] else 1)
    assert "input to picture" in chart.read_text(encoding="utf-8")
