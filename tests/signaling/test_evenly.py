import asyncio

import pytest

from signaling.evenly import Evenly


async def test_a_refusal_waits_until_its_time_and_one_that_is_late_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = list[float]()

    async def note(seconds: float) -> None:
        waits.append(seconds)

    soon, late = Evenly(100.0), Evenly(-1.0)
    monkeypatch.setattr(asyncio, "sleep", note)
    await soon.refusal()
    await late.refusal()
    assert 99.0 < waits[0] <= 100.0
    assert waits[1] == 0.0
