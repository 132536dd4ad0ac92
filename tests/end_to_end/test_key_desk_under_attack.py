"""A small siege of a real server: `python -m bench.key_desk` is the large one."""

from pathlib import Path
from statistics import median

import pytest

from bench import key_desk
from bench.key_server import serving
from tests.fakes import postgresql

pytestmark = pytest.mark.end_to_end
SOON = 3.0
"""Seconds within which a genuine customer is in, whoever guesses."""


@pytest.mark.promise("P14")
async def test_customers_get_in_by_program_and_by_page_while_many_guess(tmp_path: Path) -> None:
    async with serving(tmp_path / "state", live=6, dead=1) as server:
        await key_desk.press(server)
        unseen = await key_desk.refusals(server, {"not looked at": lambda: server.used[0]}, 3)
        ca = tmp_path / "state" / "tls" / "ca.pem"
        siege = await key_desk.siege(server, ca, guessers=30, customers=2, warm=2.0)
    assert median(unseen["not looked at"]) >= 0.05
    assert min(siege.programs) <= SOON, "a busy machine may be late; the bench looks at the worst"
    assert min(siege.typed) <= min(siege.programs), "the toll was paid while the key was typed"
    assert min(siege.pages) <= SOON
    assert siege.rate > 0


@pytest.mark.promise("P14")
async def test_with_postgresql_too_one_of_a_hundred_programs_gets_in(tmp_path: Path) -> None:
    with postgresql.running() as cluster:
        async with serving(tmp_path / "state", live=3, dead=1, budget=1e9, database=cluster.url) as server:
            assert await key_desk.winners(server, [key for key, _ in server.live]) == [1, 1, 1]


@pytest.mark.promise("P14")
async def test_of_a_hundred_programs_with_one_key_one_gets_in_and_the_others_hear_what_anybody_hears(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "state", live=3, dead=1, budget=1e9) as server:
        assert await key_desk.winners(server, [key for key, _ in server.live]) == [1, 1, 1]
        kinds = {"unknown": server.unknown, "expired": lambda: server.expired[0], "used": lambda: server.used[0]}
        await key_desk.refusals(server, kinds, 5)
