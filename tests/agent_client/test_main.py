import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.identities import AUTHORITY, FILE
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        (["--server", "http://localhost"], "https://"),
        (["--ca", "/nowhere/ca.pem"], "/nowhere/ca.pem"),
        (["--language", "fr"], "--language"),
        ([], "ca has to be"),
        (["--ca", __file__], "ca has to be"),
        (["--ca", AUTHORITY], "recorders"),
        (["--ca", AUTHORITY, "--recorders", __file__], "recorders"),
    ],
)
def test_settings_that_cannot_be_are_named_and_nothing_starts(flags: list[str], text: str) -> None:
    command = [sys.executable, "-m", "agent_client", *flags]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert text in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_viewer_that_waits_for_its_agent_ends_when_it_is_told_to(number: signal.Signals) -> None:
    with x_display() as name:
        environment = os.environ | {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        command = [sys.executable, "-m", "agent_client", "--server", "https://localhost:1"]
        command += ["--ca", AUTHORITY, "--recorders", FILE]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as viewer:
            try:
                look = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "Ferndiagnose"]
                subprocess.run(look, env=environment, check=True, timeout=30, stdout=subprocess.DEVNULL)
                viewer.send_signal(number)
                assert viewer.wait(10) == 0
            finally:
                viewer.kill()
