import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        (["--server", "http://localhost"], "https://"),
        (["--ca", "/nowhere/ca.pem"], "/nowhere/ca.pem"),
        (["--language", "fr"], "--language"),
    ],
)
def test_settings_that_cannot_be_are_named_and_nothing_starts(flags: list[str], text: str) -> None:
    command = [sys.executable, "-m", "agent_client", *flags]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert text in ended.stderr
    assert "Traceback" not in ended.stderr
