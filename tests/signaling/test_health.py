import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from protocol.problems import DatabaseUnavailable
from signaling import health
from signaling.settings import Settings
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import Running, running


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(Settings(state=str(tmp_path)), open_database=MemoryDatabase) as server:
        yield server


async def _health(at: Running) -> tuple[int, str]:
    async with ClientSession() as http, http.get(at.url + health.PATH) as response:
        return response.status, await response.text()


async def test_a_server_that_works_says_so(at: Running) -> None:
    assert await _health(at) == (200, '{"status": "ok"}')


async def test_a_server_at_which_very_many_guess_is_alarmed(at: Running) -> None:
    for _ in range(100):
        at.server.desk._wrong_guesses.begin(paid=False)
    assert await _health(at) == (200, '{"status": "ok", "alarms": ["wrong-keys"]}')


async def test_without_a_database_it_is_not_well_and_tells_nothing_about_the_inside(
    at: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise DatabaseUnavailable("canary")

    monkeypatch.setattr(at.server.database, "check", fail)
    assert await _health(at) == (503, '{"status": "database-unavailable"}')


async def test_a_database_that_does_not_answer_is_not_waited_for(at: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WITHIN", 0.01)
    monkeypatch.setattr(at.server.database, "check", asyncio.Event().wait)
    assert (await _health(at))[0] == 503
