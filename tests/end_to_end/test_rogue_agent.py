"""An agent's bot against the customer's dialogs: on a real X display, with real windows and real injection."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end
ATTEMPTS = 500
SECONDS = 55


def bot(*arguments: str) -> dict[str, Any]:
    with x_display(size="1280x720x24") as name:
        done = subprocess.run(
            [sys.executable, "-m", "tests.end_to_end.rogue_agent_program", *arguments],
            env={**os.environ, "DISPLAY": name}, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    assert done.stdout, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.promise("P03")
@pytest.mark.promise("P07")
def test_of_five_hundred_attempts_to_answer_the_customers_dialogs_none_succeeds() -> None:
    result = bot(str(ATTEMPTS))
    assert result["attempts"] == ATTEMPTS
    assert result["accepted"] == []
    assert result["pressed"] == []
    assert result["through"] == 0
    assert result["asked"] >= ATTEMPTS // 75
    assert result["injected"] > 0  # before the dialogs the bot did move mouse and keyboard


def test_the_same_bot_presses_the_customers_buttons_where_nothing_holds_it_back() -> None:
    assert bot("200", "--unguarded")["pressed"]
