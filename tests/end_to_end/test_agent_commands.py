import subprocess
import sys
from pathlib import Path

import pytest

from bench.authenticator import enrolled

PASSWORD = "correct horse"


@pytest.mark.end_to_end
def test_the_second_factor_is_set_up_at_the_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ferndiagnose", "agent"]
    subprocess.run([*command, "add", "anna", "--state", str(tmp_path)], input=PASSWORD + "\n", text=True, check=True)
    app = enrolled([*command, "enrol", "anna", "--state", str(tmp_path)], PASSWORD)
    assert len(app.recovery_codes) == 10
    said = subprocess.run(
        [*command, "list", "--state", str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    assert "\tsecond factor\t" in said
