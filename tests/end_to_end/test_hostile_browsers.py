"""A small crowd of hostile browsers at a real server: `python -m bench.hostile.requests` and `.loitering` are large."""

from pathlib import Path

import pytest

from bench.hostile import loitering, requests

pytestmark = pytest.mark.end_to_end

SILENCE = 2.0
KEPT = SILENCE + 2.5
"""Seconds; a busy machine may be late."""
EACH_TAKES = 180 * 1024
"""Bytes that a connection over TLS may cost; without our smaller buffers it is 300 KiB."""


@pytest.mark.promise("P05")
@pytest.mark.promise("P17")
async def test_no_generated_request_is_answered_with_a_fault_or_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_SIGNALING_ENROLMENT", "true")
    tally = await requests.measure(tmp_path, cases=200)
    assert tally.flaws == []
    assert tally.cases >= 200
    assert {status for _, status in tally.statuses} > {200, 303, 400, 401, 403}, "it got beyond the door"


async def test_whoever_loiters_is_let_go_and_costs_little_and_pages_are_served_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_SIGNALING_SILENCE", str(SILENCE))
    numbers = {"silent": 50, "half a head": 50, "a head that drips": 20}
    found = await loitering.measure(tmp_path, numbers)
    assert found.longest <= KEPT
    assert found.pages
    assert found.memory <= sum(numbers.values()) * EACH_TAKES + 4 * 2**20
